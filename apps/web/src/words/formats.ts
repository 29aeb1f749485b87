import type { Language } from './words.ts'

/** Numbers, bytes and times as a language writes them. Times are in milliseconds since 1970-01-01 UTC. */
export interface Formats {
  readonly count: (value: number) => string
  /** Decimal units, as disks are sold: `3.1 MB`. */
  readonly bytes: (value: number) => string
  /** `Saturday 14 November 2026`, in the zone of the place: the time has its offset added already. */
  readonly day: (localMs: number) => string
  readonly month: (localMs: number) => string
  readonly year: (localMs: number) => string
  /** Date and time of day, short. */
  readonly moment: (localMs: number) => string
  /** A moment of the reader's own zone, such as a device's last word. */
  readonly here: (atMs: number) => string
  /** `5 minutes ago`, `in 2 days`. */
  readonly since: (atMs: number, nowMs: number) => string
  /** `1:05` of a video. */
  readonly duration: (milliseconds: number) => string
  readonly percent: (share: number) => string
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', 1_000],
]

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

/** Makes the formats of a language. Making them costs a few milliseconds: keep them. */
export function formatsOf(language: Language): Formats {
  const dated = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options })
    return (localMs: number) => format.format(localMs)
  }
  const count = new Intl.NumberFormat(language)
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const here = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  return {
    count: (value) => count.format(value),
    bytes: (value) => bytesIn(language, value),
    day: dated({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    month: dated({ month: 'long', year: 'numeric' }),
    year: dated({ year: 'numeric' }),
    moment: dated({ dateStyle: 'medium', timeStyle: 'short' }),
    here: (atMs) => here.format(atMs),
    since: (atMs, nowMs) => {
      const [unit, length] =
        STEPS.find(([, step]) => Math.abs(nowMs - atMs) >= step) ?? (['second', 1_000] as const)
      return relative.format(Math.round((atMs - nowMs) / length), unit)
    },
    duration: durationWords,
    percent: (share) => percent.format(share),
  }
}

function bytesIn(language: Language, value: number): string {
  const power = value < 1_000 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(value) / 3))
  const scaled = value / 1_000 ** power
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: BYTE_UNITS[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: scaled >= 10 ? 0 : 1,
  }).format(scaled)
}

function durationWords(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1_000))
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}
