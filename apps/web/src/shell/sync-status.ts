import type { DeviceId, DeviceRecord, KnownDevice } from '@rollcall/protocol'
import type { ReasonCode } from '@rollcall/sync'
import { isPaused, notSafeIn, settingsOf } from '@rollcall/sync'
import type { ClientState } from '../engine/library-client.ts'

/**
 * How everything stands, in one of the kinds of LOOK.md. Precedence, most pressing first: blocked, attention, offline, paused, waiting,
 * limited, active, done.
 */
export type SyncKind =
  | 'done'
  | 'active'
  | 'waiting'
  | 'paused'
  | 'limited'
  | 'attention'
  | 'blocked'
  | 'offline'

/** Where a status begins: on a device of the account, in this browser, or in the library itself. */
export interface SyncStatus {
  readonly kind: SyncKind
  /** Files that are not safe, changes that were not sent, or photos that are held, as the kind is about. */
  readonly count: number
  readonly bytes: number
  /** A sentence out of the catalogue of reasons, where there is one. */
  readonly sentence: string | null
  /** The device that it is about, when it is about one that is not this browser. */
  readonly device: { readonly id: DeviceId; readonly name: string } | null
  /** What would mend it, as an address or a deed; null when nothing needs doing. */
  readonly remedy: 'doctor' | 'storage' | 'review' | 'held' | 'resume' | 'retry' | null
}

/** Everything that a status rests on. `now` by the server's clock. */
export interface StatusFacts {
  readonly state: Pick<
    ClientState,
    'isOnline' | 'away' | 'roll' | 'unsent' | 'uploads' | 'assets' | 'identity'
  >
  /** What devices told last; those of other devices only are looked at. */
  readonly devices: readonly KnownDevice[]
  readonly records: readonly DeviceRecord[]
  /** Photos whose deletion waits for somebody's word [R17]. */
  readonly held: number
  readonly now: number
}

/** Reasons for which nothing at all can be stored any more. */
const FULL: ReadonlySet<string> = new Set<ReasonCode>(['quota_full', 'server_disk_full'])

/** What the line at the foot of the sidebar, the pill of a phone and the panel say [R3]. */
export function syncStatusOf(facts: StatusFacts): SyncStatus {
  const others = facts.devices.filter(({ isCurrent }) => !isCurrent)
  return (
    blockedBy(facts, others) ??
    attentionOf(facts, others) ??
    offlineOf(facts) ??
    pausedOf(facts, others) ??
    waitingOf(facts, others) ??
    limitedOf(others) ??
    activeOf(facts, others) ?? { ...CALM, kind: 'done', count: 0 }
  )
}

const CALM = { bytes: 0, sentence: null, device: null, remedy: null } as const

function blockedBy({ state: { uploads } }: StatusFacts, others: readonly KnownDevice[]): SyncStatus | null {
  const here = uploads.filter(({ reason }) => reason !== null && FULL.has(reason))
  const [first] = here
  if (first !== undefined) {
    const bytes = here.reduce((sum, each) => sum + each.bytes, 0)
    return {
      ...CALM,
      kind: 'blocked',
      count: here.length,
      bytes,
      sentence: first.sentence,
      remedy: 'storage',
    }
  }
  for (const { deviceId, name, report } of others) {
    const full = report?.findings.find(({ code, items }) => FULL.has(code) && items > 0)
    if (full === undefined) continue
    const { items, bytes, sentence } = full
    return {
      kind: 'blocked',
      count: items,
      bytes,
      sentence,
      device: { id: deviceId, name },
      remedy: 'storage',
    }
  }
  return null
}

