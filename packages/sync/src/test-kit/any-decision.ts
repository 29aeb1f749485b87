import type { DeviceSettings, MeasuredConditions, Usage } from '@rollcall/protocol'
import fc from 'fast-check'
import type { Attempt, Conditions, ServerAwayCode } from '../policy/conditions.ts'
import { NOTHING_MEASURED } from '../policy/conditions.ts'
import type { ItemFacts } from '../policy/decision.ts'
import type { ReasonCode } from '../policy/reasons.ts'
import { DEFAULT_SETTINGS } from '../policy/settings.ts'
import { sampleAsset, sampleResource } from './sample-asset.ts'
import { GOOD_CONDITIONS, SAMPLE_STANDINGS, sampleFacts } from './sample-facts.ts'

/*
 * Anything that `decide` can be asked: settings, conditions and items in all their combinations, with values near the edges.
 */

const { now: NOW } = GOOD_CONDITIONS

const AWAY: readonly ServerAwayCode[] = [
  'offline',
  'server_unreachable',
  'captive_portal',
  'tls_failed',
  'proxy_refused',
  'throttled',
  'signed_out',
  'account_mismatch',
  'auth_expired',
  'device_removed',
  'client_too_old',
  'server_too_old',
]

/** What a try of one item can end with; see `reasonOfProblem`, the lease, and the disk's own failures. */
const FAILURES: readonly ReasonCode[] = [
  'quota_full',
  'too_large_for_quota',
  'server_disk_full',
  'too_large',
  'digest_mismatch',
  'readback_mismatch',
  'throttled',
  'replica_pending',
  'device_disk_full',
  'unreadable',
  'corrupt_source',
  'lease_refused',
]

const bytes = fc.constantFrom(0, 1, 500, 1_000, 10_000_000, 10_000_001, 1e12)
const time = fc.integer({ min: NOW - 3, max: NOW + 3 })
const minute = fc.constantFrom(0, 1, 60, 720, 1_380, 1_439)
const percent = fc.constantFrom(0, 19, 20, 21, 50, 100)
const maybe = fc.option(fc.boolean())

/** Any settings, the defaults most often. */
export const anySettings: fc.Arbitrary<DeviceSettings> = fc
  .record(
    {
      isOn: fc.constantFrom(true, true, false),
      pausedUntil: fc.constantFrom(null, null, 'resumed' as const, NOW - 1, NOW + 1),
      startDate: fc.constantFrom(null, -1, 1),
      excludedFolders: fc.constantFrom<string[]>([], ['a'], ['b', 'trips/']),
      mobileData: fc.boolean(),
      unlimitedUpdates: fc.boolean(),
      power: fc.constantFrom('always' as const, 'smart' as const, 'charging' as const),
      batteryFloor: percent,
      lowData: fc.constantFrom('wait' as const, 'ignore' as const),
      schedule: fc.option(fc.record({ fromMinute: minute, toMinute: minute })),
    },
    { requiredKeys: [] },
  )
  .map((chosen) => ({ ...DEFAULT_SETTINGS, ...chosen }))

/** Any bytes of a library; null: not known. */
export const anyUsage: fc.Arbitrary<Usage | null> = fc.option(
  fc.record({ usedBytes: bytes, reservedBytes: bytes, quotaBytes: fc.option(bytes) }),
)

const anyMeasured: fc.Arbitrary<MeasuredConditions> = fc
  .record(
    {
      network: fc.constantFrom(null, 'none', 'ethernet', 'wifi', 'mobile', 'other'),
      isMetered: maybe,
      isRoaming: maybe,
      isLowData: maybe,
      isCharging: maybe,
      batteryPercent: fc.option(percent),
      isLowPower: maybe,
      isTooHot: maybe,
      freeBytes: fc.option(bytes),
      clockOffsetMs: fc.constantFrom(null, 0, 300_000, -300_001, 31_536_000_000),
      access: fc.constantFrom(null, 'full', 'limited'),
      minuteOfDay: minute,
    },
    { requiredKeys: [] },
  )
  .map((some) => ({ ...NOTHING_MEASURED, ...some }))

/** Any conditions. */
export const anyConditions: fc.Arbitrary<Conditions> = fc.record({
  now: fc.constant(NOW),
  engine: fc.constantFrom('running', 'running', 'not_running', 'stalled', 'crash_loop', 'suspended'),
  server: fc.oneof(
    fc.constant({ kind: 'reachable' } as const),
    fc.record({
      kind: fc.constant('away' as const),
      code: fc.constantFrom(...AWAY),
      since: time,
      nextTry: fc.option(time),
      facts: fc.constant({ failure: 'ECONNREFUSED' }),
    }),
  ),
  usage: anyUsage,
  measured: anyMeasured,
})

/** Any last try, around the present. */
export const anyAttempt: fc.Arbitrary<Attempt> = fc.record({
  code: fc.constantFrom(...FAILURES),
  facts: fc.constant({}),
  count: fc.integer({ min: 1, max: 9 }),
  nextTry: time,
})

const derived = sampleResource(1, { derivatives: { version: 1, kinds: ['small', 'preview'], failure: null } })

const anyStanding = fc.oneof(
  fc.constantFrom(...Object.values(SAMPLE_STANDINGS)),
  fc.constantFrom(
    { kind: 'verified', duplicateOf: 'b.jpg' } as const,
    { kind: 'to_download', asset: sampleAsset(1), resource: derived } as const,
    { kind: 'optimised', asset: sampleAsset(1), resource: derived, previewPath: null } as const,
    { ...SAMPLE_STANDINGS.preview, isOriginalHeld: true },
    { ...SAMPLE_STANDINGS.trashed, trashedAt: null, trashedBy: null },
  ),
)

/** Any item with what the engine knows of it. */
export const anyFacts: fc.Arbitrary<ItemFacts> = fc
  .record({
    standing: anyStanding,
    attempt: fc.option(anyAttempt),
    active: fc.option(fc.record({ bytesDone: bytes }), { freq: 2 }),
    bytes,
    path: fc.constantFrom('a.jpg', 'a/b.jpg', 'trips/oslo/c.jpg', 'tripsy/d.jpg'),
    grant: fc.constantFrom('none' as const, 'none' as const, 'mobile' as const, 'everything' as const),
    room: fc.constantFrom(
      'original' as const,
      'original' as const,
      'preview' as const,
      'over_budget' as const,
    ),
    isLeased: fc.boolean(),
  })
  .map(({ standing, bytes: size, path, ...others }) => {
    const facts = sampleFacts(standing, others, size)
    return { ...facts, item: { ...facts.item, path, key: path } }
  })
