import type { Period } from './calendar.ts'
import { startOfPeriod } from './calendar.ts'
import type { TimelineColumns } from './columns.ts'

/** The position of the newest photo taken at this second or before; `count` when all were taken later. */
export function findPosition(columns: TimelineColumns, timeS: number): number {
  return findAtMost(columns, timeS, 0, columns.count)
}

/** One past the last photo that was taken in the same period as the photo at this position, which must exist. */
export function endOfPeriod(columns: TimelineColumns, position: number, period: Period): number {
  const startS = startOfPeriod(columns.takenAtS[position] ?? 0, period)
  // Most periods are short and the end is near: the step doubles until it is past it.
  let before = position
  let after = position + 1
  while (after < columns.count && (columns.takenAtS[after] ?? 0) >= startS) {
    before = after
    after = Math.min(columns.count, after + (after - position) + 1)
  }
  return findBefore(columns, startS, before + 1, after)
}

/** The newest photo of the period that the photo at this position was taken in. */
export function firstOfPeriod(columns: TimelineColumns, position: number, period: Period): number {
  const startS = startOfPeriod(columns.takenAtS[position] ?? 0, period)
  let low = 0
  let high = position
  while (low < high) {
    const middle = (low + high) >>> 1
    if (startOfPeriod(columns.takenAtS[middle] ?? 0, period) > startS) low = middle + 1
    else high = middle
  }
  return low
}

/** The first of [low, high) that was taken at this second or before, or `high`. */
function findAtMost(columns: TimelineColumns, timeS: number, low: number, high: number): number {
  let from = low
  let to = high
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((columns.takenAtS[middle] ?? 0) > timeS) from = middle + 1
    else to = middle
  }
  return from
}

/** The first of [low, high) that was taken before this second, or `high`. */
function findBefore(columns: TimelineColumns, timeS: number, low: number, high: number): number {
  let from = low
  let to = high
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((columns.takenAtS[middle] ?? 0) >= timeS) from = middle + 1
    else to = middle
  }
  return from
}
