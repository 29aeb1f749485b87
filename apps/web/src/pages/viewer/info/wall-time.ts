import type { Dated } from '@rollcall/protocol'

/** No zone is further from UTC, minutes. */
const OFFSET_MAX = 24 * 60

/** A time by the clock on the wall as a field of a page wants it: `2026-11-14T12:00:05`. Milliseconds with their offset added. */
export function wallTextOf(localMs: number): string {
  return new Date(localMs).toISOString().slice(0, 19)
}

/**
 * The moment that somebody typed: the time on the wall, and how many hours it is ahead of UTC, empty where nobody knows. Null for what is
 * no time, or no zone on earth.
 */
export function datedOf(wall: string, hours: string): Dated | null {
  const localMs = Date.parse(`${wall}Z`)
  const offset =
    hours.trim() === '' ? null : Math.round(Number(hours.replace(',', '.').replace('−', '-')) * 60)
  const isOnEarth = offset === null || Math.abs(offset) <= OFFSET_MAX
  const at = localMs - (offset ?? 0) * 60_000
  return isOnEarth && Number.isSafeInteger(at) ? { at, offsetMinutes: offset } : null
}

/** `UTC+01:00`. */
export function zoneWords(offsetMinutes: number): string {
  const minutes = Math.abs(offsetMinutes)
  const two = (value: number) => String(value).padStart(2, '0')
  return `UTC${offsetMinutes < 0 ? '−' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
