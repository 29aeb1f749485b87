import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FeedPage } from '@rollcall/protocol'
import { parseCursor } from '@rollcall/protocol'
import fc from 'fast-check'
import { sampleAsset } from '../test-kit/sample-asset.ts'
import { cutPage, seqOf } from './cut-page.ts'

/** Rows of a feed by their places, and a reader that asks for pages of `limit` from `seq` on. */
function readPage(places: readonly number[], head: number, seq: number, limit: number): FeedPage {
  const rows = places.filter((place) => place > seq && place <= head).slice(0, limit + 1)
  return cutPage({
    from: { epoch: 2, seq },
    head,
    rows: rows.map((place) => ({ kind: 'asset', asset: sampleAsset(place) })),
    limit,
    lastMutation: 9,
  })
}

test('[S11] cutPage() is complete when all rows fit, and then stands at the head', () => {
  const page = readPage([2, 5, 7], 12, 0, 3)
  assert.equal(page.complete, true)
  assert.equal(page.from, '2.0')
  assert.equal(page.to, '2.12')
  assert.equal(page.lastMutation, 9)
  assert.deepEqual(page.changes.map(seqOf), [2, 5, 7])
})

test('[S11] cutPage() stands at its last row when there is more', () => {
  const page = readPage([2, 5, 7], 12, 0, 2)
  assert.equal(page.complete, false)
  assert.equal(page.to, '2.5')
  assert.deepEqual(page.changes.map(seqOf), [2, 5])
})

test('cutPage() of nothing new stands at the head', () => {
  const page = readPage([2], 12, 12, 2)
  assert.deepEqual([page.complete, page.to, page.changes], [true, '2.12', []])
})

test('[R10] [S10] cutPage() shows each row below the head once, in order, over any number of pages', () => {
  const feed = fc
    .uniqueArray(fc.integer({ min: 1, max: 40 }))
    .map((places) => places.toSorted((a, b) => a - b))
  fc.assert(
    fc.property(
      feed,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 5 }),
      (places, head, limit) => {
        const seen: number[] = []
        let seq = 0
        for (;;) {
          const page = readPage(places, head, seq, limit)
          seen.push(...page.changes.map(seqOf))
          const to = parseCursor(page.to)
          assert.ok(to !== null && to.epoch === 2)
          if (page.complete) {
            assert.equal(to.seq, head)
            break
          }
          assert.ok(to.seq > seq, 'the reader moves on')
          seq = to.seq
        }
        assert.deepEqual(
          seen,
          places.filter((place) => place <= head),
        )
      },
    ),
  )
})
