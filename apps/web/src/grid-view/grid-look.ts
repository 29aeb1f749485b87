import type { TimelineColumns, Zoom } from '@rollcall/grid'
import { rowShareOf, smallestRowHeight } from '@rollcall/grid'
import { OVERSCAN } from './grid-drawing.ts'

/** How a timeline is laid out. */
export interface GridLook {
  readonly zoom: Zoom
  /** In an order of its own, not by time: there are no headers. */
  readonly isFlat: boolean
}

/** Rows of 'days' in CSS pixels, on a wide screen and on a narrow one. */
const ROW_HEIGHT_PX = 200
const ROW_HEIGHT_NARROW_PX = 112
const NARROW_PX = 640

/** What rows of 'days' aim at in a box of this size, in CSS pixels: as high as usual, and higher where the cells would be too many. */
export function rowHeightIn(width: number, height: number, { zoom }: GridLook): number {
  const windowPx = height * (1 + 2 * OVERSCAN)
  const least = smallestRowHeight(width, windowPx) / rowShareOf(zoom)
  return Math.max(width < NARROW_PX ? ROW_HEIGHT_NARROW_PX : ROW_HEIGHT_PX, least)
}

/** The columns as a look has them: a timeline in an order of its own has no days. */
export function columnsFor(columns: TimelineColumns, { isFlat }: GridLook): TimelineColumns {
  return isFlat ? { ...columns, takenAtS: new Float64Array(columns.count) } : columns
}
