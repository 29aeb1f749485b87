import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceSettings, MeasuredConditions, ProblemCode } from '@rollcall/protocol'
import type { Standing } from '../folder/item.ts'
import { act, assetOf, edit } from '../test-kit/act.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId } from '../test-kit/sample-asset.ts'
import { GOOD_CONDITIONS, SAMPLE_STANDINGS, sampleFacts } from '../test-kit/sample-facts.ts'
import type { Conditions, ServerAwayCode } from './conditions.ts'
import { reasonOfProblem, reasonOfRefusal, serverAwayCodeOf } from './conditions.ts'
import { decide } from './decide.ts'
import type { ItemFacts } from './decision.ts'
import type { ReasonCode } from './reasons.ts'
import { REASONS } from './reasons.ts'
import { DEFAULT_SETTINGS } from './settings.ts'

/* Stays whole: one table, a line for each reason, with what brings it about. */

/** What is so when a reason is said. */
interface Scene {
  readonly settings?: Partial<DeviceSettings>
  readonly measured?: Partial<MeasuredConditions>
  readonly conditions?: Partial<Conditions>
  readonly item?: Partial<ItemFacts>
  readonly bytes?: number
}

const { to_upload, to_download, to_record, optimised, verified, held, preview } = SAMPLE_STANDINGS
const { now } = GOOD_CONDITIONS
const BIG = 60_000_000
const MOBILE = { network: 'mobile', isMetered: true } as const
const ON_BATTERY = { isCharging: false, batteryPercent: 50 } as const

/** Everything that is said of an item that stands so. */
function said(standing: Standing, scene: Scene = {}): readonly ReasonCode[] {
  const settings = { ...DEFAULT_SETTINGS, ...scene.settings }
  const measured = { ...GOOD_CONDITIONS.measured, ...scene.measured }
  const conditions = { ...GOOD_CONDITIONS, ...scene.conditions, measured }
  const { because } = decide(settings, conditions, sampleFacts(standing, scene.item, scene.bytes))
  return because.map(({ code }) => code)
}

/** The server cannot be talked to, for this reason. */
function away(code: ServerAwayCode, measured: Partial<MeasuredConditions> = {}) {
  const server = { kind: 'away', code, since: 0, nextTry: null, facts: {} } as const
  return said(to_upload, { conditions: { server }, measured })
}

/** The server refuses something that concerns every item. */
const refusedAll = (code: ProblemCode) => away(serverAwayCodeOf(code))

/** A try of one item ended so. */
function tried(code: ReasonCode | null, standing: Standing = to_upload, item: Partial<ItemFacts> = {}) {
  assert.ok(code !== null)
  return said(standing, { item: { attempt: { code, facts: {}, count: 1, nextTry: now + 1 }, ...item } })
}

/** The server refuses one item. */
const refused = (code: ProblemCode, standing: Standing = to_upload) => tried(reasonOfProblem(code), standing)

const quota = (quotaBytes: number) =>
  said(to_upload, { conditions: { usage: { usedBytes: quotaBytes, reservedBytes: 0, quotaBytes } } })

const engine = (state: Conditions['engine']) => said(to_upload, { conditions: { engine: state } })

/** What is said where no item, no state of a library and no answer of a server is looked at; the system's tests reach them. */
type Outside = 'source_missing' | 'update_available'

