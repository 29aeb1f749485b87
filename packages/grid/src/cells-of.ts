import type { TimelineColumns } from './columns.ts'
import type { TimelineLayout } from './timeline-layout.ts'
import {
  countAtMost,
  drawnHeightOf,
  positionInSlot,
  rowBelow,
  rowEnd,
  rowOfSlot,
  slotOf,
} from './timeline-layout.ts'

/** Where one photo is drawn: whole CSS pixels from the upper left of the timeline. */
export interface Cell {
  readonly position: number
  readonly row: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** One header as it is drawn, and the group that it is of: `photos` positions from `first` on. */
export interface Header {
  readonly y: number
  readonly height: number
  readonly first: number
  readonly photos: number
  /** When the newest photo of the group was taken, in seconds. */
  readonly timeS: number
}

/** Most cells of one window: what the DOM may hold. */
export const CELLS_MAX = 120

/** Most headers of one window. */
export const HEADERS_MAX = 120

/** How many cells the rows are reckoned to have, by the usual photo. */
const USUAL_RATIO = 1.4

/**
 * The cells of all rows that touch the window [fromPx, toPx), in order. Whoever wants some before they come into
 * sight gives a larger window. Of more than `CELLS_MAX` those nearest to its middle, whole rows of them.
 */
export function cellsOf(
  layout: TimelineLayout,
  columns: TimelineColumns,
  fromPx: number,
  toPx: number,
): readonly Cell[] {
  const firstRow = rowBelow(layout, fromPx)
  const endRow = countAtMost(layout.rowTop, toPx - 0.001)
  if (firstRow >= endRow) return []
  const [from, end] = rowsNearMiddle(layout, firstRow, endRow, (fromPx + toPx) / 2)
  const cells: Cell[] = []
  for (let row = from; row < end; row += 1) {
    const y = layout.rowTop[row] ?? 0
    const height = drawnHeightOf(layout, row)
    walkRow(layout, columns, row, (slot, x, width) => {
      if (cells.length < CELLS_MAX) {
        cells.push({ position: positionInSlot(layout, slot), row, x, y, width, height })
      }
    })
  }
  return cells
}

/** The cell of one photo; where it is not shown, of the next newer one that is. Null in an empty timeline. */
export function cellOf(layout: TimelineLayout, columns: TimelineColumns, position: number): Cell | null {
  if (layout.slotCount === 0) return null
  const wanted = slotOf(layout, position)
  const row = rowOfSlot(layout, wanted)
  let found: Cell | null = null
  walkRow(layout, columns, row, (slot, x, width) => {
    if (slot !== wanted) return
    const y = layout.rowTop[row] ?? 0
    found = { position: positionInSlot(layout, slot), row, x, y, width, height: drawnHeightOf(layout, row) }
  })
  return found
}

/** The headers that touch the window [fromPx, toPx), from the top, at most `HEADERS_MAX`. */
export function headersOf(layout: TimelineLayout, fromPx: number, toPx: number): readonly Header[] {
  const { headers, shape } = layout
  const found: Header[] = []
  // The header of the row that the window begins in may be above it, or be what it begins with.
  let index = Math.max(0, countAtMost(headers.row, rowBelow(layout, fromPx)) - 1)
  for (; index < headers.count && found.length < HEADERS_MAX; index += 1) {
    const header = headerOf(layout, index)
    if (header.y >= toPx) break
    if (header.y + shape.headerHeight > fromPx) found.push(header)
  }
  return found
}

/** The header of the group that is at this height, such as the one that stays at the top; null when empty. */
export function headerAt(layout: TimelineLayout, y: number): Header | null {
  if (layout.headers.count === 0) return null
  const row = Math.min(layout.rowCount - 1, rowBelow(layout, y))
  return headerOf(layout, Math.max(0, countAtMost(layout.headers.row, row) - 1))
}

/**
 * The height of rows at which this much of the timeline has about `CELLS_MAX` cells: whoever asks for less would
 * see holes at the edges of a large screen. All in CSS pixels; `windowPx` counts what is drawn out of sight too.
 */
export function smallestRowHeight(widthPx: number, windowPx: number): number {
  return Math.ceil(Math.sqrt((widthPx * windowPx) / (CELLS_MAX * USUAL_RATIO)))
}

/** Calls back for each cell of a row, from the left, with its left edge and width in whole pixels. */
export function walkRow(
  layout: TimelineLayout,
  columns: TimelineColumns,
  row: number,
  visit: (slot: number, x: number, width: number) => void,
): void {
  const { gap, ratioMin, ratioMax } = layout.shape
  const scale = (layout.rowHeight[row] ?? 0) / 1_000
  const end = rowEnd(layout, row)
  let sum = 0
  let gaps = 0
  for (let slot = layout.rowFirst[row] ?? 0; slot < end; slot += 1) {
    const x = Math.round(sum * scale) + gaps
    sum += Math.min(ratioMax, Math.max(ratioMin, columns.ratio[positionInSlot(layout, slot)] ?? 0))
    visit(slot, x, Math.max(1, Math.round(sum * scale) + gaps - x))
    gaps += gap
  }
}

/** The rows of [firstRow, endRow) that have room, taken from the middle outwards. */
function rowsNearMiddle(
  layout: TimelineLayout,
  firstRow: number,
  endRow: number,
  middlePx: number,
): readonly [number, number] {
  let from = Math.max(firstRow, Math.min(endRow - 1, rowBelow(layout, middlePx)))
  let end = from + 1
  let room = CELLS_MAX - (rowEnd(layout, from) - (layout.rowFirst[from] ?? 0))
  while (from > firstRow || end < endRow) {
    const above = from > firstRow ? middlePx - (layout.rowTop[from - 1] ?? 0) : Number.POSITIVE_INFINITY
    const below = end < endRow ? (layout.rowTop[end] ?? 0) - middlePx : Number.POSITIVE_INFINITY
    const row = above <= below ? from - 1 : end
    room -= rowEnd(layout, row) - (layout.rowFirst[row] ?? 0)
    if (room < 0) break
    if (row < from) from = row
    else end = row + 1
  }
  return [from, end]
}

function headerOf(layout: TimelineLayout, index: number): Header {
  const { headers, shape } = layout
  return {
    y: (layout.rowTop[headers.row[index] ?? 0] ?? 0) - shape.headerHeight,
    height: shape.headerHeight,
    first: headers.first[index] ?? 0,
    photos: headers.photos[index] ?? 0,
    timeS: headers.timeS[index] ?? 0,
  }
}
