/*
 * Phones, cameras and messengers write the time into the name. A number is taken for a time only where its writer
 * says so: by a word before it, by separators between its parts, or by all 14 digits standing together.
 */
import { composeWallTime, msToUtcWallTime, type WallTime } from './parse-wall-time.ts'

/** Longer than any file name. */
const NAME_LENGTH_MAX = 255
/** Years of names without separators: digital cameras that name files so are younger. */
const FIRST_DIGIT_YEAR = 1990
const LAST_DIGIT_YEAR = 2099
/** Milliseconds since 1970 that a name may tell: 2001-09-09 to 2050. */
const FIRST_EPOCH_MS = 1_000_000_000_000
const LAST_EPOCH_MS = 2_524_608_000_000

/** Words that stand before a date of eight digits in names that cameras and messengers give. */
const DATE_WORDS =
  'IMG|VID|PXL|MVIMG|PANO|BURST|IMAGE|VIDEO|PHOTO|Screenshot|Screenrecorder|Screen_Recording|SVID|WA|AUD|STK|PTT|DJI|C360|CSC|DSC|WP|TRIM|Snapchat|Resized|signal|telegram'
const DAY_TIME = `(\\d{4})(\\d\\d)(\\d\\d)[-_ T.]?(\\d\\d)(\\d\\d)(\\d\\d)(?:[._-]?(\\d{3}))?(?!\\d)`
const SEPARATED_DATE = `(?<!\\d)(\\d{4})([-._])(\\d\\d)\\2(\\d\\d)(?!\\d)`
const SEPARATED_TIME = `(?:[-_ ,T]+(?:at |um |à |a las |om )?|--)(\\d{1,2})([-._:h\\s]|-)(\\d\\d)\\6(\\d\\d)(?:[-._](\\d{3}))?(?!\\d)(?:\\s*([ap])\\.?m\\b)?`

/**
 * The time in the name of a file (no folders), of which only Pixel's and those counting milliseconds tell UTC
 * (offset 0). Midnight when the name tells a date alone. Null when it tells none. Never throws.
 */
export function fileNameTime(name: string): WallTime | null {
  const text = name.slice(0, NAME_LENGTH_MAX).replaceAll('\u202f', ' ')
  return joinedTime(text) ?? separatedTime(text) ?? epochTime(text) ?? wordedDate(text)
}

/** `IMG_20240602_120000`, `PXL_20240602_120000123`, `20240602120000`, `DJI_20240602120000_0001`. */
function joinedTime(text: string): WallTime | null {
  for (const match of text.matchAll(new RegExp(`(?<!\\d)${DAY_TIME}`, 'gi'))) {
    const [, year, month, day, hour, minute, second, fraction] = match
    if (!isDigitYear(Number(year))) continue
    const parts = [year, month, day, hour, minute, second].map(Number)
    const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts
    const local = composeWallTime([y, mo, d, h, mi, s], fraction)
    if (local === null) continue
    return { local, offsetMinutes: /^PXL_/i.test(text) ? 0 : null }
  }
  return null
}

/** `2024-06-02 12.00.00`, `Screenshot_2024-06-02-12-00-00`, `Screen Shot 2024-06-02 at 12.00.00 PM`, `2024-06-02`. */
function separatedTime(text: string): WallTime | null {
  const timed = new RegExp(`${SEPARATED_DATE}${SEPARATED_TIME}`, 'i').exec(text)
  if (timed !== null) {
    const [, year, , month, day, hour, , minute, second, fraction, half] = timed
    const local = composeWallTime(
      [
        Number(year),
        Number(month),
        Number(day),
        toDayHour(Number(hour), half),
        Number(minute),
        Number(second),
      ],
      fraction,
    )
    if (local !== null) return { local, offsetMinutes: null }
  }
  const spaced = /(?<!\d)(\d{4})-(\d\d)-(\d\d)[ _-](\d\d)(\d\d)(\d\d)(?!\d)/.exec(text)
  const [, year, month, day, hour = 0, minute = 0, second = 0] =
    spaced ?? /(?<![\d.-])(\d{4})-(\d\d)-(\d\d)(?!\d)/.exec(text) ?? []
  const local = composeWallTime([
    Number(year),
    Number(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  ])
  return local === null ? null : { local, offsetMinutes: null }
}

/** Thirteen digits of milliseconds as the whole name, or behind the words of messengers. */
function epochTime(text: string): WallTime | null {
  const digits =
    /^(?:FB_IMG_|IMG_|VID_|mmexport|wx_camera_|image-|photo_|video_|Screenshot_)?(\d{13})(?:[-_ ]?\(?\d{1,3}\)?)?\.\w+$/i.exec(
      text,
    )?.[1]
  const ms = Number(digits ?? Number.NaN)
  if (!(ms >= FIRST_EPOCH_MS && ms <= LAST_EPOCH_MS)) return null
  const local = msToUtcWallTime(ms)
  return local === null ? null : { local, offsetMinutes: 0 }
}

/** `IMG-20240602-WA0001`: a date alone, behind a word that says so. */
function wordedDate(text: string): WallTime | null {
  const match = new RegExp(`^(?:${DATE_WORDS})[-_ ]?(\\d{4})(\\d\\d)(\\d\\d)(?!\\d)`, 'i').exec(text)
  if (match === null || !isDigitYear(Number(match[1]))) return null
  const local = composeWallTime([Number(match[1]), Number(match[2]), Number(match[3]), 0, 0, 0])
  return local === null ? null : { local, offsetMinutes: null }
}

function isDigitYear(year: number): boolean {
  return year >= FIRST_DIGIT_YEAR && year <= LAST_DIGIT_YEAR
}

function toDayHour(hour: number, half: string | undefined): number {
  if (half === undefined || hour > 12) return hour
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}
