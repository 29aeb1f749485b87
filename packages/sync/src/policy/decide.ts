import type { Facts } from '@rollcall/protocol'
import type { Item } from '../folder/item.ts'
import { isTryDue } from './backoff.ts'
import type { ActiveTransfer, Attempt, Conditions, DeviceSettings } from './conditions.ts'
import type { ItemState, ReasonCode } from './reasons.ts'
import { REASONS } from './reasons.ts'

/*
 * What may happen to an item now, and why [R3]. The engine asks before it transfers; `status` and the doctor ask the same
 * function over the same facts, so what they say is what the engine does. The reasons are the trace of the evaluation: every
 * rule that spoke, the deciding one first.
 *
 *   SAFETY      would moving it now risk bytes?             held, a smaller version, still being written
 *   CONSENT     does the owner want it moved?               excluded, deleted, paused
 *   RESOURCE    is there what it needs?                     readable file, room, server, an engine that runs
 *   PREFERENCE  is it its turn?                             back-off after a failure, the queue
 *
 * The first rule that speaks decides. Rules only look; none of them acts.
 */

/** What the engine may do with an item. */
export type Action = 'upload' | 'download' | 'none'

/** A rule that spoke, with the values that it read. */
export interface Finding {
  readonly code: ReasonCode
  readonly facts: Facts
  /** When the item is tried next, wall milliseconds; null when that is not a matter of time. */
  readonly nextTry: number | null
}

/** The verdict over one item. `because[0]` is the finding that decided; `state` is where the item is counted [R1] [R2]. */
export interface Decision {
  readonly action: Action
  readonly state: ItemState
  readonly because: readonly [Finding, ...Finding[]]
}

/** An item with what the engine knows about its transfer. */
export interface ItemFacts {
  readonly item: Item
  readonly attempt: Attempt | null
  readonly active: ActiveTransfer | null
}

type Rule = (settings: DeviceSettings, conditions: Conditions, facts: ItemFacts) => Finding | null

const SAFETY: readonly Rule[] = [
  (_settings, _conditions, { item: { standing } }) =>
    standing.kind === 'held'
      ? finding('held_by_firewall', { missing: standing.missing, of: standing.of })
      : null,
  (_settings, _conditions, { item: { standing } }) =>
    standing.kind === 'preview' && !standing.isOriginalHeld
      ? finding('preview_only', { original: standing.originalSha256 })
      : null,
  (_settings, _conditions, { item: { standing } }) =>
    standing.kind === 'changing' ? finding('source_changing', {}) : null,
]

const CONSENT: readonly Rule[] = [
  (_settings, _conditions, { item: { standing } }) =>
    standing.kind === 'unsupported' ? finding('unsupported_type', { mime: standing.mime }) : null,
  (_settings, _conditions, { item: { standing } }) =>
    standing.kind === 'ignored' ? finding('source_excluded', { because: standing.because }) : null,
  (_settings, _conditions, { item: { standing } }) =>
    standing.kind === 'preview'
      ? finding('source_excluded', { because: 'a smaller version, whose original the server holds' })
      : null,
  (_settings, _conditions, { item: { standing } }) =>
    standing.kind === 'trashed'
      ? finding('deleted_by_you', {
          trashedAt: standing.trashedAt,
          trashedBy: standing.trashedBy,
          isForGood: standing.isForGood,
        })
      : null,
  (settings, _conditions, { item }) =>
    settings.paused && wantsToMove(item) ? finding('paused_by_you', {}) : null,
]

