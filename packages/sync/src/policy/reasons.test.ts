import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkIdSchema } from '@rollcall/protocol'
import type { ReasonCode } from './reasons.ts'
import { REASONS } from './reasons.ts'

/** Facts such as any reason may have been decided on. */
const FACTS = {
  attempts: 3,
  because: 'system file',
  bytes: 3_200_000,
  bytesDone: 1_000_000,
  failure: 'ECONNREFUSED',
  freeBytes: 0,
  forMs: 12 * 3600_000,
  missing: 300,
  of: 400,
  path: 'a.jpg',
  quotaBytes: 5_000_000_000,
  since: Date.UTC(2026, 10, 22, 9, 30),
  server: 'https://photos.example:7655',
  trashedAt: Date.UTC(2026, 4, 3),
  trashedBy: 'iPad',
}

const FORBIDDEN = /error|invalid|failed to|oops|unknown|please try again later/i

test('REASONS use no word that helps nobody, with the facts or without', () => {
  for (const [code, { sentence, fix }] of Object.entries(REASONS)) {
    for (const words of [sentence(FACTS), sentence({}), fix ?? ''])
      assert.doesNotMatch(words, FORBIDDEN, code)
    assert.match(sentence(FACTS), /^[A-Z0-9].*\.$/, code)
    assert.doesNotMatch(sentence(FACTS), /undefined|null|NaN/, code)
  }
})

/** What nothing waits for, and somebody may want to look at all the same. */
const TOLD: readonly string[] = ['conflict_kept_both', 'update_available'] satisfies ReasonCode[]

test('REASONS offer a way out wherever somebody can mend it', () => {
  for (const [code, { state, mender, fix }] of Object.entries(REASONS)) {
    if (state === 'blocked') assert.ok(fix !== null && mender !== 'nobody', code)
    if (TOLD.includes(code)) assert.ok(state === 'safe' && fix !== null && mender === 'you', code)
    else if (state === 'safe' || state === 'inProgress') assert.ok(fix === null && mender === 'nobody', code)
  }
})

test('REASONS tell the facts they rest on', () => {
  const table: readonly (readonly [ReasonCode, string])[] = [
    ['quota_full', 'It needs 3.2 MB, and 0 bytes of the quota are left. It is safe only here.'],
    ['uploading', 'On its way to the server, 1.0 MB of 3.2 MB.'],
    ['deleted_by_you', 'Deleted on 2026-05-03 on iPad. It is in the trash.'],
    ['held_by_firewall', '300 of 400 files went missing here at once. Nothing is deleted until you say so.'],
    ['server_unreachable', 'The server at https://photos.example:7655 does not answer (ECONNREFUSED).'],
  ]
  for (const [code, words] of table) assert.equal(REASONS[code].sentence(FACTS), words)
  assert.equal(
    REASONS.server_unreachable.sentence({ failure: 'it stops' }),
    'The server does not answer (it stops).',
  )
  assert.equal(
    REASONS.deleted_by_you.sentence({ trashedAt: null, trashedBy: null }),
    'Deleted on a day not recorded. It is in the trash.',
  )
  assert.equal(
    REASONS.deleted_by_you.sentence({ ...FACTS, isForGood: true }),
    'Deleted on 2026-05-03 on iPad. It was deleted for good, so nothing brings it back by itself.',
  )
})

/** The codes of the design's `REASONS.md`, by check. Codes are stable: one that is missing here was renamed or lost. */
const BY_CHECK = {
  settings:
    'signed_out account_mismatch auth_expired device_removed sync_off source_excluded older_than_start_date permission_limited paused_by_you',
  connection:
    'offline server_unreachable captive_portal tls_failed clock_wrong proxy_refused waiting_wifi mobile_data_off unlimited_updates_off roaming low_data_mode throttled',
  cloud_storage: 'quota_full too_large_for_quota server_disk_full',
  device_storage: 'device_disk_full over_budget original_elsewhere preview_only lease_refused',
  stuck: 'not_running suspended_by_system crash_loop stalled',
  outdated: 'client_too_old server_too_old update_available',
  power: 'needs_charging battery_below low_power_mode too_hot outside_schedule',
  item: 'verified queued uploading downloading source_missing source_changing unreadable unsupported_type too_large corrupt_source incomplete_live_photo digest_mismatch readback_mismatch duplicate_of deleted_by_you held_by_firewall conflict_kept_both gone replica_pending',
} as const

test('[R2] REASONS are all of the catalogue, each under its check', () => {
  const found = Object.entries(REASONS).map(([code, { check }]) => `${check} ${code}`)
  const expected = Object.entries(BY_CHECK).flatMap(([check, codes]) =>
    codes.split(' ').map((code) => `${check} ${code}`),
  )
  assert.deepEqual(found.toSorted(), expected.toSorted())
  assert.deepEqual(Object.keys(BY_CHECK).slice(0, 7), checkIdSchema.options)
})

test('REASONS tell clocks, hours and levels as people do', () => {
  const hour = 60 * 60 * 1000
  const off = (offsetMs: number) => REASONS.clock_wrong.sentence({ offsetMs }).split(',')[0]
  assert.equal(off(6 * 60_000), 'The clock of this device is 6 minutes ahead')
  assert.equal(off(-3 * hour), 'The clock of this device is 3 hours behind')
  assert.equal(off(365 * 24 * hour), 'The clock of this device is 365 days ahead')
  assert.equal(
    REASONS.outside_schedule.sentence({ fromMinute: 23 * 60, toMinute: 425 }),
    'It moves between 23:00 and 07:05, by your choice.',
  )
  assert.equal(
    REASONS.battery_below.sentence({ batteryPercent: 13.6, batteryFloor: 20 }),
    'The battery is at 14 %, below the 20 % that you keep, so it waits until it charges.',
  )
})

test('REASONS tell since when a device was put to sleep, and what has no room', () => {
  const { since, forMs } = FACTS
  assert.equal(
    REASONS.suspended_by_system.sentence({ since, forMs }),
    'The system has put Rollcall to sleep on this device since 2026-11-22 09:30 UTC, for 12 h, so it waits until it is let run again.',
  )
  assert.equal(
    REASONS.over_budget.sentence({ overBytes: 3_200_000 }),
    'Smaller versions, and originals that are pinned or asked for, take 3.2 MB more than photos may take here.',
  )
})
