import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isUnusualDeparture } from './guard-departures.ts'

test('[R17] isUnusualDeparture() needs more than 20 files and more than a tenth, or all there were', () => {
  const table: readonly (readonly [missing: number, recent: number, agreed: number, unusual: boolean])[] = [
    [0, 0, 0, false],
    [0, 500, 500, false],
    [1, 0, 1, false],
    [2, 0, 2, true],
    [20, 0, 21, false],
    [20, 0, 20, true],
    [21, 0, 100, true],
    [20, 0, 100, false],
    [21, 0, 210, false],
    [21, 0, 209, true],
    [100, 0, 1_000, false],
    [101, 0, 1_000, true],
    // The batch counts what went within minutes, and the folder as it was before it.
    [1, 20, 80, true],
    [1, 20, 190, false],
    [1, 19, 50, false],
  ]
  for (const [missing, recent, agreed, unusual] of table) {
    assert.equal(
      isUnusualDeparture({ missing, recent, agreed }),
      unusual,
      `${missing} and ${recent} of ${agreed}`,
    )
  }
})

test('[R17] isUnusualDeparture() never calls a larger batch usual where a smaller one is not', () => {
  const counts = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.nat({ max: 50 }), fc.nat({ max: 2_000 }))
  fc.assert(
    fc.property(counts, ([missing, recent, others]) => {
      const agreed = missing + others + 1
      if (!isUnusualDeparture({ missing, recent, agreed })) return
      assert.ok(isUnusualDeparture({ missing: missing + 1, recent, agreed }))
      assert.ok(isUnusualDeparture({ missing, recent: recent + 1, agreed: agreed - 1 }))
    }),
  )
})
