import assert from 'node:assert/strict'
import { test } from 'node:test'
import { segmentsOf } from './usage-segments.ts'

const BY_KIND = { originals: 60, edits: 10, trash: 5, quarantine: 5, unnamed: 0 }

test('segmentsOf() has at most six parts, which are the whole bar, and none that is empty', () => {
  const parts = segmentsOf({ usedBytes: 80, reservedBytes: 0, quotaBytes: 100, byKind: BY_KIND })
  assert.deepEqual(
    parts.map(({ kind, share }) => [kind, share]),
    [
      ['originals', 0.6],
      ['edits', 0.1],
      ['trash', 0.05],
      ['quarantine', 0.05],
      ['free', 0.2],
    ],
  )
})

test('segmentsOf() without a quota has no free part, and over a full one neither', () => {
  const kindsOf = (quotaBytes: number | null) =>
    segmentsOf({ usedBytes: 80, reservedBytes: 0, quotaBytes, byKind: BY_KIND }).map(({ kind }) => kind)
  assert.ok(!kindsOf(null).includes('free'))
  assert.ok(!kindsOf(50).includes('free'))
})

test('segmentsOf() of a server that tells only the sum shows the sum', () => {
  assert.deepEqual(segmentsOf({ usedBytes: 80, reservedBytes: 0, quotaBytes: 160 }), [
    { kind: 'originals', bytes: 80, share: 0.5 },
    { kind: 'free', bytes: 80, share: 0.5 },
  ])
  assert.deepEqual(segmentsOf({ usedBytes: 0, reservedBytes: 0, quotaBytes: null }), [])
})