/** By which input, answer of the server or state of the library each reason comes about. A reason that is missing here does not compile. */
const REACHED: { readonly [Code in Exclude<ReasonCode, Outside>]: () => readonly (ReasonCode | null)[] } = {
  signed_out: () => refusedAll('signed_out'),
  account_mismatch: () => refusedAll('not_a_member'),
  auth_expired: () => refusedAll('auth_expired'),
  device_removed: () => refusedAll('device_removed'),
  sync_off: () => said(to_upload, { settings: { isOn: false } }),
  paused_by_you: () => said(to_upload, { settings: { pausedUntil: 'resumed' } }),
  source_excluded: () => said(SAMPLE_STANDINGS.ignored),
  older_than_start_date: () => said(to_upload, { settings: { startDate: 1 } }),
  permission_limited: () => said(SAMPLE_STANDINGS.unreadable, { measured: { access: 'limited' } }),
  offline: () => said(to_upload, { measured: { network: 'none' } }),
  server_unreachable: () => refusedAll('shutting_down'),
  captive_portal: () => away('captive_portal'),
  tls_failed: () => away('tls_failed'),
  clock_wrong: () => away('tls_failed', { clockOffsetMs: 3_600_000 }),
  proxy_refused: () => away('proxy_refused'),
  waiting_wifi: () => said(to_upload, { measured: { network: 'wifi', isMetered: true } }),
  mobile_data_off: () => said(to_upload, { measured: MOBILE }),
  unlimited_updates_off: () =>
    said(to_upload, { measured: MOBILE, settings: { mobileData: true }, bytes: BIG }),
  roaming: () => said(to_upload, { measured: { ...MOBILE, isRoaming: true } }),
  low_data_mode: () => said(to_upload, { measured: { isLowData: true } }),
  throttled: () => refused('throttled'),
  quota_full: () => quota(1_000),
  too_large_for_quota: () => quota(999),
  server_disk_full: () => refused('server_disk_full'),
  device_disk_full: () => said(to_download, { measured: { freeBytes: 0 } }),
  over_budget: () => said(to_download, { item: { room: 'over_budget' } }),
  original_elsewhere: () => said(optimised, { item: { room: 'preview' } }),
  preview_only: () => said(preview),
  lease_refused: () => tried('lease_refused', verified, { room: 'preview' }),
  not_running: () => engine('not_running'),
  suspended_by_system: () => engine('suspended'),
  crash_loop: () => engine('crash_loop'),
  stalled: () => engine('stalled'),
  client_too_old: () => refusedAll('client_too_old'),
  server_too_old: () => refusedAll('bad_request'),
  needs_charging: () => said(to_upload, { measured: ON_BATTERY, settings: { power: 'charging' } }),
  battery_below: () => said(to_upload, { measured: { ...ON_BATTERY, batteryPercent: 5 } }),
  low_power_mode: () => said(to_upload, { measured: { ...ON_BATTERY, isLowPower: true } }),
  too_hot: () => said(to_upload, { measured: { isTooHot: true } }),
  outside_schedule: () => said(to_upload, { settings: { schedule: { fromMinute: 1, toMinute: 2 } } }),
  verified: () => said(verified),
  duplicate_of: () => said({ kind: 'verified', duplicateOf: 'b.jpg' }),
  uploading: () => said(to_record),
  downloading: () => said(to_download, { item: { active: { bytesDone: 1 } } }),
  queued: () => said(to_upload),
  source_changing: () => said(SAMPLE_STANDINGS.changing),
  unreadable: () => said(SAMPLE_STANDINGS.unreadable),
  unsupported_type: () => said(SAMPLE_STANDINGS.unsupported),
  too_large: () => refused('too_large'),
  corrupt_source: () => tried('corrupt_source'),
  incomplete_live_photo: () => said({ ...verified, note: { kind: 'half', missing: 'motion' } }),
  digest_mismatch: () => refused('digest_mismatch'),
  readback_mismatch: () => refused('storage_failed'),
  replica_pending: () => said(SAMPLE_STANDINGS.lost_on_server),
  deleted_by_you: () => said(SAMPLE_STANDINGS.trashed),
  held_by_firewall: () => said(held),
  conflict_kept_both: () => said({ ...verified, note: { kind: 'kept_both', other: null } }),
  gone: () => [editAfterDelete()],
}

/** What is told of a caption that reached the server after the photo was deleted for good. */
function editAfterDelete(): ReasonCode | null {
  const assetId = sampleAssetId(1)
  const draft = createMemoryDraft([sampleAsset(1, { state: 'trashed' })])
  act(draft, edit('deleteForGood', { assetId }))
  const outcome = act(draft, edit('setCaption', { assetId, value: 'late' }), { client: 2, baseSeq: 1 })
  assert.ok(outcome.kind === 'refused')
  return reasonOfRefusal(outcome.code, assetOf(draft, 1).state)
}

test('[R2] every reason of the catalogue is brought about by something', () => {
  for (const [code, reach] of Object.entries(REACHED)) {
    const codes = reach()
    assert.ok(
      codes.some((each) => each === code),
      `${code}: ${codes.join(', ')}`,
    )
  }
  const outside: readonly Outside[] = ['source_missing', 'update_available']
  assert.deepEqual([...Object.keys(REACHED), ...outside].toSorted(), Object.keys(REASONS).toSorted())
})
