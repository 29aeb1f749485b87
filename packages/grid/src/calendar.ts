/**
 * Days, months and years of the proleptic Gregorian calendar, out of seconds since 1970. The seconds are those of
 * the wall clock where the photo was taken, so no zone comes into it. After "chrono-Compatible Low-Level Date
 * Algorithms" by Howard Hinnant: years begin in March, so that the leap day is the last of a year.
 */

/** What photos stand together under one header. */
export type Period = 'day' | 'month' | 'year'

const DAY_S = 86_400
const DAYS_OF_ERA = 146_097
const YEARS_OF_ERA = 400
/** From 0000-03-01 to 1970-01-01. */
const EPOCH_DAY = 719_468

interface YearMonth {
  readonly year: number
  /** 1 … 12 */
  readonly month: number
}

/** Seconds at which the day, month or year begins that this second lies in. */
export function startOfPeriod(timeS: number, period: Period): number {
  const day = Math.floor(timeS / DAY_S)
  if (period === 'day') return day * DAY_S
  const { year, month } = yearMonthOfDay(day)
  return dayOf(year, period === 'year' ? 1 : month) * DAY_S
}

/** The year that this second lies in, such as 2019. */
export function yearOf(timeS: number): number {
  return yearMonthOfDay(Math.floor(timeS / DAY_S)).year
}

function yearMonthOfDay(day: number): YearMonth {
  const shifted = day + EPOCH_DAY
  const era = Math.floor(shifted / DAYS_OF_ERA)
  const dayOfEra = shifted - era * DAYS_OF_ERA
  const leapDays =
    Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return { year: era * YEARS_OF_ERA + yearOfEra + (month <= 2 ? 1 : 0), month }
}

/** Days from 1970-01-01 to the first of this month. */
function dayOf(year: number, month: number): number {
  const yearFromMarch = month <= 2 ? year - 1 : year
  const era = Math.floor(yearFromMarch / YEARS_OF_ERA)
  const yearOfEra = yearFromMarch - era * YEARS_OF_ERA
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5)
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * DAYS_OF_ERA + dayOfEra - EPOCH_DAY
}
