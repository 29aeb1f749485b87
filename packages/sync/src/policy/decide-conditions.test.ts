import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceSettings, MeasuredConditions } from '@rollcall/protocol'
import { sampleAsset, sampleResource } from '../test-kit/sample-asset.ts'
import { GOOD_CONDITIONS, SAMPLE_STANDINGS, sampleFacts } from '../test-kit/sample-facts.ts'
import type { Conditions } from './conditions.ts'
import { decide } from './decide.ts'
import type { ItemFacts } from './decision.ts'
import { DEFAULT_SETTINGS } from './settings.ts'

const { to_upload: toUpload, verified, optimised } = SAMPLE_STANDINGS
const { now: NOW } = GOOD_CONDITIONS
const SMALL = sampleFacts(toUpload, {}, 10_000_000)
const LARGE = sampleFacts(toUpload, {}, 10_000_001)
const ON_BATTERY: Partial<MeasuredConditions> = { isCharging: false, batteryPercent: 50 }
const ON_MOBILE: Partial<MeasuredConditions> = { network: 'mobile', isMetered: true }

interface Case {
  readonly settings?: Partial<DeviceSettings>
  readonly measured?: Partial<MeasuredConditions>
  readonly conditions?: Partial<Conditions>
}

/** Code and action in short. */
function verdict(facts: ItemFacts, { settings = {}, measured = {}, conditions = {} }: Case): string {
  const all = {
    ...GOOD_CONDITIONS,
    ...conditions,
    measured: { ...GOOD_CONDITIONS.measured, ...measured },
  }
  const { action, because } = decide({ ...DEFAULT_SETTINGS, ...settings }, all, facts)
  return `${because[0].code} ${action}`
}

function away(code: 'tls_failed' | 'auth_expired' | 'server_unreachable' | 'offline'): Partial<Conditions> {
  return { server: { kind: 'away', code, since: NOW - 1, nextTry: null, facts: {} } }
}

/** What a table row says of a small item and of a large one. */
function checkRows(rows: readonly (readonly [string, Case, string, string])[]): void {
  for (const [name, it, small, large] of rows) {
    assert.equal(verdict(SMALL, it), small, `${name}, small`)
    assert.equal(verdict(LARGE, it), large, `${name}, large`)
  }
}

test('decide() moves by network as the owner chose', () => {
  const go = 'queued upload'
  checkRows([
    ['no network', { measured: { network: 'none' } }, 'offline none', 'offline none'],
    ['Wi-Fi', { measured: { network: 'wifi', isMetered: false } }, go, go],
    ['nobody can tell', { measured: { network: null, isMetered: null, isRoaming: true } }, go, go],
    ['mobile, by default', { measured: ON_MOBILE }, 'mobile_data_off none', 'mobile_data_off none'],
    [
      'metered Wi-Fi, by default',
      { measured: { network: 'wifi', isMetered: true } },
      'waiting_wifi none',
      'waiting_wifi none',
    ],
    [
      'mobile data on',
      { measured: ON_MOBILE, settings: { mobileData: true } },
      go,
      'unlimited_updates_off none',
    ],
    [
      'unlimited updates on',
      { measured: ON_MOBILE, settings: { mobileData: true, unlimitedUpdates: true } },
      go,
      go,
    ],
    [
      'roaming',
      {
        measured: { ...ON_MOBILE, isRoaming: true },
        settings: { mobileData: true, unlimitedUpdates: true },
      },
      'roaming none',
      'roaming none',
    ],
    [
      'low data',
      { measured: { network: 'wifi', isLowData: true } },
      'low_data_mode none',
      'low_data_mode none',
    ],
    ['low data ignored', { measured: { isLowData: true }, settings: { lowData: 'ignore' } }, go, go],
  ])
})

test('decide() moves by power as the owner chose: smart, while charging, or always above the floor', () => {
  const go = 'queued upload'
  const charging = { isCharging: true, batteryPercent: 3, isLowPower: true }
  checkRows([
    ['charging', { measured: charging }, go, go],
    ['on battery', { measured: ON_BATTERY }, go, 'needs_charging none'],
    [
      'below the floor',
      { measured: { isCharging: false, batteryPercent: 19 } },
      'battery_below none',
      'battery_below none',
    ],
    ['at the floor', { measured: { isCharging: false, batteryPercent: 20 } }, go, 'needs_charging none'],
    [
      'low power',
      { measured: { ...ON_BATTERY, isLowPower: true } },
      'low_power_mode none',
      'low_power_mode none',
    ],
    [
      'only while charging',
      { measured: { ...ON_BATTERY, batteryPercent: 5 }, settings: { power: 'charging' } },
      'needs_charging none',
      'needs_charging none',
    ],
    ['always', { measured: { ...ON_BATTERY, isLowPower: true }, settings: { power: 'always' } }, go, go],
    [
      'always, below the floor',
      { measured: { isCharging: false, batteryPercent: 19 }, settings: { power: 'always' } },
      'battery_below none',
      'battery_below none',
    ],
    ['nobody can tell', { measured: { isCharging: null, batteryPercent: 1, isLowPower: true } }, go, go],
    ['hot', { measured: { isTooHot: true } }, 'too_hot none', 'too_hot none'],
  ])
})

