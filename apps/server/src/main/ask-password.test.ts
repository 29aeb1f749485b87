import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import type { ReadStream } from 'node:tty'
import { askNewPassword, readPassword } from './ask-password.ts'

/** A terminal at which somebody types `keys`. */
function terminalWith(keys: string): ReadStream {
  const terminal = Object.assign(new PassThrough(), { setRawMode: () => terminal })
  terminal.write(keys)
  return terminal as unknown as ReadStream
}

const askWith = async (keys: string) => {
  const said: string[] = []
  const password = await askNewPassword(terminalWith(keys), (text) => said.push(text))
  return { password, said: said.join('') }
}

test('askNewPassword() takes what was typed twice, and shows nothing of it', async () => {
  const { password, said } = await askWith('rain\u007f\u007fin\rrain\r')
  assert.equal(password, 'rain')
  assert.doesNotMatch(said, /rain/)
})

test('askNewPassword() refuses two different answers, and Ctrl+C', async () => {
  await assert.rejects(askWith('rain\rsnow\r'), /not the same/)
  await assert.rejects(askWith('ra\u0003'), /Stopped/)
})

test('readPassword() takes the first line that a program sends', async () => {
  const from = async function* (...pieces: string[]) {
    for (const piece of pieces) yield piece
  }
  assert.equal(await readPassword(from('ra', 'in\r\nmore')), 'rain')
  assert.equal(await readPassword(from('rain')), 'rain')
  await assert.rejects(readPassword(from('\n')), /No password/)
})
