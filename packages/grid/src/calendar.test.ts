import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { startOfPeriod, yearOf } from './calendar.ts'
import { anyShare } from './test-kit/any-share.ts'

test('startOfPeriod() says what the calendar of the platform says, from the year 100 to 9999', () => {
  const min = Date.UTC(100, 0, 1) / 1_000
  const max = Date.UTC(9_999, 11, 31) / 1_000
  const near = fc.integer({ min: -3_000_000_000, max: 5_000_000_000 })
  fc.assert(
    fc.property(fc.oneof(near, fc.integer({ min, max })), anyShare(0, 0.9), (second, part) => {
      const timeS = second + part
      const date = new Date(second * 1_000)
      const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
      assert.equal(startOfPeriod(timeS, 'day'), Date.UTC(year, month, day) / 1_000)
      assert.equal(startOfPeriod(timeS, 'month'), Date.UTC(year, month, 1) / 1_000)
      assert.equal(startOfPeriod(timeS, 'year'), Date.UTC(year, 0, 1) / 1_000)
      assert.equal(yearOf(timeS), year)
    }),
    { numRuns: 2_000 },
  )
})

test('startOfPeriod() knows leap days, and the years that have none', () => {
  for (const text of ['2000-02-29', '1900-02-28', '1900-03-01', '2024-02-29', '1969-12-31', '1970-01-01']) {
    const timeS = Date.parse(`${text}T23:59:59Z`) / 1_000
    assert.equal(startOfPeriod(timeS, 'day'), Date.parse(`${text}T00:00:00Z`) / 1_000)
    assert.equal(startOfPeriod(timeS, 'month'), Date.parse(`${text.slice(0, 7)}-01T00:00:00Z`) / 1_000)
    assert.equal(yearOf(timeS), Number(text.slice(0, 4)))
  }
})
