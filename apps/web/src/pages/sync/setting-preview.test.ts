import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceReport, DoctorFinding } from '@rollcall/protocol'
import { DEFAULT_SETTINGS, NOTHING_MEASURED, REASONS } from '@rollcall/sync'
import { previewSetting } from './setting-preview.ts'

const FINDING: DoctorFinding = {
  code: 'mobile_data_off',
  facts: {},
  sentence: REASONS.mobile_data_off.sentence({}),
  since: null,
  nextTry: null,
  mender: 'you',
  items: 84,
  bytes: 310_000_000,
  paths: [],
}

const REPORT: DeviceReport = {
  version: '1.4.0',
  platform: 'linux',
  total: 200,
  bytes: 900_000_000,
  counts: { safe: 116, inProgress: 0, waiting: 84, blocked: 0, excluded: 0, deleted: 0 },
  originalsHere: 180,
  originalBytesHere: 800_000_000,
  findings: [FINDING],
  behind: [{ ...FINDING, code: 'battery_below', sentence: 'The battery is low.', items: 84 }],
  conditions: NOTHING_MEASURED,
  engine: { state: 'running', since: null, step: null, crashes: 0 },
  cursor: null,
  unsent: 0,
}

const kindsOf = (...args: Parameters<typeof previewSetting>) =>
  previewSetting(...args).map(({ kind, items, bytes }) => [kind, items, bytes])

test('[R7] previewSetting() says what goes on by the fixes of the reasons, what then stands in the way, and the price', () => {
  const lines = previewSetting(REPORT, DEFAULT_SETTINGS, { name: 'mobileData', value: true })
  assert.deepEqual(
    lines.map(({ kind, items }) => [kind, items]),
    [
      ['goes_on', 84],
      ['next', 0],
      ['costs', 0],
    ],
  )
  assert.equal(lines[1]?.sentence, 'The battery is low.')
})

test('[R7] previewSetting() of turning sync off names what then lies only there', () => {
  assert.deepEqual(kindsOf(REPORT, DEFAULT_SETTINGS, { name: 'isOn', value: false }), [
    ['stops', 0, 0],
    ['waits', 84, 310_000_000],
  ])
})

test('[R7] previewSetting() of optimising tells what becomes smaller, and that what is not safe stays', () => {
  const optimise = { name: 'optimise', value: true } as const
  assert.deepEqual(kindsOf(REPORT, DEFAULT_SETTINGS, optimise), [
    ['frees', 96, 800_000_000],
    ['stays', 84, 310_000_000],
  ])
  const optimised = { ...DEFAULT_SETTINGS, optimise: true }
  assert.deepEqual(kindsOf(REPORT, optimised, { name: 'optimise', value: false }), [['returns', 20, 0]])
  assert.deepEqual(kindsOf(REPORT, optimised, { name: 'budgetBytes', value: 500_000_000 })[0], [
    'frees',
    96,
    300_000_000,
  ])
})

test('previewSetting() has no lines where nothing moves: the same value, or one that touches nothing now', () => {
  assert.deepEqual(kindsOf(REPORT, DEFAULT_SETTINGS, { name: 'isOn', value: true }), [])
  assert.deepEqual(kindsOf(REPORT, DEFAULT_SETTINGS, { name: 'bandwidth', value: 2_000_000 }), [])
  assert.deepEqual(kindsOf(REPORT, DEFAULT_SETTINGS, { name: 'budgetBytes', value: 1 }), [])
})
