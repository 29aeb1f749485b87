import type { DaySpan } from './time-marks.ts'
import { dateOf, midnight, yearlyMark } from './time-marks.ts'

/*
 * Words for days: "June 2019", "2019-06-03", "3 June", "last summer", "christmas 2020", "last 10 days". Seasons are those of the
 * northern hemisphere, three whole months each; winter has the number of the year in which it begins. Weeks begin on Monday.
 */

/** Days that were meant: one row of them, or the same every year, by `yearlyMark`. */
export type DateWords =
  | { readonly kind: 'span'; readonly span: DaySpan; readonly label: string }
  | { readonly kind: 'yearly'; readonly marks: readonly string[]; readonly label: string }

/** Words that say a time take at most so many words. */
export const DATE_WORDS_MAX = 4

/** A number alone is taken for a year from the time of the first photograph on. */
const FIRST_YEAR = 1826

/** The longest that "last … days" reaches back. */
const COUNT_MAX = 10_000

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const
const MONTH_WORD = `(?:${MONTHS.map((name) => (name === 'may' ? name : `${name}|${name.slice(0, 3)}`)).join('|')}|sept)`

/** First month of each season. */
const SEASONS: Readonly<Record<string, number>> = { spring: 3, summer: 6, autumn: 9, fall: 9, winter: 12 }
const SEASON_MONTHS = 3

/** Feasts on fixed days: month, first and last day. */
const FEASTS: Readonly<Record<string, readonly [month: number, first: number, last: number]>> = {
  christmas: [12, 24, 26],
  xmas: [12, 24, 26],
  halloween: [10, 31, 31],
  'valentines day': [2, 14, 14],
}

