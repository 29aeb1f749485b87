/*
 * Times as people type them: the clock on the wall where the photo was taken. Everything here is pure.
 */

/** What somebody typed as a time: a day, and perhaps a clock, in milliseconds of local time taken for UTC. */
export interface WallMoment {
  readonly at: number
  /** Only a day was typed: `at` is its midnight. */
  readonly isDay: boolean
}

const DAY_MS = 24 * 3600_000

/** Reads `2019-06-03`, `2019-06-03 14:00` or `2019-06-03T14:00:05`. Null for anything else, and for days that there are not. */
export function parseMoment(text: string): WallMoment | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim())
  if (found === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map((each) => Number(each ?? 0))
  const at = Date.UTC(year, month - 1, day, hour, minute, second)
  const isReal = new Date(at).toISOString().slice(0, 10) === text.trim().slice(0, 10)
  return isReal && hour < 24 && minute < 60 && second < 60 ? { at, isDay: found[4] === undefined } : null
}

/** Reads `+02:00`, `-5`, `+0530`, `Z` or `utc`, in minutes. Null for anything else. */
export function parseZone(text: string): number | null {
  if (/^(z|utc)$/i.test(text.trim())) return 0
  const found = /^([+−-])(\d{1,2}):?(\d{2})?$/.exec(text.trim())
  if (found === null) return null
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0)
  if (minutes > 24 * 60 || Number(found[3] ?? 0) > 59) return null
  return found[1] === '+' ? minutes : -minutes
}

const UNITS: Readonly<Record<string, number>> = { d: DAY_MS, h: 3600_000, m: 60_000, s: 1_000 }

/** Reads `+1h`, `-1d2h`, `+45m` or `-10s`, in milliseconds. Null for anything else. */
export function parseShift(text: string): number | null {
  const found = /^([+−-]?)((?:\d{1,6}[dhms])+)$/.exec(text.trim().toLowerCase().replaceAll(' ', ''))
  if (found === null) return null
  let milliseconds = 0
  for (const [, count, unit] of (found[2] ?? '').matchAll(/(\d+)([dhms])/g))
    milliseconds += Number(count) * (UNITS[unit ?? ''] ?? 0)
  return found[1] === '-' || found[1] === '−' ? -milliseconds : milliseconds
}

/** The beginning of a year, month or day: `2019`, `2019-06`, `2019-06-03`. Null for anything else. */
export function parseSince(text: string): number | null {
  const day = { 4: '-01-01', 7: '-01', 10: '' }[text.trim().length]
  const moment = day === undefined ? null : parseMoment(`${text.trim()}${day}`)
  return moment?.at ?? null
}

/** The moment with the clock of another one: for a day that was typed without. */
export function onDay({ at, isDay }: WallMoment, clockOf: number): number {
  return isDay ? at + (((clockOf % DAY_MS) + DAY_MS) % DAY_MS) : at
}
