/** Years that a photo may claim. Scans of old paintings and prints carry the year of the picture; 1601 is the earliest that programs of today write. */
const FIRST_YEAR = 1601
const LAST_YEAR = 2100
/** Offsets from UTC that exist, in minutes: Baker Island to Kiribati. */
const LEAST_OFFSET = -12 * 60
const LARGEST_OFFSET = 14 * 60
/** Times that programs write for "none": the zeros of Windows, of OLE and of QuickTime. */
const ZERO_TIMES: ReadonlySet<string> = new Set([
  '1601-01-01T00:00:00',
  '1899-12-30T00:00:00',
  '1904-01-01T00:00:00',
])
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
/** Longer than any text of a time. */
const TEXT_LENGTH_MAX = 100

/** What a clock on a wall showed. */
export interface WallTime {
  /** `2024-06-02T12:00:00.100`: the fraction as it was told; a leap second stays `:60`; midnight when only a date was told. */
  readonly local: string
  /** Local time minus UTC, minutes; null when the text does not tell. */
  readonly offsetMinutes: number | null
}

/**
 * The time in a text of EXIF (`2024:06:02 12:00:00`), ISO 8601 and XMP (`2024-06-02T12:00:00.1+02:00`), RFC 1123
 * (`Sun, 02 Jun 2024 12:00:00 GMT`), or of a date alone. Null for blanks, zeros, a year and month alone, and for
 * what no calendar or clock shows: nothing rolls over. Never throws.
 */
export function parseWallTime(text: string): WallTime | null {
  const short = text.slice(0, TEXT_LENGTH_MAX).trim()
  return parseOrdered(short) ?? parseNamedMonth(short)
}

/** An offset alone, as EXIF's OffsetTimeOriginal has it (`+02:00`, `-0330`, `Z`), in minutes; null for anything else. */
export function parseOffset(text: string): number | null {
  const match = /^(?:(?:GMT|UTC)?([+-])(\d{1,2})(?::?([0-5]\d))?|(Z|GMT|UTC))$/i.exec(text.trim())
  if (match === null) return null
  if (match[4] !== undefined) return 0
  const size = Number(match[2]) * 60 + Number(match[3] ?? 0)
  const minutes = match[1] === '-' ? -size : size
  return minutes < LEAST_OFFSET || minutes > LARGEST_OFFSET ? null : minutes + 0
}

/** A wall time from its parts; null when no calendar or clock shows it. `fraction`: digits behind the point, or none. */
export function composeWallTime(
  [year, month, day, hour, minute, second]: readonly [number, number, number, number, number, number],
  fraction = '',
): string | null {
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12)) return null
  if (!(day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate())) return null
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60)) return null
  const [mm, dd, h, m, s] = [month, day, hour, minute, second].map((part) => String(part).padStart(2, '0'))
  const local = `${year}-${mm}-${dd}T${h}:${m}:${s}`
  if (ZERO_TIMES.has(local)) return null
  return fraction === '' ? local : `${local}.${fraction.slice(0, 9)}`
}

/** Milliseconds since 1970 of a wall time told by `composeWallTime`, taken for UTC. A leap second is the next minute's first. */
export function wallTimeToMs(local: string): number {
  const [date = '', clock = ''] = local.split('T')
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const [hour = 0, minute = 0, seconds = 0] = clock.split(':').map(Number)
  return Date.UTC(year, month - 1, day, hour, minute) + Math.floor(seconds * 1000 + 1e-6)
}

/** The wall time of a moment at UTC; null outside of the years above. Fractions to the millisecond, where there are any. */
export function msToUtcWallTime(ms: number): string | null {
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return null
  const date = new Date(ms)
  const fraction = ms % 1000 === 0 ? '' : String(date.getUTCMilliseconds()).padStart(3, '0')
  return composeWallTime(
    [
      date.getUTCFullYear(),
      date.getUTCMonth() + 1,
      date.getUTCDate(),
      date.getUTCHours(),
      date.getUTCMinutes(),
      date.getUTCSeconds(),
    ],
    fraction,
  )
}

function parseOrdered(text: string): WallTime | null {
  const date =
    /^(\d{4})([-:/. ]?)(\d{1,2})\2(\d{1,2})(?!\d)/.exec(text) ?? /^(\d{4})()(\d\d)(\d\d)(?=T\d)/.exec(text)
  if (date === null) return null
  const rest = text.slice(date[0].length)
  const clock = /^[T\s:]+(\d{1,2})[:.]?(\d\d)(?:[:.]?(\d\d)(?:[.,](\d{1,12}))?)?/.exec(rest)
  if (clock === null && /\d/.test(rest)) return null
  const zone = clock === null ? '' : rest.slice(clock[0].length)
  const hour = toDayHour(Number(clock?.[1] ?? 0), zone)
  const local = composeWallTime(
    [
      Number(date[1]),
      Number(date[3]),
      Number(date[4]),
      hour,
      Number(clock?.[2] ?? 0),
      Number(clock?.[3] ?? 0),
    ],
    clock?.[4],
  )
  return local === null ? null : { local, offsetMinutes: parseOffset(zone) }
}

/** `7:08 PM` is 19:08. */
function toDayHour(hour: number, rest: string): number {
  const half = /^\s*([ap])\.?m/i.exec(rest)?.[1]?.toLowerCase()
  if (half === undefined || hour > 12) return hour
  return (hour % 12) + (half === 'p' ? 12 : 0)
}

/** RFC 1123, which PNG asks for, and the C library's `Sun Jun  2 12:00:00 2024`. */
function parseNamedMonth(text: string): WallTime | null {
  const dayFirst =
    /^(?:[a-z]{3,9},?\s+)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*[\s-]+(\d{4})\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*(.*)$/i.exec(
      text,
    )
  const dayLater =
    /^(?:[a-z]{3},?\s+)?([a-z]{3})[a-z]*\s+(\d{1,2}),?\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s+(?:[A-Z]{3,4}\s+)?(\d{4})()$/i.exec(
      text,
    )
  const parts =
    dayFirst !== null
      ? [dayFirst[3], dayFirst[2], dayFirst[1], dayFirst[4], dayFirst[5], dayFirst[6], dayFirst[7]]
      : dayLater !== null
        ? [dayLater[6], dayLater[1], dayLater[2], dayLater[3], dayLater[4], dayLater[5], '']
        : null
  if (parts === null) return null
  const [year, month = '', day, hour, minute, second = '0', zone = ''] = parts
  const local = composeWallTime([
    Number(year),
    MONTHS.indexOf(month.toLowerCase()) + 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  ])
  return local === null ? null : { local, offsetMinutes: parseOffset(zone) }
}