test('decide() keeps to the hours, over midnight too, and says when they begin', () => {
  const night = { schedule: { fromMinute: 23 * 60, toMinute: 6 * 60 } }
  const at = (minuteOfDay: number) => verdict(SMALL, { settings: night, measured: { minuteOfDay } })
  assert.equal(at(22 * 60 + 59), 'outside_schedule none')
  assert.equal(at(23 * 60), 'queued upload')
  assert.equal(at(0), 'queued upload')
  assert.equal(at(6 * 60), 'outside_schedule none')
  const { because } = decide(
    { ...DEFAULT_SETTINGS, ...night },
    { ...GOOD_CONDITIONS, measured: { ...GOOD_CONDITIONS.measured, minuteOfDay: 22 * 60 } },
    SMALL,
  )
  assert.equal(because[0].nextTry, NOW + 60 * 60_000)
  const day = { schedule: { fromMinute: 60, toMinute: 60 } }
  assert.equal(verdict(SMALL, { settings: day, measured: { minuteOfDay: 0 } }), 'queued upload')
})

test('decide() lets a grant lift what it is for, and neither consent nor room', () => {
  const mobile = { ...LARGE, grant: 'mobile' } as const
  const everything = { ...LARGE, grant: 'everything' } as const
  const worst = {
    settings: { schedule: { fromMinute: 1, toMinute: 2 } },
    measured: { ...ON_MOBILE, ...ON_BATTERY, isRoaming: true, isLowData: true, isTooHot: true },
  }
  assert.equal(verdict(everything, worst), 'queued upload')
  assert.equal(verdict(mobile, { measured: { ...ON_MOBILE, isRoaming: true } }), 'queued upload')
  assert.equal(verdict(mobile, { measured: { isLowData: true } }), 'low_data_mode none')
  assert.equal(verdict(mobile, { measured: ON_BATTERY }), 'needs_charging none')
  assert.equal(verdict(everything, { settings: { isOn: false } }), 'sync_off none')
  assert.equal(verdict(everything, { settings: { pausedUntil: 'resumed' } }), 'paused_by_you none')
  assert.equal(verdict(everything, { settings: { startDate: 1 } }), 'older_than_start_date none')
  assert.equal(verdict(everything, { measured: { network: 'none' } }), 'offline none')
  const usage = { usedBytes: 1, reservedBytes: 0, quotaBytes: 1 }
  assert.equal(
    verdict({ ...SMALL, grant: 'everything' }, { conditions: { usage } }),
    'too_large_for_quota none',
  )
})

test('decide() leaves alone what the owner leaves out, and nothing beside it', () => {
  const settings = { excludedFolders: ['trips'] }
  const inFolder = (path: string) => ({ ...SMALL, item: { ...SMALL.item, path } })
  assert.equal(verdict(inFolder('trips/a.jpg'), { settings }), 'source_excluded none')
  assert.equal(verdict(inFolder('tripsy/a.jpg'), { settings }), 'queued upload')
  assert.equal(verdict(inFolder('2026/trips/a.jpg'), { settings }), 'queued upload')
  const safe = sampleFacts(verified)
  assert.equal(
    verdict({ ...safe, item: { ...safe.item, path: 'trips/a.jpg' } }, { settings }),
    'verified none',
  )
  const smaller = sampleFacts(SAMPLE_STANDINGS.optimised, { room: 'original' })
  assert.equal(verdict(smaller, {}), 'original_elsewhere download')
  const left = { ...smaller, item: { ...smaller.item, path: 'trips/a.jpg' } }
  assert.equal(verdict(left, { settings }), 'original_elsewhere none')
  const hidden = sampleFacts(SAMPLE_STANDINGS.unreadable)
  assert.equal(verdict(hidden, { measured: { access: 'limited' } }), 'permission_limited none')
  assert.equal(verdict(hidden, { measured: { access: 'full' } }), 'unreadable none')
})

