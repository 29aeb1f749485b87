import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { holdLock } from './hold-lock.ts'

test('holdLock() lets one in, and the next when it is released', () =>
  withPath((path) => {
    const held = holdLock(path)
    assert.ok(held)
    assert.equal(holdLock(path), null)
    held.release()
    const again = holdLock(path)
    assert.ok(again)
    again.release()
  }))

test('holdLock() of a killed process is free', () =>
  withPath(async (path) => {
    const face = new URL('./hold-lock.ts', import.meta.url).href
    const program = `
      import { holdLock } from ${JSON.stringify(face)}
      console.log(holdLock(process.argv[1]) === null ? 'refused' : 'held')
      setInterval(() => {}, 1_000)`
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program, path]
    const holder = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [words] = await once(holder.stdout, 'data')
    assert.equal(String(words).trim(), 'held')
    assert.equal(holdLock(path), null)
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    const freed = holdLock(path)
    assert.ok(freed)
    freed.release()
  }))

async function withPath(work: (path: string) => void | Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-lock-'))
  try {
    await work(join(folder, 'lock'))
  } finally {
    await rm(folder, { recursive: true })
  }
}
