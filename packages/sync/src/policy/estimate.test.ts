import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GOOD_CONDITIONS, SAMPLE_STANDINGS, sampleFacts } from '../test-kit/sample-facts.ts'
import { estimate, estimateWords } from './estimate.ts'
import { DEFAULT_SETTINGS } from './settings.ts'

const { to_upload: toUpload, verified, unreadable } = SAMPLE_STANDINGS
const RATE = 1_000_000
const ON_MOBILE = {
  ...GOOD_CONDITIONS,
  measured: { ...GOOD_CONDITIONS.measured, network: 'mobile', isMetered: true },
} as const
const ON_BATTERY = {
  ...GOOD_CONDITIONS,
  measured: { ...GOOD_CONDITIONS.measured, network: 'wifi', isCharging: false, batteryPercent: 80 },
} as const

function video(bytes: number) {
  return sampleFacts(toUpload, {}, bytes)
}

function words(...asked: Parameters<typeof estimate>): string | null {
  const found = estimate(...asked)
  return found === null ? null : estimateWords(found)
}

test('estimateWords() says what the rules cost, and what mobile data would', () => {
  const many = Array.from({ length: 11 }, () => video(1e9))
  assert.equal(
    words(DEFAULT_SETTINGS, ON_MOBILE, many, RATE),
    'one night with these rules; 4 h and 11.0 GB with mobile data',
  )
  const short = { ...DEFAULT_SETTINGS, schedule: { fromMinute: 23 * 60, toMinute: 60 } }
  assert.equal(
    words(short, ON_MOBILE, many, RATE),
    'two nights with these rules; 4 h and 11.0 GB with mobile data',
  )
  assert.equal(
    words(DEFAULT_SETTINGS, ON_BATTERY, many, RATE),
    'one night with these rules; 4 h with sync now',
  )
})

test('estimateWords() says just the time when nothing waits', () => {
  assert.equal(words(DEFAULT_SETTINGS, GOOD_CONDITIONS, [video(40e6), video(1)], RATE), '41 s')
  assert.equal(
    words({ ...DEFAULT_SETTINGS, bandwidth: 100_000 }, GOOD_CONDITIONS, [video(60e6)], RATE),
    '10 min',
  )
})

test('estimate() leaves out what is safe, and what somebody must mend first', () => {
  const items = [sampleFacts(verified), sampleFacts(unreadable)]
  assert.equal(estimate(DEFAULT_SETTINGS, GOOD_CONDITIONS, items, RATE), null)
  const some = estimate(DEFAULT_SETTINGS, ON_BATTERY, [...items, video(1_000), video(20e6)], RATE)
  assert.deepEqual([some?.items, some?.bytes, some?.nights, some?.nowMs], [2, 20_001_000, 1, 1])
  assert.equal(estimate(DEFAULT_SETTINGS, GOOD_CONDITIONS, [video(1)], null), null)
  const active = sampleFacts(toUpload, { active: { bytesDone: 900 } })
  assert.equal(estimate(DEFAULT_SETTINGS, GOOD_CONDITIONS, [active], RATE)?.bytes, 100)
})