test('decide() sends what the library has lost, wherever it lies and however old it is', () => {
  const lost = sampleFacts({ ...toUpload, isAsked: true })
  const settings = { excludedFolders: ['trips'], startDate: NOW }
  const inFolder = { ...lost, item: { ...lost.item, path: 'trips/a.jpg' } }
  assert.equal(verdict(inFolder, { settings }), 'queued upload')
  assert.equal(verdict(inFolder, { settings: { ...settings, isOn: false } }), 'sync_off none')
})

test('decide() goes on by itself when the time of a pause is over', () => {
  assert.equal(verdict(SMALL, { settings: { pausedUntil: NOW } }), 'queued upload')
  assert.equal(verdict(SMALL, { settings: { pausedUntil: NOW + 1 } }), 'paused_by_you none')
})

test('[R13] decide() blames the clock only where the certificate or the sign-in does not hold', () => {
  const measured = { clockOffsetMs: 31_536_000_000 }
  assert.equal(verdict(SMALL, { measured, conditions: away('tls_failed') }), 'clock_wrong none')
  assert.equal(verdict(SMALL, { measured, conditions: away('auth_expired') }), 'clock_wrong none')
  assert.equal(
    verdict(SMALL, { measured, conditions: away('server_unreachable') }),
    'server_unreachable none',
  )
  assert.equal(verdict(SMALL, { measured }), 'queued upload')
  const nearly = { clockOffsetMs: -300_000 }
  assert.equal(verdict(SMALL, { measured: nearly, conditions: away('tls_failed') }), 'tls_failed none')
})

test('decide() trusts the measured network more than the last talk with the server', () => {
  const conditions = away('offline')
  assert.equal(verdict(SMALL, { conditions }), 'offline none')
  assert.equal(verdict(SMALL, { conditions, measured: { network: 'wifi' } }), 'server_unreachable none')
  assert.equal(verdict(SMALL, { conditions, measured: { network: 'none' } }), 'offline none')
})

test('decide() says how an engine is that does not run', () => {
  const codes = {
    not_running: 'not_running none',
    stalled: 'stalled none',
    crash_loop: 'crash_loop none',
    suspended: 'suspended_by_system none',
  } as const
  for (const [engine, said] of Object.entries(codes)) {
    const conditions = { engine: engine as keyof typeof codes }
    assert.equal(verdict(SMALL, { conditions }), said)
    assert.equal(verdict(sampleFacts(verified), { conditions }), 'verified none')
  }
})

test('[R5] decide() asks for a lease, then makes room, and calls the photo safe all along', () => {
  const crowded = sampleFacts(verified, { room: 'preview' })
  assert.equal(verdict(crowded, {}), 'verified request_lease')
  assert.equal(verdict({ ...crowded, isLeased: true }, {}), 'verified evict')
  assert.equal(verdict({ ...crowded, isLeased: true }, { settings: { isOn: false } }), 'verified none')
  assert.equal(verdict(crowded, { measured: { network: 'none' } }), 'verified none')
  assert.equal(verdict(sampleFacts(verified, { isLeased: true }), {}), 'verified none')
  const attempt = { code: 'lease_refused', facts: {}, count: 1, nextTry: NOW + 1 } as const
  assert.equal(verdict({ ...crowded, attempt }, {}), 'lease_refused none')
  assert.equal(verdict({ ...crowded, attempt: { ...attempt, nextTry: NOW } }, {}), 'verified request_lease')
})

test('decide() fetches a smaller version where there is no room, and the original when there is again', () => {
  const derivatives = { version: 1, kinds: ['preview'], failure: null }
  const missing = {
    kind: 'to_download',
    asset: sampleAsset(1),
    resource: sampleResource(1, { derivatives }),
  } as const
  const none = { ...missing, resource: sampleResource(1) }
  assert.equal(verdict(sampleFacts(missing, { room: 'preview' }), {}), 'queued download_preview')
  assert.equal(verdict(sampleFacts(none, { room: 'preview' }), {}), 'original_elsewhere none')
  assert.equal(verdict(sampleFacts(missing, { room: 'over_budget' }), {}), 'over_budget download_preview')
  assert.equal(verdict(sampleFacts(none, { room: 'over_budget' }), {}), 'over_budget none')
  const huge = sampleFacts(missing, { room: 'preview' }, 1e12)
  assert.equal(verdict(huge, { measured: { freeBytes: 0, ...ON_BATTERY } }), 'queued download_preview')
  assert.equal(verdict(sampleFacts(optimised, { room: 'preview' }), {}), 'original_elsewhere none')
  assert.equal(verdict(sampleFacts(optimised), {}), 'original_elsewhere download')
  const full = { measured: { freeBytes: 0 } }
  assert.equal(verdict(sampleFacts(optimised), full), 'original_elsewhere none')
  assert.equal(verdict(sampleFacts(optimised), { measured: ON_MOBILE }), 'original_elsewhere none')
})
