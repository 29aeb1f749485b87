import type { ZonedDate } from './video-facts.ts'

/** Seconds from 1904-01-01, where QuickTime counts from, to 1970-01-01. */
const SECONDS_1904_TO_1970 = 2_082_844_800
/** Containers older than QuickTime, or from a far future, are clocks that were never set. */
const OLDEST_MS = Date.UTC(1990, 0, 1)
const NEWEST_MS = Date.UTC(2100, 0, 1)
/** A zone is never further from UTC than this. */
const OFFSET_MINUTES_MAX = 15 * 60

const DATE =
  /^(\d{4})[-:/](\d{2})[-:/](\d{2})[T ]?(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(?:(Z)|([-+])(\d{2}):?(\d{2})?)?/

/**
 * A date and time as cameras write them, `2024-07-08T09:10:11+0200` or `2024:07:08 09:10:11.5`; text after it is ignored.
 * Null for anything else, for dates that are in no calendar, and for those without a time.
 */
export function parseZonedDate(text: string): ZonedDate | null {
  const match = DATE.exec(text.trim())
  if (match === null) return null
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', fraction = ''] = match
  const [zulu, sign, zoneHours, zoneMinutes] = match.slice(8)
  const ms = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  )
  const text19 = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  // A date that is in no calendar comes back as another one.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== text19) return null
  const local = fraction === '' ? text19 : `${text19}.${fraction}`
  if (zulu !== undefined) return { local, offsetMinutes: 0 }
  if (sign === undefined) return { local, offsetMinutes: null }
  const minutes = Number(zoneHours) * 60 + Number(zoneMinutes ?? 0)
  return { local, offsetMinutes: minutes > OFFSET_MINUTES_MAX ? null : (sign === '-' ? -1 : 1) * minutes }
}

/**
 * Milliseconds since 1970-01-01 UTC of QuickTime's seconds since 1904; some writers count from 1970, and are taken at
 * their word when 1904 would make the video older than computers. Null when zero or absurd.
 */
export function quickTimeToUtc(seconds: number): number | null {
  const since1970 = seconds >= SECONDS_1904_TO_1970 ? seconds - SECONDS_1904_TO_1970 : seconds
  return keepPlausible(since1970 * 1000)
}

/** The same milliseconds since 1970-01-01 UTC; null when no camera can have written them. */
export function keepPlausible(ms: number): number | null {
  return ms >= OLDEST_MS && ms < NEWEST_MS ? Math.round(ms) : null
}
