import type {
  Asset,
  EngineHealth,
  Facts,
  MeasuredConditions,
  MutationRefusal,
  ProblemCode,
  Usage,
} from '@rollcall/protocol'
import type { ReasonCode } from './reasons.ts'

/** What a device measures about itself and its server. One snapshot; `now` is wall time in milliseconds. */
export interface Conditions {
  readonly now: number
  /** How the engine is that works on this folder. */
  readonly engine: EngineHealth['state']
  /** Since when it is so, wall milliseconds; absent or null while nobody knows. */
  readonly engineSince?: number | null
  readonly server: ServerCondition
  /** Bytes of the library; null while unknown. */
  readonly usage: Usage | null
  /** What the device itself is in: network, power, room on its disk. */
  readonly measured: MeasuredConditions
}

/** How the last talk with the server went. */
export type ServerCondition =
  | { readonly kind: 'reachable' }
  | {
      readonly kind: 'away'
      readonly code: ServerAwayCode
      readonly since: number
      readonly nextTry: number | null
      readonly facts: Facts
    }

/** Reasons that concern the server as a whole and so every item that wants to move. */
export type ServerAwayCode = Extract<
  ReasonCode,
  | 'offline'
  | 'server_unreachable'
  | 'captive_portal'
  | 'tls_failed'
  | 'proxy_refused'
  | 'throttled'
  | 'signed_out'
  | 'account_mismatch'
  | 'auth_expired'
  | 'device_removed'
  | 'client_too_old'
  | 'server_too_old'
>

/** Measured by nobody: nothing is known, and nothing stands in the way. */
export const NOTHING_MEASURED: MeasuredConditions = {
  network: null,
  isMetered: null,
  isRoaming: null,
  isLowData: null,
  isCharging: null,
  batteryPercent: null,
  isLowPower: null,
  isTooHot: null,
  freeBytes: null,
  clockOffsetMs: null,
  access: null,
  minuteOfDay: 0,
  unknown: {},
}

/** Why an item's last try ended without success. `nextTry` in wall milliseconds. */
export interface Attempt {
  readonly code: ReasonCode
  readonly facts: Facts
  readonly count: number
  readonly nextTry: number
}

/** A transfer that runs at this moment. */
export interface ActiveTransfer {
  readonly bytesDone: number
}

/** Which reason a refusal of the server becomes for the one item that it was about; null when it is about them all. */
export function reasonOfProblem(code: ProblemCode): ReasonCode | null {
  switch (code) {
    case 'quota_full':
    case 'too_large_for_quota':
    case 'server_disk_full':
    case 'too_large':
    case 'digest_mismatch':
    case 'readback_mismatch':
    case 'throttled':
      return code
    case 'size_mismatch':
    case 'body_cut_short':
    case 'parts_missing':
    case 'upload_expired':
    case 'range_not_satisfiable':
      return 'digest_mismatch'
    case 'storage_failed':
      return 'readback_mismatch'
    case 'not_found':
      return 'replica_pending'
    default:
      return null
  }
}

/**
 * Which reason there is for a change that the library refused, to be told to whoever made it; null when the refusal's own words say it
 * all. `state`: of the photo that the change was about, null when it is not in the library.
 */
export function reasonOfRefusal(code: MutationRefusal, state: Asset['state'] | null): ReasonCode | null {
  return code === 'gone' && state === 'deleted' ? 'gone' : null
}

/** Which condition of the server a refusal shows, for refusals that concern every item. */
export function serverAwayCodeOf(code: ProblemCode): ServerAwayCode {
  switch (code) {
    case 'not_a_member':
      return 'account_mismatch'
    case 'signed_out':
    case 'auth_expired':
    case 'device_removed':
    case 'client_too_old':
    case 'throttled':
      return code
    case 'internal':
    case 'shutting_down':
    case 'storage_failed':
      return 'server_unreachable'
    default:
      return 'server_too_old'
  }
}
