import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { forecastUsage, forecastWords } from './forecast.ts'

const DAY_MS = 24 * 3600_000
const NOW = Date.UTC(2026, 10, 22)

/** A sample a day, the last one now. */
function samplesOf(bytes: readonly number[]) {
  return bytes.map((usedBytes, index) => ({ at: NOW - (bytes.length - 1 - index) * DAY_MS, usedBytes }))
}

function forecastOf(bytes: readonly number[], quotaBytes: number | null) {
  return forecastUsage(samplesOf(bytes), { usedBytes: bytes.at(-1) ?? 0, quotaBytes, now: NOW })
}

test('forecastUsage() knows nothing below three days, and goes by steady growth from then on', () => {
  assert.equal(forecastOf([], 1_000), null)
  assert.equal(forecastOf([0, 10, 20], 1_000), null)
  assert.deepEqual(forecastOf([0, 10, 20, 30], 440), {
    bytesADay: 10,
    overDays: 3,
    fullAt: NOW + 41 * DAY_MS,
  })
  assert.equal(forecastOf([0, 10, 20, 30], null)?.fullAt, null)
})

test('forecastUsage() is not carried away by one import, by one tidying-up, or by what was long ago', () => {
  const month = Array.from({ length: 30 }, (_, day) => day * 100 + (day >= 15 ? 50_000 : 0))
  const bytesADay = forecastOf(month, 1e9)?.bytesADay ?? 0
  assert.ok(bytesADay > 90 && bytesADay <= 100, String(bytesADay))
  const tidied = Array.from({ length: 30 }, (_, day) => day * 100 + (day >= 28 ? -2_500 : 0))
  assert.equal(forecastOf(tidied, 1e9)?.bytesADay, 100)
  const year = [...Array.from({ length: 300 }, (_, day) => day * 1_000), ...Array(91).fill(299_000)]
  assert.equal(forecastOf(year, 1e9)?.bytesADay, 0)
})

test('forecastUsage() says when it is full already, and never a day beyond ten years', () => {
  assert.equal(forecastOf([0, 10, 20, 30], 30)?.fullAt, NOW)
  assert.equal(forecastOf([30, 20, 10, 0], 100)?.fullAt, null)
  assert.equal(forecastOf([0, 1, 2, 3], 10_000_000)?.fullAt, null)
})

test('forecastUsage() leaves out samples that only a wrong clock can have taken, and asks for no order', () => {
  const samples = samplesOf([0, 10, 20, 30])
  const asked = { usedBytes: 30, quotaBytes: 440, now: NOW }
  const plain = forecastUsage(samples, asked)
  assert.deepEqual(forecastUsage([{ at: NOW + DAY_MS, usedBytes: 9e9 }, ...samples], asked), plain)
  assert.deepEqual(forecastUsage(samples.toReversed(), asked), plain)
})

test('forecastUsage() is total, and is full between now and ten years from now', () => {
  const bytes = fc.integer({ min: 0, max: 2 ** 50 })
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 120 }), bytes, (used, quotaBytes) => {
      const forecast = forecastOf(used, quotaBytes)
      assert.equal(forecast === null, used.length < 4)
      const at = forecast?.fullAt ?? NOW
      assert.ok(at >= NOW && at <= NOW + 3_653 * DAY_MS)
      assert.ok(forecastWords(forecast, NOW).length > 0)
    }),
    { numRuns: 50 },
  )
})

test('forecastWords() says it in days', () => {
  const words = (fullAt: number | null, bytesADay = 10) =>
    forecastWords({ bytesADay, overDays: 30, fullAt }, NOW)
  assert.equal(words(NOW + 41 * DAY_MS), 'Full in 41 days, as it has grown lately.')
  assert.equal(words(NOW + DAY_MS / 2), 'Full in a day, as it has grown lately.')
  assert.equal(words(NOW), 'It is full.')
  assert.equal(words(null), 'As it grows now, it lasts for years.')
  assert.equal(words(null, 0), 'It has not grown lately.')
  assert.equal(forecastWords(null, NOW), 'How fast it grows is known after three days.')
})
