import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { marksOfSpan, marksOfTime, midnight } from './time-marks.ts'

const DAY_MS = 24 * 3600 * 1000

test('marksOfSpan() covers its days, once each, and no other', () => {
  const someDay = fc.integer({ min: -60 * 365, max: 90 * 365 })
  fc.assert(
    fc.property(
      someDay,
      fc.integer({ min: 1, max: 2_000 }),
      fc.integer({ min: -3_000, max: 3_000 }),
      (first, days, near) => {
        const from = first * DAY_MS
        const marks = marksOfSpan({ from, to: from + days * DAY_MS })
        assert.equal(new Set(marks).size, marks.length)
        const at = from + near * DAY_MS + 5 * 3600_000
        const hits = marksOfTime(at).filter((mark) => marks.includes(mark)).length
        assert.equal(hits, near >= 0 && near < days ? 1 : 0)
      },
    ),
  )
})

test('marksOfSpan() needs few marks for much time', () => {
  const marks = marksOfSpan({ from: midnight(2019, 5, 30), to: midnight(2021, 2, 2) })
  assert.deepEqual(marks.slice(0, 3), ['day:2019-05-30', 'day:2019-05-31', 'month:2019-06'])
  assert.deepEqual(marks.slice(-3), ['year:2020', 'month:2021-01', 'day:2021-02-01'])
  assert.equal(marks.length, 12)
})

test('midnight() takes years below 100 at their word', () => {
  assert.equal(new Date(midnight(19, 6, 3)).toISOString(), '0019-06-03T00:00:00.000Z')
})
