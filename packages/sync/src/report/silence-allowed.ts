import type { DeviceReport } from '@rollcall/protocol'

const DAY_MS = 24 * 3600 * 1000

/** A device on which something waited is missed after so long. */
const QUIET_WITH_WAITING_MS = 3 * DAY_MS

/** Any other is missed after so long: nobody knows what it holds by now. */
const QUIET_MS = 9 * DAY_MS

/** How long a device may be silent before somebody should look, given what it said last; null: it never said anything. */
export function silenceAllowedMs(report: Pick<DeviceReport, 'counts'> | null): number {
  return report !== null && notSafeIn(report) > 0 ? QUIET_WITH_WAITING_MS : QUIET_MS
}

/** How many originals of a device were not safe when it was last heard. */
export function notSafeIn({ counts }: Pick<DeviceReport, 'counts'>): number {
  return counts.inProgress + counts.waiting + counts.blocked
}
