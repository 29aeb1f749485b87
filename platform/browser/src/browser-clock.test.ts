import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBrowserClock } from './browser-clock.ts'
import { createBrowserRandom } from './browser-random.ts'

test('createBrowserClock() moves on while it sleeps, and names no other boot the same', async () => {
  const clock = createBrowserClock()
  const [now, monotonic] = [clock.now(), clock.monotonic()]
  await clock.sleep(20)
  assert.ok(clock.monotonic() - monotonic >= 15 && clock.now() - now >= 15)
  assert.ok(Number.isInteger(clock.monotonic()))
  assert.notEqual(clock.bootId, createBrowserClock().bootId)
})

test('createBrowserClock() wakes up at once when it is told to', async () => {
  const clock = createBrowserClock()
  const stop = new AbortController()
  const sleeping = clock.sleep(2 ** 40, stop.signal)
  stop.abort()
  await sleeping
  await clock.sleep(2 ** 40, stop.signal)
})

test('createBrowserRandom() draws bytes and fractions that spread', () => {
  const random = createBrowserRandom()
  assert.match(random.hex(16), /^[0-9a-f]{32}$/)
  assert.notEqual(random.hex(16), random.hex(16))
  const fractions = Array.from({ length: 2_000 }, () => random.fraction())
  assert.ok(fractions.every((fraction) => fraction >= 0 && fraction < 1))
  for (let tenth = 0; tenth < 10; tenth++)
    assert.ok(fractions.some((fraction) => Math.floor(fraction * 10) === tenth))
})
