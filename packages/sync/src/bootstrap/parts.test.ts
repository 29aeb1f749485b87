import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { BuiltPart, PartKey } from './parts.ts'
import { compareKeys, cutPart, FIRST_KEY, gapsBetween, judgeParts, LAST_KEY, monthOf } from './parts.ts'

const key = (at: number, no = 0): PartKey => ({ at, no })
const part = (from: PartKey, to: PartKey, builtSeq: number, rows = 100): BuiltPart => ({
  from,
  to,
  builtSeq,
  rows,
})
const whole = { from: FIRST_KEY, to: LAST_KEY }

const JANUARY = Date.UTC(2026, 0, 1)
const FEBRUARY = Date.UTC(2026, 1, 1)
const MARCH = Date.UTC(2026, 2, 1)

test('gapsBetween() and the parts cover everything once', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { maxLength: 12 }), (cuts) => {
      const sorted = cuts.toSorted((one, other) => one - other)
      const parts = []
      for (let index = 0; index + 1 < sorted.length; index += 2)
        parts.push({ from: key(sorted[index] ?? 0), to: key(sorted[index + 1] ?? 0) })
      const all = [...parts, ...gapsBetween(parts.toReversed(), whole)].toSorted((one, other) =>
        compareKeys(one.from, other.from),
      )
      assert.deepEqual(all[0]?.from, FIRST_KEY)
      assert.deepEqual(all.at(-1)?.to, LAST_KEY)
      for (const [index, range] of all.entries()) assert.deepEqual(range.to, all[index + 1]?.from ?? LAST_KEY)
    }),
  )
})

test('judgeParts() takes parts whose months nobody touched for current', () => {
  const untouched = part(FIRST_KEY, key(FEBRUARY), 10)
  const touched = part(key(FEBRUARY), key(MARCH), 10)
  const months = [
    { month: '2026-01', touchedSeq: 10 },
    { month: '2026-02', touchedSeq: 11 },
  ]
  const changed = [{ at: FEBRUARY, no: 1, seq: 11 }]
  assert.deepEqual(judgeParts([untouched, touched], { months: months.slice(0, 1), changed }), {
    current: [untouched, touched],
    stale: [],
  })
  // The border lies at the beginning of February: a row that left that month may have left either.
  assert.deepEqual(judgeParts([untouched, touched], { months, changed }), { current: [], stale: [] })
})

test('[S114] judgeParts() takes a part for stale when more than 5 % of its rows changed, or too many in all', () => {
  const built = part(key(JANUARY), key(FEBRUARY - 1), 10, 40)
  const months = [{ month: '2026-01', touchedSeq: 99 }]
  const changed = [11, 12, 13].map((seq) => ({ at: JANUARY, no: seq, seq }))
  assert.deepEqual(judgeParts([built], { months, changed: changed.slice(1) }).stale, [])
  assert.deepEqual(judgeParts([built], { months, changed }).stale, [built])
  assert.deepEqual(judgeParts([{ ...built, builtSeq: 12 }], { months, changed }).stale, [])
  assert.deepEqual(judgeParts([built], { months, changed: null }).stale, [built])
})

test('cutPart() cuts at the end of a month where one ends late enough, at the size otherwise', () => {
  const times = [JANUARY, JANUARY, JANUARY, FEBRUARY, FEBRUARY, FEBRUARY]
  assert.equal(cutPart(times, 4, false), 3)
  assert.equal(cutPart(times, 5, false), 3)
  assert.equal(cutPart(times.slice(3), 2, false), 2)
  assert.equal(cutPart(times, 6, false), null)
  assert.equal(cutPart(times, 6, true), 6)
  assert.equal(cutPart([], 6, true), 0)
})

test('monthOf() tells the month by UTC, of any time', () => {
  assert.equal(monthOf(FEBRUARY - 1), '2026-01')
  assert.equal(monthOf(FEBRUARY), '2026-02')
  assert.equal(monthOf(-1), '1969-12')
  assert.equal(monthOf(-8.64e15), '0000-01')
  assert.equal(monthOf(8.64e15), '9999-12')
})
