import type { Facts } from '@rollcall/protocol'
import { momentOf, spanOf } from '../../doctor/words.ts'
import type { Reason } from './reason.ts'
import { clockOf, reasonsOf, withFact } from './reason.ts'

/** Check 5: the engine itself. */
export type StuckReasonCode = 'not_running' | 'suspended_by_system' | 'crash_loop' | 'stalled'

/** Check 6: the versions on both sides. */
export type OutdatedReasonCode = 'client_too_old' | 'server_too_old' | 'update_available'

/** Check 7: power, heat and the hours. */
export type PowerReasonCode =
  | 'needs_charging'
  | 'battery_below'
  | 'low_power_mode'
  | 'too_hot'
  | 'outside_schedule'

const stuck = reasonsOf('stuck')
const outdated = reasonsOf('outdated')
const power = reasonsOf('power')

/** The words of check 5. */
export const STUCK_REASONS: { readonly [Code in StuckReasonCode]: Reason } = {
  not_running: stuck.waiting(
    'you',
    () => 'Sync is not running on this device, so nothing moves until it is.',
    'rollcall sync',
    ['start_sync'],
  ),
  suspended_by_system: stuck.waiting(
    'you',
    (facts) =>
      `The system has put Rollcall to sleep on this device${sleepWords(facts['since'], facts['forMs'])}, so it waits until it is let run again.`,
    'Open Rollcall on this device',
    ['start_sync'],
  ),
  crash_loop: stuck.blocked(
    'you',
    () => 'Sync stopped again and again on this device, so it rests now and moves nothing.',
    'Restart sync',
    ['restart_sync', 'update_client'],
  ),
  stalled: stuck.waiting('you', () => 'Sync on this device hangs; it is started again.', 'Restart sync', [
    'restart_sync',
  ]),
}

/** The words of check 6. */
export const OUTDATED_REASONS: { readonly [Code in OutdatedReasonCode]: Reason } = {
  client_too_old: outdated.blocked(
    'you',
    () => 'This Rollcall is too old for the server.',
    'Update Rollcall on this device',
    ['update_client'],
  ),
  server_too_old: outdated.blocked(
    'server_owner',
    () => 'The server answers in a form that this Rollcall does not know.',
    'Update Rollcall on the server',
    ['update_server'],
  ),
  update_available: {
    ...outdated.safe(
      (facts) =>
        `The server runs a newer Rollcall${withFact(' (', facts['latest'], ')')} than this device${withFact(' (', facts['current'], ')')}. Nothing waits for it.`,
    ),
    mender: 'you',
    fix: 'Update Rollcall on this device',
    fixes: ['update_client'],
  },
}

/** The words of check 7. */
export const POWER_REASONS: { readonly [Code in PowerReasonCode]: Reason } = {
  needs_charging: power.waiting(
    'you',
    () => 'This device runs on its battery, so it waits until it charges.',
    'Plug it in, or sync now anyway',
    ['connect_power', 'sync_now', 'power_always'],
  ),
  battery_below: power.waiting(
    'you',
    (facts) =>
      `The battery is at ${percent(facts['batteryPercent'])}, below the ${percent(
        facts['batteryFloor'],
      )} that you keep, so it waits until it charges.`,
    'Plug it in, or sync now anyway',
    ['connect_power', 'sync_now', 'lower_battery_floor'],
  ),
  low_power_mode: power.waiting(
    'you',
    () => 'Low power mode is on, so it waits until this device charges or the mode is off.',
    'Plug it in, turn low power mode off, or sync now anyway',
    ['connect_power', 'sync_now', 'power_always'],
  ),
  too_hot: power.waiting(
    'nobody',
    () => 'This device is hot, so it waits until it has cooled down.',
    'Put it somewhere cooler',
    ['let_it_cool', 'sync_now'],
  ),
  outside_schedule: power.waiting(
    'nobody',
    (facts) =>
      `It moves between ${clockOf(facts['fromMinute'])} and ${clockOf(facts['toMinute'])}, by your choice.`,
    'Sync now anyway, or change the hours',
    ['sync_now', 'clear_schedule'],
  ),
}

/** Such as ` since 2026-11-22 09:30 UTC, for 12 h`; nothing where that is not known. */
function sleepWords(since: Facts[string] | undefined, forMs: Facts[string] | undefined): string {
  if (typeof since !== 'number') return ''
  return ` since ${momentOf(since)}${typeof forMs === 'number' ? `, for ${spanOf(forMs)}` : ''}`
}

function percent(value: string | number | boolean | null | undefined): string {
  return typeof value === 'number' ? `${Math.round(value)} %` : 'a level not measured'
}
