/**
 * The bar beside the timeline. Its length is shared out by photos, not by years: a year of many photos is long on
 * it, and a step of the hand goes past as many photos everywhere. A *fraction* is 0 at its top, with the newest
 * photo, and 1 at its bottom.
 */
import { yearOf } from './calendar.ts'
import type { TimelineColumns } from './columns.ts'
import { endOfPeriod, firstOfPeriod } from './find-position.ts'
import type { TimelineLayout } from './timeline-layout.ts'
import { drawnHeightOf, positionInSlot, rowBelow, rowEnd, rowOfSlot, slotOf } from './timeline-layout.ts'

/** Where the bar says which year. */
export interface YearLabel {
  readonly year: number
  readonly fraction: number
}

/** Most labels on one bar, however long. */
export const YEAR_LABELS_MAX = 200

/** The photo at this fraction of the bar. `positionAt(columns, fractionOf(columns, p))` is p. */
export function positionAt(columns: TimelineColumns, fraction: number): number {
  return Math.round(clampToUnit(fraction) * Math.max(0, columns.count - 1))
}

/** Where on the bar a photo is. */
export function fractionOf(columns: TimelineColumns, position: number): number {
  return columns.count < 2 ? 0 : clampToUnit(position / (columns.count - 1))
}

/**
 * Where the mark on the bar is while the timeline is scrolled to this height. It is at the top when scrolled to the
 * top and at the bottom when scrolled to the bottom, for the photo that counts is the viewport's first one there,
 * its last one here, and those between them in between.
 */
export function fractionOfScroll(layout: TimelineLayout, virtualY: number, viewportHeight: number): number {
  const most = layout.height - viewportHeight
  if (most <= 0 || layout.rowCount === 0) return 0
  const share = clampToUnit(virtualY / most)
  if (share === 0 || share === 1) return share
  const y = share * layout.height
  const row = Math.min(layout.rowCount - 1, rowBelow(layout, y))
  const first = layout.rowFirst[row] ?? 0
  const within = clampToUnit((y - (layout.rowTop[row] ?? 0)) / drawnHeightOf(layout, row))
  const from = shownAt(layout, first)
  return clampToUnit((from + within * (shownAt(layout, rowEnd(layout, row)) - from)) / photoCount(layout))
}

/** To which height the timeline is scrolled when the mark is put here: the way back from `fractionOfScroll`. */
export function scrollOfFraction(layout: TimelineLayout, fraction: number, viewportHeight: number): number {
  const most = Math.max(0, layout.height - viewportHeight)
  if (layout.rowCount === 0 || fraction <= 0) return 0
  if (fraction >= 1) return most
  const wanted = fraction * photoCount(layout)
  const row = rowOfSlot(layout, slotOf(layout, Math.floor(wanted)))
  const from = shownAt(layout, layout.rowFirst[row] ?? 0)
  const end = shownAt(layout, rowEnd(layout, row))
  const within = end > from ? clampToUnit((wanted - from) / (end - from)) : 0
  const y = (layout.rowTop[row] ?? 0) + within * drawnHeightOf(layout, row)
  return clampToUnit(y / layout.height) * most
}

/**
 * The years of the library from the top, each where its newest photo is, so far apart that they can be read: one
 * that would come nearer than `minDistancePx` to the one before it is left out.
 */
export function yearLabels(
  columns: TimelineColumns,
  heightPx: number,
  minDistancePx: number,
): readonly YearLabel[] {
  const labels: YearLabel[] = []
  let lastPx = Number.NEGATIVE_INFINITY
  for (let position = 0; position < columns.count && labels.length < YEAR_LABELS_MAX; ) {
    const fraction = fractionOf(columns, position)
    if (fraction * heightPx - lastPx >= minDistancePx) {
      labels.push({ year: yearOf(columns.takenAtS[position] ?? 0), fraction })
      lastPx = fraction * heightPx
    }
    position = endOfPeriod(columns, position, 'year')
  }
  return labels
}

/**
 * The newest photo of the month that comes after the photo's own, towards the top (-1: newer) or the bottom
 * (1: older). At an end of the library, that of its own month.
 */
export function stepMonth(columns: TimelineColumns, position: number, step: -1 | 1): number {
  const own = firstOfPeriod(columns, position, 'month')
  if (step === 1) {
    const next = endOfPeriod(columns, position, 'month')
    return next < columns.count ? next : own
  }
  return own === 0 ? 0 : firstOfPeriod(columns, own - 1, 'month')
}

/** The position in this slot, or one past the last photo for the slot past the last. */
function shownAt(layout: TimelineLayout, slot: number): number {
  return slot >= layout.slotCount ? photoCount(layout) : positionInSlot(layout, slot)
}

function photoCount(layout: TimelineLayout): number {
  const { count, first, photos } = layout.headers
  return count === 0 ? 0 : (first[count - 1] ?? 0) + (photos[count - 1] ?? 0)
}

function clampToUnit(value: number): number {
  return Math.max(0, Math.min(1, value))
}
