/*
 * Times of a search. A photo's time is that of the clock on the wall where it was taken: milliseconds of local time taken for UTC.
 * Each photo has marks for its year, month and day, and any row of days is covered by few of them:
 *
 *   30 May to 2 July 2019  =  day:2019-05-30, day:2019-05-31, month:2019-06, day:2019-07-01, day:2019-07-02
 */

const DAY_MS = 24 * 3600 * 1000

/** Years whose days have marks of their own; the rest is found by its year alone. */
const YEAR_MIN = -9_999
const YEAR_MAX = 9_999

/** From this midnight up to that, local time taken for UTC. */
export interface DaySpan {
  readonly from: number
  readonly to: number
}

/** The marks of a moment: its year, month and day, and the month and day of any year. */
export function marksOfTime(localAt: number): readonly string[] {
  const { year, month, day } = dateOf(localAt)
  return [
    `year:${year}`,
    `month:${year}-${two(month)}`,
    `day:${year}-${two(month)}-${two(day)}`,
    `every:${two(month)}`,
    `every:${two(month)}-${two(day)}`,
  ]
}

/** Marks of which each moment within the days has exactly one, and each other moment none. */
export function marksOfSpan({ from, to }: DaySpan): readonly string[] {
  const marks: string[] = []
  let at = from
  while (at < to) {
    const { year, month, day } = dateOf(at)
    if (year < YEAR_MIN || year > YEAR_MAX) break
    const nextYear = midnight(year + 1, 1, 1)
    const nextMonth = midnight(year, month + 1, 1)
    if (month === 1 && day === 1 && nextYear <= to) {
      marks.push(`year:${year}`)
      at = nextYear
    } else if (day === 1 && nextMonth <= to) {
      marks.push(`month:${year}-${two(month)}`)
      at = nextMonth
    } else {
      marks.push(`day:${year}-${two(month)}-${two(day)}`)
      at += DAY_MS
    }
  }
  return marks
}

/** The mark of a month of any year, from 1, or of a day of it. */
export function yearlyMark(month: number, day: number | null): string {
  return day === null ? `every:${two(month)}` : `every:${two(month)}-${two(day)}`
}

/** Midnight at the beginning of a day, local time taken for UTC. Months and days beyond their number run on. */
export function midnight(year: number, month: number, day: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day) // Date.UTC takes years below 100 for others
  return date.getTime()
}

/** The day of a moment: year, month from 1, day from 1, and day of the week from 0, a Monday. */
export function dateOf(localAt: number): { year: number; month: number; day: number; weekday: number } {
  const date = new Date(localAt)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: (date.getUTCDay() + 6) % 7,
  }
}

function two(number: number): string {
  return number.toString().padStart(2, '0')
}