const RESOURCE: readonly Rule[] = [
  (_settings, _conditions, { item: { standing } }) =>
    standing.kind === 'unreadable' ? finding('unreadable', { failure: standing.failure }) : null,
  (_settings, _conditions, { item: { standing } }) =>
    standing.kind === 'lost_on_server' ? finding('replica_pending', {}) : null,
  (_settings, { usage }, { item, active }) => {
    if (item.standing.kind !== 'to_upload' || active !== null || usage === null || usage.quotaBytes === null)
      return null
    const { quotaBytes, usedBytes, reservedBytes } = usage
    if (item.bytes > quotaBytes) return finding('too_large_for_quota', { bytes: item.bytes, quotaBytes })
    const freeBytes = Math.max(0, quotaBytes - usedBytes - reservedBytes)
    return item.bytes > freeBytes ? finding('quota_full', { bytes: item.bytes, freeBytes, quotaBytes }) : null
  },
  (_settings, { deviceFreeBytes }, { item, active }) => {
    if (item.standing.kind !== 'to_download' || active !== null || deviceFreeBytes === null) return null
    const needed = item.bytes + DEVICE_RESERVE_BYTES
    return needed > deviceFreeBytes
      ? finding('device_disk_full', { bytes: item.bytes, freeBytes: deviceFreeBytes })
      : null
  },
  (_settings, { running }, { item, attempt }) =>
    attempt !== null && wantsToMove(item) && (!running || REASONS[attempt.code].state === 'blocked')
      ? ofAttempt(attempt)
      : null,
  (_settings, { server }, { item }) =>
    server.kind === 'away' && wantsToMove(item)
      ? { code: server.code, facts: server.facts, nextTry: server.nextTry }
      : null,
  (_settings, { running }, { item }) => (!running && wantsToMove(item) ? finding('not_running', {}) : null),
]

const PREFERENCE: readonly Rule[] = [
  (_settings, _conditions, { item, active }) =>
    active === null
      ? null
      : finding(item.standing.kind === 'to_download' ? 'downloading' : 'uploading', {
          bytes: item.bytes,
          bytesDone: active.bytesDone,
        }),
  (_settings, { now }, { item, attempt }) =>
    attempt !== null && !isTryDue(attempt.nextTry, now) && wantsToMove(item) ? ofAttempt(attempt) : null,
  (_settings, _conditions, { item }) =>
    item.standing.kind === 'to_record'
      ? finding('uploading', { bytes: item.bytes, bytesDone: item.bytes })
      : null,
  (_settings, _conditions, { item: { standing } }) =>
    standing.kind !== 'verified'
      ? finding('queued', {})
      : standing.duplicateOf === null
        ? finding('verified', {})
        : finding('duplicate_of', { path: standing.duplicateOf }),
]

const RULES: readonly Rule[] = [...SAFETY, ...CONSENT, ...RESOURCE, ...PREFERENCE]

/** Left free on a device's disk, so that a download never takes the last byte from its owner. */
const DEVICE_RESERVE_BYTES = 8 * 1024 * 1024

/**
 * Decides one item. Pure and total: the last rule always speaks. `upload` and `download` are answered only when nothing
 * stands in the way now; a blocked attempt is tried again once its `nextTry` has come.
 */
export function decide(settings: DeviceSettings, conditions: Conditions, facts: ItemFacts): Decision {
  const because: Finding[] = []
  for (const rule of RULES) {
    const spoken = rule(settings, conditions, facts)
    if (spoken !== null) because.push(spoken)
  }
  const [first, ...rest] = because
  if (first === undefined)
    throw new Error(`Cannot decide item: no rule spoke about ${facts.item.standing.kind}`)
  return {
    action: actionOf(first, conditions, facts),
    state: REASONS[first.code].state,
    because: [first, ...rest],
  }
}

function actionOf(first: Finding, conditions: Conditions, { item, attempt, active }: ItemFacts): Action {
  const isDueAgain =
    first.nextTry !== null && isTryDue(first.nextTry, conditions.now) && attempt?.code === first.code
  const isFree =
    first.code === 'queued' || (isDueAgain && conditions.server.kind === 'reachable' && conditions.running)
  if (!isFree || active !== null) return 'none'
  if (item.standing.kind === 'to_upload') return 'upload'
  return item.standing.kind === 'to_download' ? 'download' : 'none'
}

function wantsToMove({ standing }: Item): boolean {
  return standing.kind === 'to_upload' || standing.kind === 'to_download' || standing.kind === 'to_record'
}

function finding(code: ReasonCode, facts: Facts): Finding {
  return { code, facts, nextTry: null }
}

function ofAttempt({ code, facts, count, nextTry }: Attempt): Finding {
  return { code, facts: { ...facts, attempts: count }, nextTry }
}