function attentionOf(
  { state: { roll, uploads }, held }: StatusFacts,
  others: readonly KnownDevice[],
): SyncStatus | null {
  if (held > 0) return { ...CALM, kind: 'attention', count: held, remedy: 'held' }
  const there = others.filter(({ report }) => (report?.counts.blocked ?? 0) > 0)
  const count = there.reduce((sum, { report }) => sum + (report?.counts.blocked ?? 0), roll.blocked)
  if (count === 0) return null
  if (roll.blocked > 0) {
    const sentence = uploads.find((each) => each.state === 'blocked')?.sentence ?? null
    return { ...CALM, kind: 'attention', count, sentence, remedy: 'review' }
  }
  return { ...leadOf(there, 'you'), kind: 'attention', count, remedy: 'doctor' }
}

function offlineOf({ state }: StatusFacts): SyncStatus | null {
  // Before the first word of the server nobody knows, and nothing is said.
  if (state.isOnline || state.away === null) return null
  const count = state.unsent + state.roll.waiting + state.roll.inProgress
  return { ...CALM, kind: 'offline', count, sentence: state.away.sentence, remedy: 'retry' }
}

function pausedOf({ records, now, state }: StatusFacts, others: readonly KnownDevice[]): SyncStatus | null {
  const ownId = state.identity?.deviceId
  const paused = records.filter(
    ({ removedAt, settings }) => removedAt === null && isPaused(settingsOf(settings), now),
  )
  const [first] = paused
  if (first === undefined) return null
  const report = others.find(({ deviceId }) => deviceId === first.key)?.report ?? null
  const count = report === null ? 0 : notSafeIn(report)
  const device = first.key === ownId ? null : { id: first.key, name: first.name }
  return { ...CALM, kind: 'paused', count, device, remedy: 'resume' }
}

function waitingOf(
  { state: { roll, uploads } }: StatusFacts,
  others: readonly KnownDevice[],
): SyncStatus | null {
  const there = others.filter(({ report }) => (report?.counts.waiting ?? 0) > 0)
  const count = there.reduce((sum, { report }) => sum + (report?.counts.waiting ?? 0), roll.waiting)
  if (count === 0) return null
  if (roll.waiting > 0) {
    const here = uploads.filter((each) => each.state === 'waiting')
    const sentence = here.find((each) => each.sentence !== null)?.sentence ?? null
    return { ...CALM, kind: 'waiting', count, sentence, remedy: 'review' }
  }
  return { ...leadOf(there, 'nobody'), kind: 'waiting', count, remedy: 'doctor' }
}

function limitedOf(others: readonly KnownDevice[]): SyncStatus | null {
  const [quiet] = others.filter(({ isQuiet }) => isQuiet)
  if (quiet === undefined) return null
  const count = quiet.report === null ? 0 : notSafeIn(quiet.report)
  const device = { id: quiet.deviceId, name: quiet.name }
  return { ...CALM, kind: 'limited', count, device, remedy: 'doctor' }
}

function activeOf(
  { state: { roll, unsent, uploads } }: StatusFacts,
  others: readonly KnownDevice[],
): SyncStatus | null {
  const there = others.reduce((sum, { report }) => sum + (report?.counts.inProgress ?? 0), 0)
  const count = roll.inProgress + there
  if (count === 0 && unsent === 0) return null
  const moving = uploads.filter(({ state }) => state === 'uploading' || state === 'hashing')
  const bytes = moving.reduce((sum, each) => sum + Math.max(0, each.bytes - each.sentBytes), 0)
  return { ...CALM, kind: 'active', count: count === 0 ? unsent : count, bytes }
}

/** What the device with most to tell says of it. `mender`: whose findings come first. */
function leadOf(
  devices: readonly KnownDevice[],
  mender: 'you' | 'nobody',
): Pick<SyncStatus, 'sentence' | 'device' | 'bytes'> {
  const [first] = devices
  if (first === undefined) return CALM
  const findings = first.report?.findings.filter(({ items }) => items > 0) ?? []
  const lead = findings.find((each) => each.mender === mender) ?? findings[0]
  const device = { id: first.deviceId, name: first.name }
  return { device, sentence: lead?.sentence ?? null, bytes: lead?.bytes ?? 0 }
}
