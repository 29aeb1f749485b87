import type { CheckId } from '@rollcall/protocol'
import type { ReasonCode } from '../policy/reasons.ts'
import { REASONS } from '../policy/reasons.ts'

/** Which check a reason about one photo alone is told under; the rest have theirs in the catalogue. */
const CHECK_OF_ITEM: Readonly<Partial<Record<ReasonCode, CheckId>>> = {
  held_by_firewall: 'settings',
  too_large: 'cloud_storage',
  readback_mismatch: 'cloud_storage',
  replica_pending: 'cloud_storage',
  digest_mismatch: 'connection',
  unreadable: 'device_storage',
  corrupt_source: 'device_storage',
  source_missing: 'device_storage',
}

/** Reasons that mend themselves within moments while sync runs. */
const PASSING: ReadonlySet<string> = new Set(['queued', 'uploading', 'downloading', 'source_changing'])

/** Whether a code is one of the catalogue: a later release may know more. */
export function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(REASONS, code)
}

/** Which of the seven checks a reason is told under. One that is not known here is a thing of another release. */
export function checkOf(code: string): CheckId {
  if (!isReasonCode(code)) return 'outdated'
  const { check } = REASONS[code]
  return check === 'item' ? (CHECK_OF_ITEM[code] ?? 'stuck') : check
}

/** Whether nothing needs mending about a reason: it is only this photo's turn that is awaited. */
export function isPassing(code: string): boolean {
  return PASSING.has(code)
}
