import assert from 'node:assert/strict'
import { test } from 'node:test'
import { streamOf } from './stream-of.ts'

async function* pieces(log: string[], failing = false): AsyncGenerator<Uint8Array, void> {
  try {
    for (const byte of [1, 2, 3]) {
      log.push(`made ${byte}`)
      yield Uint8Array.of(byte)
    }
    if (failing) throw new Error('broken')
  } finally {
    log.push('left')
  }
}

test('streamOf() gives every piece and says that it ended', async () => {
  const log: string[] = []
  const bytes = await new Response(streamOf(pieces(log), () => log.push('end'))).bytes()
  assert.deepEqual([...bytes], [1, 2, 3])
  assert.deepEqual(log.slice(-2), ['left', 'end'])
})

test('streamOf() makes a piece only when it is wanted, and lets go when the reader leaves', async () => {
  const log: string[] = []
  const reader = streamOf(pieces(log), () => log.push('end')).getReader()
  await reader.read()
  assert.deepEqual(log, ['made 1'])
  await reader.cancel()
  assert.deepEqual(log, ['made 1', 'end', 'left'])
})

test('streamOf() fails where the pieces fail', async () => {
  const log: string[] = []
  const response = new Response(streamOf(pieces(log, true), () => log.push('end')))
  await assert.rejects(response.bytes(), /broken/)
  assert.deepEqual(log.slice(-2), ['left', 'end'])
})

test('streamOf() says only once that it ended, also when the reader leaves while a piece is made', async () => {
  for (const last of [null, Uint8Array.of(1)]) {
    const log: string[] = []
    const [begun, made] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slow = async function* () {
      begun.resolve()
      await made.promise
      if (last !== null) yield last
    }
    const reader = streamOf(slow(), () => log.push('end')).getReader()
    const reading = reader.read()
    await begun.promise
    const leaving = reader.cancel()
    made.resolve()
    await Promise.all([reading, leaving])
    assert.deepEqual(log, ['end'])
  }
})
