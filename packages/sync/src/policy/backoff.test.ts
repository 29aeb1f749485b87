import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { backoffMs } from './backoff.ts'

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
