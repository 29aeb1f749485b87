import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { admitCursor } from './admit-cursor.ts'

const BOUNDS = { epoch: 3, headSeq: 100, minSeq: 40 }

test('[R11] [S12] [S13] admitCursor() decides every place that a reader may come from', () => {
  const table = [
    [null, { ok: true, value: { kind: 'read', seq: 0 } }],
    [
      { epoch: 3, seq: 100 },
      { ok: true, value: { kind: 'read', seq: 100 } },
    ],
    [
      { epoch: 3, seq: 70 },
      { ok: true, value: { kind: 'read', seq: 70 } },
    ],
    [
      { epoch: 3, seq: 40 },
      { ok: true, value: { kind: 'read', seq: 40 } },
    ],
    [{ epoch: 3, seq: 39 }, 'cursor_expired'],
    [
      { epoch: 3, seq: 101 },
      { ok: true, value: { kind: 'break_epoch', above: 3 } },
    ],
    [
      { epoch: 5, seq: 1 },
      { ok: true, value: { kind: 'break_epoch', above: 5 } },
    ],
    [{ epoch: 1_000_000, seq: 1 }, 'epoch_changed'],
    [{ epoch: 2, seq: 70 }, 'epoch_changed'],
    [{ epoch: 2, seq: 900 }, 'epoch_changed'],
  ] as const
  for (const [cursor, expected] of table) {
    const verdict = admitCursor(BOUNDS, cursor)
    assert.deepEqual(verdict.ok ? verdict : verdict.refusal.code, expected, JSON.stringify(cursor))
  }
})

test('[R11] [S12] admitCursor() never lets a reader go on from a place that the feed does not hold', () => {
  const small = fc.nat({ max: 6 })
  fc.assert(
    fc.property(small, small, small, small, small, (epoch, headSeq, minSeq, ofEpoch, seq) => {
      const verdict = admitCursor({ epoch, headSeq, minSeq }, { epoch: ofEpoch, seq })
      const isHeld = ofEpoch === epoch && seq >= minSeq && seq <= headSeq
      assert.equal(verdict.ok && verdict.value.kind === 'read', isHeld)
    }),
  )
})
