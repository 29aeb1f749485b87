import type { EngineHealth, Facts, Usage } from '@rollcall/protocol'
import { isTryDue } from './backoff.ts'
import type { Attempt, Conditions, ServerAwayCode } from './conditions.ts'
import type { Finding, ItemFacts, Rule } from './decision.ts'
import { finding } from './decision.ts'
import { goalOf } from './goal.ts'
import { NETWORK } from './network-rules.ts'
import { POWER } from './power-rules.ts'
import type { ReasonCode } from './reasons.ts'
import { REASONS } from './reasons.ts'

type Look = Parameters<Rule>
type Found = ReturnType<Rule>

/** Left free on a device's disk, so that a download never takes the last byte from its owner. */
const DEVICE_RESERVE_BYTES = 8 * 1024 * 1024

/** A clock that is off by less lets certificates and sign-ins be. */
const CLOCK_OFF_MS = 5 * 60 * 1000

/** Refusals that a wrong clock on this side can bring about; nothing else depends on it [R13]. */
const BY_CLOCK: ReadonlySet<ServerAwayCode> = new Set(['tls_failed', 'auth_expired', 'signed_out'])

/** Is there what it needs? */
export const RESOURCE: readonly Rule[] = [
  unreadable,
  lostOnServer,
  quota,
  roomAskedFor,
  roomOnDisk,
  lastWord,
  clock,
  ...NETWORK.slice(0, 1),
  server,
  engine,
  ...NETWORK.slice(1),
  ...POWER,
]

function unreadable(...[, , { item }]: Look): Found {
  const { standing } = item
  return standing.kind === 'unreadable' ? finding('unreadable', { failure: standing.failure }, 'item') : null
}

function lostOnServer(...[, , { item }]: Look): Found {
  return item.standing.kind === 'lost_on_server' ? finding('replica_pending', {}, 'item') : null
}

/** What the library lost has its room still, by the server's word: it is sent whatever the quota is now. */
function quota(...[, { usage }, { item, active }]: Look): Found {
  if (item.standing.kind !== 'to_upload' || active !== null || usage === null) return null
  if (item.standing.isAsked === true) return null
  const { quotaBytes } = usage
  if (quotaBytes === null) return null
  if (item.bytes > quotaBytes)
    return finding('too_large_for_quota', { bytes: item.bytes, quotaBytes }, 'usage')
  const freeBytes = quotaLeft(usage, quotaBytes)
  if (item.bytes <= freeBytes) return null
  return finding('quota_full', { bytes: item.bytes, freeBytes, quotaBytes }, 'usage')
}

function quotaLeft({ usedBytes, reservedBytes }: Usage, quotaBytes: number): number {
  return Math.max(0, quotaBytes - usedBytes - reservedBytes)
}

/** Somebody asked for the original, and the budget of the device has no room for it. */
function roomAskedFor(...[, , { item, room }]: Look): Found {
  const { kind } = item.standing
  if (room !== 'over_budget' || (kind !== 'to_download' && kind !== 'optimised')) return null
  return finding('over_budget', { bytes: item.bytes }, 'budgetBytes')
}

function roomOnDisk(...[, { measured }, facts]: Look): Found {
  const { item, active } = facts
  const { freeBytes } = measured
  if (goalOf(facts) !== 'download' || active !== null || freeBytes === null) return null
  if (item.bytes + DEVICE_RESERVE_BYTES <= freeBytes) return null
  return finding('device_disk_full', { bytes: item.bytes, freeBytes }, 'freeBytes')
}

/** What the last try ended with: it speaks first while it needs somebody, and while nothing is tried because no engine runs. */
function lastWord(...[, { engine: state, now }, facts]: Look): Found {
  const attempt = attemptOf(facts)
  if (attempt === null || goalOf(facts) === 'none') return null
  if (REASONS[attempt.code].state === 'blocked') return ofAttempt(attempt)
  return state !== 'running' && !isTryDue(attempt.nextTry, now) ? ofAttempt(attempt) : null
}

/** A wrong clock is to blame only where the server's certificate or the sign-in does not hold. */
function clock(...[, { server: link, measured }, facts]: Look): Found {
  const { clockOffsetMs } = measured
  if (link.kind !== 'away' || !BY_CLOCK.has(link.code) || goalOf(facts) === 'none') return null
  if (clockOffsetMs === null || Math.abs(clockOffsetMs) <= CLOCK_OFF_MS) return null
  return finding('clock_wrong', { offsetMs: clockOffsetMs }, 'clockOffsetMs')
}

/** The last talk with the server. That it found no network says no more than the measurement, where there is one. */
function server(...[, conditions, facts]: Look): Found {
  const { server: link } = conditions
  if (link.kind !== 'away' || goalOf(facts) === 'none') return null
  return { code: awayCode(conditions, link.code), facts: link.facts, nextTry: link.nextTry, until: 'server' }
}

function awayCode({ measured }: Conditions, code: ServerAwayCode): ReasonCode {
  return code === 'offline' && measured.network !== null ? 'server_unreachable' : code
}

/** Why an engine that does not run does not. */
const ENGINE_CODES: Readonly<Record<Exclude<EngineHealth['state'], 'running'>, ReasonCode>> = {
  not_running: 'not_running',
  stalled: 'stalled',
  crash_loop: 'crash_loop',
  suspended: 'suspended_by_system',
}

function engine(...[, { engine: state, engineSince = null, now }, facts]: Look): Found {
  if (state === 'running' || goalOf(facts) === 'none') return null
  return finding(ENGINE_CODES[state], state === 'suspended' ? sleepFacts(engineSince, now) : {}, 'engine')
}

/** Since when a device is kept asleep, and for how long, as reasons tell it; nothing where that is not known. */
export function sleepFacts(since: number | null, now: number): Facts {
  return since === null ? {} : { since, forMs: Math.max(0, now - since) }
}

/** The last try of an item, unless it was to drop an original that is not here, or not safe, any more. */
export function attemptOf({ attempt, item }: ItemFacts): Attempt | null {
  return attempt?.code === 'lease_refused' && item.standing.kind !== 'verified' ? null : attempt
}

/** A try that ended without success, as a finding. */
export function ofAttempt({ code, facts, count, nextTry }: Attempt): Finding {
  return { code, facts: { ...facts, attempts: count }, nextTry, until: 'now' }
}
