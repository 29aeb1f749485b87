import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceIdSchema } from '@rollcall/protocol'
import type { DeviceRecord, DeviceReport, DoctorFinding, KnownDevice } from '@rollcall/protocol'
import { NOTHING_MEASURED } from '@rollcall/sync'
import type { UploadEntry } from '../engine/library-client.ts'
import type { StatusFacts } from './sync-status.ts'
import { syncStatusOf } from './sync-status.ts'

const NOW = Date.UTC(2026, 10, 14, 12)
const PHONE = deviceIdSchema.parse('1'.repeat(32))

const QUIET: StatusFacts = {
  state: {
    isOnline: true,
    away: null,
    roll: { safe: 0, inProgress: 0, waiting: 0, blocked: 0, excluded: 0 },
    unsent: 0,
    uploads: [],
    assets: 10,
    identity: null,
  },
  devices: [],
  records: [],
  held: 0,
  now: NOW,
}

function finding(code: string, items: number): DoctorFinding {
  const rest: Omit<DoctorFinding, 'code' | 'items' | 'sentence'> = {
    facts: {},
    since: null,
    nextTry: null,
    mender: 'you',
    bytes: items * 1_000,
    paths: [],
  }
  return { code, items, sentence: `Because of ${code}.`, ...rest }
}

function phone(
  counts: Partial<DeviceReport['counts']>,
  more: Partial<KnownDevice> = {},
  findings: readonly DoctorFinding[] = [],
): KnownDevice {
  const none = { safe: 0, inProgress: 0, waiting: 0, blocked: 0, excluded: 0, deleted: 0 }
  const report: DeviceReport = {
    version: '1.0.0',
    platform: 'ios',
    total: 100,
    bytes: 1,
    counts: { ...none, ...counts },
    originalsHere: 0,
    originalBytesHere: 0,
    findings: [...findings],
    conditions: NOTHING_MEASURED,
    engine: { state: 'running', since: null, step: null, crashes: 0 },
    cursor: null,
    unsent: 0,
  }
  const times = { addedAt: NOW, lastHeardAt: NOW, reportedAt: NOW }
  return { deviceId: PHONE, name: 'iPhone', isCurrent: false, isQuiet: false, report, ...times, ...more }
}

function upload(state: UploadEntry['state'], reason: UploadEntry['reason']): UploadEntry {
  const nothing = { facts: {}, assetId: null, thumbnail: null, verifiedAt: null, isKept: true }
  return {
    id: '1',
    name: 'a.jpg',
    bytes: 500,
    sentBytes: 0,
    state,
    reason,
    sentence: 'It is full.',
    ...nothing,
  }
}

const PAUSED: DeviceRecord = {
  kind: 'device',
  key: PHONE,
  seq: 1,
  name: 'iPhone',
  addedAt: 0,
  removedAt: null,
  settings: { pausedUntil: 'resumed' },
  edits: {},
}

const AWAY = { code: 'offline', facts: {}, sentence: 'There is no network.', since: NOW } as const

/** Everything that can be so at once, most pressing first; each is taken away to see the next. */
const LAYERS: readonly (readonly [string, Partial<StatusFacts>])[] = [
  ['blocked', { devices: [phone({ waiting: 3 }, { isQuiet: true }, [finding('quota_full', 3)])] }],
  ['attention', { held: 40 }],
  ['offline', { state: { ...QUIET.state, isOnline: false, unsent: 2, away: AWAY } }],
  ['paused', { records: [PAUSED] }],
  ['waiting', { devices: [phone({ waiting: 31 }, { isQuiet: true }, [finding('low_power_mode', 31)])] }],
  ['limited', { devices: [phone({ inProgress: 4 }, { isQuiet: true })] }],
  ['active', { devices: [phone({ inProgress: 4 })] }],
  ['done', { devices: [phone({ safe: 100 })] }],
]

test('[R3] syncStatusOf() tells the most pressing of what is so: LOOK.md’s precedence', () => {
  for (let from = 0; from < LAYERS.length; from++) {
    const facts = Object.assign(
      {},
      QUIET,
      ...LAYERS.slice(from)
        .toReversed()
        .map(([, layer]) => layer),
    )
    assert.equal(syncStatusOf(facts).kind, LAYERS[from]?.[0])
  }
})

test('syncStatusOf() names the device, the sentence, the number and what mends it', () => {
  const devices = [phone({ waiting: 31 }, {}, [finding('low_power_mode', 31)])]
  assert.deepEqual(syncStatusOf({ ...QUIET, devices }), {
    kind: 'waiting',
    count: 31,
    bytes: 31_000,
    sentence: 'Because of low_power_mode.',
    device: { id: PHONE, name: 'iPhone' },
    remedy: 'doctor',
  })
  const uploads = [upload('blocked', 'quota_full')]
  assert.deepEqual(syncStatusOf({ ...QUIET, state: { ...QUIET.state, uploads } }), {
    kind: 'blocked',
    count: 1,
    bytes: 500,
    sentence: 'It is full.',
    device: null,
    remedy: 'storage',
  })
})

test('syncStatusOf() counts this browser once: its own report is not looked at', () => {
  const devices = [phone({ waiting: 5 }, { isCurrent: true })]
  assert.equal(syncStatusOf({ ...QUIET, devices }).kind, 'done')
})

test('syncStatusOf() forgets a pause that is over, and one of a device that was removed', () => {
  const over = { ...PAUSED, settings: { pausedUntil: NOW - 1 } }
  const removed = { ...PAUSED, removedAt: NOW }
  assert.equal(syncStatusOf({ ...QUIET, records: [over, removed] }).kind, 'done')
})
