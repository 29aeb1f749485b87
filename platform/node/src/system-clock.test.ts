import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { createSystemClock } from './system-clock.ts'

const clock = createSystemClock()

test('createSystemClock().now() is the wall time in milliseconds', () => {
  assert.ok(Math.abs(clock.now() - Date.now()) < 1_000)
})

test('createSystemClock().monotonic() never goes back and moves with sleep()', async () => {
  const before = clock.monotonic()
  await clock.sleep(60)
  const after = clock.monotonic()
  assert.ok(after - before >= 40, `${after - before} ms`)
})

test('createSystemClock() reads the same boot in another process', {
  skip: process.platform === 'win32' && 'no name',
}, () => {
  const face = new URL('./system-clock.ts', import.meta.url).href
  const program = `
    import { createSystemClock } from ${JSON.stringify(face)}
    const clock = createSystemClock()
    console.log(JSON.stringify({ bootId: clock.bootId, at: clock.monotonic() }))`
  const before = clock.monotonic()
  const other = JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }),
  )
  assert.equal(other.bootId, clock.bootId)
  assert.ok(other.at >= before && other.at <= clock.monotonic())
})

test('sleep() ends at once when its signal is aborted, before or during', async () => {
  const stop = new AbortController()
  const sleeping = clock.sleep(60_000, stop.signal)
  stop.abort()
  await sleeping
  await clock.sleep(60_000, stop.signal)
})
