import type { DoctorFinding, DoctorReport } from '@rollcall/protocol'
import type { ReasonCode } from '../policy/reasons.ts'
import { isPassing, isReasonCode } from './check-of.ts'
import type { Evidence } from './evidence.ts'
import { countOf, spanOf } from './words.ts'

/** How so many originals that have a reason are told of, after their number: `31 originals … `. Plural and singular read the same. */
const WHY: { readonly [Code in ReasonCode]?: string } = {
  signed_out: 'cannot move: this device is signed out',
  account_mismatch: 'cannot move: this device is signed in to another account',
  auth_expired: 'cannot move: this device is no longer signed in',
  device_removed: 'cannot move: this device was removed from the account',
  sync_off: 'stay where they are: sync is off on this device',
  permission_limited: 'are out of sight: the system shows Rollcall only some photos',
  paused_by_you: 'wait: sync is paused on this device',
  offline: 'wait for a network',
  server_unreachable: 'wait for the server, which does not answer',
  captive_portal: 'wait: this network wants you to sign in first',
  tls_failed: "cannot move: the server's certificate is not one to trust",
  clock_wrong: 'cannot move: the clock of this device is wrong',
  proxy_refused: 'wait: a proxy on the way does not let them through',
  waiting_wifi: 'wait for Wi-Fi',
  mobile_data_off: 'wait for Wi-Fi: Mobile data is off',
  unlimited_updates_off: 'wait for Wi-Fi: Unlimited updates is off',
  roaming: 'wait while this device is roaming',
  low_data_mode: 'wait while the system saves data',
  throttled: 'wait: the server asked for a pause',
  quota_full: 'do not fit: the cloud storage is full',
  too_large_for_quota: 'are larger than all of the cloud storage',
  server_disk_full: "cannot be taken: the server's disk is full",
  device_disk_full: 'do not fit on this device, whose disk is full',
  over_budget: 'do not fit into the room that photos may take here',
  preview_only: 'are here only as a smaller version',
  not_running: 'wait: sync is not running on this device',
  suspended_by_system: 'wait: the system has put Rollcall to sleep',
  crash_loop: 'cannot move: sync stopped again and again',
  stalled: 'wait: sync hangs on this device',
  client_too_old: 'cannot move: this Rollcall is too old for the server',
  server_too_old: "cannot move: the server's Rollcall is too old",
  needs_charging: 'wait until this device charges',
  battery_below: 'wait for the battery to charge',
  low_power_mode: 'wait while low power mode is on',
  too_hot: 'wait until this device has cooled down',
  outside_schedule: 'wait for the hours that you chose',
  held_by_firewall: 'went missing at once, and nothing is deleted until you say so',
  unreadable: 'cannot be read on this device',
  corrupt_source: 'cannot be read twice alike on this device',
  source_missing: 'lie in a folder that is not there',
  too_large: 'are larger than the server takes',
  replica_pending: 'must be sent again by a device that still has them',
  readback_mismatch: "are sent again: the server's disk did not keep them",
  digest_mismatch: 'are sent again: they did not arrive as they were',
}

/** The verdict over a device, and the one sentence that leads. `ranked` as by `rankFindings`. */
export function verdictOf(
  evidence: Evidence,
  ranked: readonly DoctorFinding[],
): Pick<DoctorReport, 'verdict' | 'sentence'> {
  const { counts } = evidence
  const open = counts.inProgress + counts.waiting + counts.blocked
  const heard = heardWords(evidence)
  if (open === 0) {
    // A report that is too old tells of a device as it was.
    return { verdict: 'all_safe', sentence: `${safeWords(evidence)}${leftOutWords(evidence)}${heard}` }
  }
  const [first] = ranked.filter(({ items }) => items > 0)
  if (first === undefined || isPassing(first.code)) {
    const verdict = evidence.engine.state === 'running' ? 'in_progress' : 'waiting'
    const sentence = `${countOf(open, 'original')} ${open === 1 ? 'is' : 'are'} on the way.`
    return { verdict, sentence: `${sentence}${onlyHereWords(evidence)}${heard}` }
  }
  const rest = open - first.items
  const more = rest > 0 ? ` ${countOf(rest, 'more original')} ${rest === 1 ? 'is' : 'are'} not safe yet.` : ''
  const verdict = counts.blocked > 0 ? 'attention' : 'waiting'
  return { verdict, sentence: `${leadOf(first)}${onlyHereWords(evidence)}${more}${heard}` }
}

function leadOf({ code, items, sentence }: DoctorFinding): string {
  const why = isReasonCode(code) ? WHY[code] : undefined
  if (why === undefined) return `${countOf(items, 'original')} not safe yet. ${sentence}`
  return `${countOf(items, 'original')} ${items === 1 ? singular(why) : why}.`
}

/** `wait for` of one original: `waits for`. */
function singular(words: string): string {
  const [verb = '', ...rest] = words.split(' ')
  const one = { are: 'is', do: 'does', lie: 'lies', stay: 'stays', wait: 'waits' }[verb] ?? verb
  return [one.replace(/^wait:$/, 'waits:'), ...rest]
    .join(' ')
    .replace('stays where they are', 'stays where it is')
    .replace('let them through', 'let it through')
    .replace('have them', 'has it')
    .replace('keep them', 'keep it')
    .replace('they did not arrive as they were', 'it did not arrive as it was')
}

function safeWords({ total, counts, engine, isHere }: Evidence): string {
  const idle =
    isHere && engine.state !== 'running' ? ' Sync is not running, so newer ones are not known yet.' : ''
  if (total === 0) return `Nothing here yet.${idle}`
  if (counts.safe === 0) return `Nothing here waits to be made safe.${idle}`
  const all =
    counts.safe === 1 ? 'The one original is' : `All ${counts.safe.toLocaleString('en')} originals are`
  return `${all} safe on the server.${idle}`
}

function leftOutWords({ leftOut, isHere, device }: Evidence): string {
  const items = leftOut.reduce((sum, each) => sum + each.items, 0)
  if (items === 0) return ''
  return ` ${countOf(items, 'original')} ${items === 1 ? 'is' : 'are'} left out by your settings, so only ${isHere ? 'here' : `on ${device}`}.`
}

function onlyHereWords({ onlyHere }: Evidence): string {
  if (onlyHere === null || onlyHere === 0) return ''
  return onlyHere === 1
    ? ' 1 is only on this device until then.'
    : ` ${onlyHere.toLocaleString('en')} are only on this device until then.`
}

function heardWords({ isHere, heardAt, now, device }: Evidence): string {
  if (isHere) return ''
  if (heardAt === null) return ` Nothing was ever heard from ${device}.`
  return ` ${device} was last heard ${spanOf(now - heardAt)} ago.`
}
