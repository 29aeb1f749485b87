import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { startOfPeriod } from './calendar.ts'
import { endOfPeriod, findPosition, firstOfPeriod } from './find-position.ts'
import { anyColumns } from './test-kit/any-columns.ts'
import { anyShare } from './test-kit/any-share.ts'
import { sampleColumns } from './test-kit/sample-columns.ts'

test('findPosition() finds the newest photo at or before a time', () => {
  const columns = sampleColumns([{ takenAtS: 50 }, { takenAtS: 40 }, { takenAtS: 40 }, { takenAtS: 10 }])
  const cases = [
    [51, 0],
    [50, 0],
    [49.5, 1],
    [40, 1],
    [39, 3],
    [9, 4],
  ] as const
  for (const [timeS, position] of cases) assert.equal(findPosition(columns, timeS), position)
  assert.equal(findPosition(sampleColumns([]), 5), 0)
})

test('findPosition() agrees with looking at each photo', () => {
  fc.assert(
    fc.property(anyColumns(), anyShare(-0.1, 1.1), (columns, share) => {
      const times = Array.from(columns.takenAtS)
      const [newestS, oldestS] = [times[0] ?? 0, times.at(-1) ?? 0]
      const timeS = newestS - share * (newestS - oldestS)
      const expected = times.findIndex((taken) => taken <= timeS)
      assert.equal(findPosition(columns, timeS), expected === -1 ? columns.count : expected)
    }),
  )
})

test('firstOfPeriod() and endOfPeriod() enclose exactly the photos of a day, month or year', () => {
  const somePeriod = fc.constantFrom('day', 'month', 'year')
  fc.assert(
    fc.property(anyColumns(), somePeriod, fc.nat(), (columns, period, mark) => {
      fc.pre(columns.count > 0)
      const position = mark % columns.count
      const starts = Array.from(columns.takenAtS, (timeS) => startOfPeriod(timeS, period))
      const own = starts[position] ?? 0
      assert.equal(firstOfPeriod(columns, position, period), starts.indexOf(own))
      assert.equal(endOfPeriod(columns, starts.indexOf(own), period), starts.lastIndexOf(own) + 1)
      assert.equal(endOfPeriod(columns, position, period), starts.lastIndexOf(own) + 1)
    }),
  )
})