/** Reads words for days. `today`: local time taken for UTC. Null when they are none. */
export function readDateWords(text: string, today: number): DateWords | null {
  const words = text
    .toLowerCase()
    .replaceAll(/[,'’]/g, ' ')
    .replaceAll(/\b(\d{1,2})(?:st|nd|rd|th)\b/g, '$1')
    .replaceAll(/\bof\b/g, ' ')
    .replaceAll(/\bvalentine s\b/g, 'valentines')
    .trim()
    .replaceAll(/\s+/g, ' ')
  return (
    readNumbers(words, today) ??
    readMonth(words) ??
    readSeason(words, today) ??
    readFeast(words, today) ??
    readRelative(words, today)
  )
}

function readNumbers(words: string, today: number): DateWords | null {
  const decade = /^(\d{3}0)s$/.exec(words)
  if (decade !== null) {
    const year = Number(decade[1])
    return spanOf(midnight(year, 1, 1), midnight(year + 10, 1, 1))
  }
  const range = /^(\d{4}[-\d]*)\.\.(\d{4}[-\d]*)$/.exec(words)
  if (range !== null) {
    const [from, to] = [readNumbers(range[1] ?? '', today), readNumbers(range[2] ?? '', today)]
    if (from?.kind !== 'span' || to?.kind !== 'span' || to.span.to <= from.span.from) return null
    return spanOf(from.span.from, to.span.to)
  }
  const found =
    /^(?<year>\d{4})(?:[-/.](?<month>\d{1,2})(?:[-/.](?<day>\d{1,2}))?)?$/.exec(words) ??
    /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/.exec(words)
  if (found === null) return null
  const { year, month, day } = found.groups ?? {}
  const isYear = Number(year) >= FIRST_YEAR && Number(year) <= dateOf(today).year + 1
  if (!isYear) return null
  if (month === undefined) return yearOf(Number(year))
  return day === undefined
    ? monthOf(Number(year), Number(month))
    : dayOf(Number(year), Number(month), Number(day))
}

function readMonth(words: string): DateWords | null {
  const found =
    new RegExp(`^(?:(?<day>\\d{1,2}) )?(?<month>${MONTH_WORD})\\.?(?: (?<year>\\d{4}))?$`).exec(words) ??
    new RegExp(`^(?<month>${MONTH_WORD})\\.? (?<day>\\d{1,2})(?: (?<year>\\d{4}))?$`).exec(words) ??
    new RegExp(`^(?<year>\\d{4}) (?<month>${MONTH_WORD})\\.?(?: (?<day>\\d{1,2}))?$`).exec(words)
  if (found === null) return null
  const { day, year, month: name = '' } = found.groups ?? {}
  const month = MONTHS.findIndex((full) => full.startsWith(name.slice(0, 3))) + 1
  if (year !== undefined) {
    return day === undefined ? monthOf(Number(year), month) : dayOf(Number(year), month, Number(day))
  }
  if (day === undefined) return yearly([yearlyMark(month, null)], nameOf(month))
  const isDay = dayOf(2020, month, Number(day)) !== null // a leap year has every day
  return isDay ? yearly([yearlyMark(month, Number(day))], `${Number(day)} ${nameOf(month)}`) : null
}

function readSeason(words: string, today: number): DateWords | null {
  const found =
    /^(?:(?<which>last|this) )?(?<season>spring|summer|autumn|fall|winter)(?: (?<year>\d{4}))?$/.exec(words)
  const { which, season = '', year } = found?.groups ?? {}
  const first = SEASONS[season]
  if (first === undefined) return null
  const spanIn = (inYear: number) =>
    spanOf(midnight(inYear, first, 1), midnight(inYear, first + SEASON_MONTHS, 1))
  if (year !== undefined) return which === undefined ? spanIn(Number(year)) : null
  if (which === undefined) {
    const months = Array.from({ length: SEASON_MONTHS }, (_, index) => ((first - 1 + index) % 12) + 1)
    return yearly(
      months.map((month) => yearlyMark(month, null)),
      `${season} (${nameOf(first)} to ${nameOf(months.at(-1) ?? first)})`,
    )
  }
  // The latest that is over; this one is the latest that has begun.
  const hasCome = ({ from, to }: DaySpan) => (which === 'last' ? to <= today : from <= today)
  return latest(spanIn, hasCome, today)
}

function readFeast(words: string, today: number): DateWords | null {
  const found = /^(?:(?<which>last) )?(?<feast>[a-z ]+?)(?: (?<year>\d{4}))?$/.exec(words)
  const { which, feast = '', year } = found?.groups ?? {}
  if (!Object.hasOwn(FEASTS, feast)) return null
  const [month, first, last] = FEASTS[feast] ?? [1, 1, 1]
  const spanIn = (inYear: number) => spanOf(midnight(inYear, month, first), midnight(inYear, month, last + 1))
  if (year !== undefined) return which === undefined ? spanIn(Number(year)) : null
  if (which === 'last') return latest(spanIn, ({ to }) => to <= today, today)
  const days = Array.from({ length: last - first + 1 }, (_, index) => yearlyMark(month, first + index))
  return yearly(days, feast)
}

function readRelative(words: string, today: number): DateWords | null {
  const { year, month, day, weekday } = dateOf(today)
  const tomorrow = midnight(year, month, day + 1)
  if (words === 'today') return dayOf(year, month, day)
  if (words === 'yesterday') return spanOf(midnight(year, month, day - 1), midnight(year, month, day))
  const found = /^(this|last|past)(?: (\d{1,5}))? (day|week|month|year)(s?)$/.exec(words)
  if (found === null) return null
  const [, which, digits, unit] = found
  if (digits !== undefined) {
    const count = Math.min(Number(digits), COUNT_MAX)
    if (which === 'this' || count === 0) return null
    if (unit === 'day') return spanOf(midnight(year, month, day + 1 - count), tomorrow)
    if (unit === 'week') return spanOf(midnight(year, month, day + 1 - 7 * count), tomorrow)
    if (unit === 'month') return spanOf(midnight(year, month - count, day + 1), tomorrow)
    return spanOf(midnight(year - count, month, day + 1), tomorrow)
  }
  const back = which === 'this' ? 0 : 1
  if (unit === 'week') {
    const monday = day - weekday - 7 * back
    return spanOf(midnight(year, month, monday), midnight(year, month, monday + 7))
  }
  if (unit === 'month') return spanOf(midnight(year, month - back, 1), midnight(year, month - back + 1, 1))
  if (unit === 'year') return yearOf(year - back)
  return null
}

function latest(
  spanIn: (year: number) => DateWords,
  hasCome: (span: DaySpan) => boolean,
  today: number,
): DateWords | null {
  const { year } = dateOf(today)
  const spans = [year, year - 1, year - 2].map(spanIn)
  return spans.find((words) => words.kind === 'span' && hasCome(words.span)) ?? null
}

function yearOf(year: number): DateWords {
  return spanOf(midnight(year, 1, 1), midnight(year + 1, 1, 1))
}

function monthOf(year: number, month: number): DateWords | null {
  return month < 1 || month > 12 ? null : spanOf(midnight(year, month, 1), midnight(year, month + 1, 1))
}

function dayOf(year: number, month: number, day: number): DateWords | null {
  const from = midnight(year, month, day)
  const read = dateOf(from)
  if (month < 1 || month > 12 || read.month !== month || read.day !== day) return null
  return spanOf(from, midnight(year, month, day + 1))
}

function yearly(marks: readonly string[], label: string): DateWords {
  return { kind: 'yearly', marks, label }
}

function spanOf(from: number, to: number): DateWords {
  return { kind: 'span', span: { from, to }, label: describeSpan({ from, to }) }
}

function describeSpan({ from, to }: DaySpan): string {
  const first = dateOf(from)
  const last = dateOf(to - 1)
  const startsYear = first.month === 1 && first.day === 1
  const startsMonth = first.day === 1
  const endsMonth = dateOf(to).day === 1
  const endsYear = endsMonth && dateOf(to).month === 1
  const year = (of: typeof first) => `${of.year}`
  const month = (of: typeof first) => `${nameOf(of.month)} ${of.year}`
  const day = (of: typeof first) => `${of.day} ${month(of)}`
  const words = startsYear && endsYear ? year : startsMonth && endsMonth ? month : day
  return words(first) === words(last) ? words(first) : `${words(first)} to ${words(last)}`
}

function nameOf(month: number): string {
  const name = MONTHS[month - 1] ?? ''
  return name.charAt(0).toUpperCase() + name.slice(1)
}
