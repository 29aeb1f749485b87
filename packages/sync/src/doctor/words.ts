const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A number with its noun: `1 original`, `1,204 originals`. */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

/** A span of time as people say it: `26 h`, `9 days`. Less than a minute is `a moment`. */
export function spanOf(milliseconds: number): string {
  const span = Math.abs(milliseconds)
  if (span < MINUTE_MS) return 'a moment'
  if (span < 2 * HOUR_MS) return `${Math.round(span / MINUTE_MS)} min`
  if (span < 2 * DAY_MS) return `${Math.round(span / HOUR_MS)} h`
  return `${Math.round(span / DAY_MS)} days`
}

/** A moment to the minute, as everybody reads it alike wherever they are: `2026-11-22 09:30 UTC`. Wall milliseconds. */
export function momentOf(time: number): string {
  const near = Math.min(Math.max(time, 0), MOMENT_MAX_MS)
  return `${new Date(near).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** The last moment that a date can be. */
const MOMENT_MAX_MS = 8.64e15

/** On or off. */
export function onOff(isOn: boolean): string {
  return isOn ? 'on' : 'off'
}
