import type { MeasuredConditions } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import type { DeviceState } from '../state/device-state.ts'

/** What a running engine measured counts for other commands for so long. */
const KEPT_MS = 90_000

/** The engine writes what it measured again after so long, though nothing changed. */
const KEEP_EVERY_MS = 45_000

/**
 * Keeps what the engine decides on, so that `status` and the doctor look at the very same [R3], whatever file of conditions it was
 * started with. Writes only when something changed or the last writing grows old.
 */
export function keepConditions(
  { values, transaction }: DeviceState,
  clock: Pick<Clock, 'monotonic' | 'bootId'>,
  measured: MeasuredConditions,
): void {
  const kept = values.get('measured')
  const at = clock.monotonic()
  const isFresh = kept !== null && kept.bootId === clock.bootId && at - kept.at < KEEP_EVERY_MS
  if (isFresh && essenceOf(kept.measured) === essenceOf(measured)) return
  transaction(() => values.put('measured', { measured, at, bootId: clock.bootId }))
}

/** What a running engine measured a moment ago; null when that is too long ago. */
export function keptConditions(
  { values }: Pick<DeviceState, 'values'>,
  clock: Pick<Clock, 'monotonic' | 'bootId'>,
): MeasuredConditions | null {
  const kept = values.get('measured')
  if (kept === null || kept.bootId !== clock.bootId) return null
  const age = clock.monotonic() - kept.at
  return age >= 0 && age < KEPT_MS ? kept.measured : null
}

/** Bytes and minutes move all the time. */
function essenceOf(measured: MeasuredConditions): string {
  return JSON.stringify({ ...measured, freeBytes: null, minuteOfDay: 0 })
}
