import type { DoctorFinding } from '@rollcall/protocol'
import type { ReasonCode } from '../policy/reasons.ts'
import { REASONS } from '../policy/reasons.ts'
import { isPassing, isReasonCode } from './check-of.ts'

/**
 * Causes that concern the device as a whole, the one that hides the others first: nobody looks for Wi-Fi while sync is off, nor at a
 * quota while the server's certificate keeps everybody out.
 */
const WHOLE_DEVICE: readonly ReasonCode[] = [
  'signed_out',
  'account_mismatch',
  'device_removed',
  'auth_expired',
  'sync_off',
  'paused_by_you',
  'client_too_old',
  'server_too_old',
  'crash_loop',
  'stalled',
  'clock_wrong',
  'tls_failed',
  'captive_portal',
  'proxy_refused',
  'offline',
  'server_unreachable',
  'not_running',
  'suspended_by_system',
]

/** Findings, the one to mend first first: what concerns the whole device, then what needs somebody, then what keeps most. */
export function rankFindings(findings: readonly DoctorFinding[]): readonly DoctorFinding[] {
  return findings.toSorted((a, b) => {
    const [wholeA, wholeB] = [wholeRank(a.code), wholeRank(b.code)]
    if (wholeA !== wholeB) return wholeA - wholeB
    return weightOf(a.code) - weightOf(b.code) || b.items - a.items || (a.code < b.code ? -1 : 1)
  })
}

function wholeRank(code: string): number {
  const index = isReasonCode(code) ? WHOLE_DEVICE.indexOf(code) : -1
  return index < 0 ? WHOLE_DEVICE.length : index
}

function weightOf(code: string): number {
  if (isPassing(code)) return 3
  if (!isReasonCode(code)) return 1
  return REASONS[code].state === 'blocked' ? 0 : 1
}
