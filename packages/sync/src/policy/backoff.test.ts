import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { backoffMs, isTryDue } from './backoff.ts'

test('backoffMs() doubles from a second up to five minutes', () => {
  const middle = [1, 2, 3, 4, 9, 10, 50, 5_000].map((count) => backoffMs(count, 0.5))
  assert.deepEqual(middle, [1_000, 2_000, 4_000, 8_000, 256_000, 300_000, 300_000, 300_000])
})

test('backoffMs() spreads by a quarter to either side and is never nothing', () => {
  const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fraction, (count, chance) => {
      const wait = backoffMs(count, chance)
      const middle = backoffMs(count, 0.5)
      assert.ok(Number.isInteger(wait) && wait >= middle * 0.75 - 1 && wait <= middle * 1.25 + 1)
      assert.ok(wait >= 750)
    }),
  )
})

test('isTryDue() waits until the time has come', () => {
  const now = 1_000_000_000
  assert.equal(isTryDue(now, now), true)
  assert.equal(isTryDue(now + 1, now), false)
  assert.equal(isTryDue(now + backoffMs(30, 0.999_999), now), false)
})

test('[R13] isTryDue() does not wait for a time that a clock set before it was set back', () => {
  const now = 1_000_000_000
  assert.equal(isTryDue(now + 365 * 24 * 3600 * 1000, now), true)
})
