import { walkRow } from './cells-of.ts'
import type { TimelineColumns } from './columns.ts'
import { firstOfPeriod, endOfPeriod } from './find-position.ts'
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

/**
 * The keys that move the focus. As in every grid (ARIA's pattern of that name), Home and End stay within the row,
 * and go to the ends of the timeline with Control. Brackets go by days and braces by months, the opening ones up.
 */
export type FocusKey =
  | 'ArrowLeft'
  | 'ArrowRight'
  | 'ArrowUp'
  | 'ArrowDown'
  | 'Home'
  | 'End'
  | 'Control+Home'
  | 'Control+End'
  | 'PageUp'
  | 'PageDown'
  | '['
  | ']'
  | '{'
  | '}'

/** Which photo has the focus. */
export interface Focus {
  readonly position: number
  /** Where the way up or down began, in pixels from the left: it is kept to over short rows. Null otherwise. */
  readonly columnX: number | null
}

/** Where a key moves the focus. It stays at the ends; in an empty timeline it stays as it is. */
export function moveFocus(
  layout: TimelineLayout,
  columns: TimelineColumns,
  focus: Focus,
  key: FocusKey,
  viewportHeight: number,
): Focus {
  if (layout.slotCount === 0) return focus
  const slot = slotOf(layout, focus.position)
  const row = rowOfSlot(layout, slot)
  const onSlot = (target: number): Focus => ({
    position: positionInSlot(layout, Math.max(0, Math.min(layout.slotCount - 1, target))),
    columnX: null,
  })
  const inRow = (target: number): Focus => {
    if (target < 0 || target >= layout.rowCount) return focus
    const columnX = focus.columnX ?? middleOf(layout, columns, row, slot)
    return { position: positionInSlot(layout, slotNearest(layout, columns, target, columnX)), columnX }
  }
  switch (key) {
    case 'ArrowLeft':
      return onSlot(slot - 1)
    case 'ArrowRight':
      return onSlot(slot + 1)
    case 'ArrowUp':
      return inRow(row - 1)
    case 'ArrowDown':
      return inRow(row + 1)
    case 'Home':
      return onSlot(layout.rowFirst[row] ?? 0)
    case 'End':
      return onSlot(rowEnd(layout, row) - 1)
    case 'Control+Home':
      return onSlot(0)
    case 'Control+End':
      return onSlot(layout.slotCount - 1)
    case 'PageUp':
      return inRow(rowPageAbove(layout, row, viewportHeight))
    case 'PageDown':
      return inRow(rowPageBelow(layout, row, viewportHeight))
    case '[':
      return onSlot(slotAbove(layout, columns, slot, 'day'))
    case '{':
      return onSlot(slotAbove(layout, columns, slot, 'month'))
    case ']':
      return onSlot(slotBelow(layout, columns, slot, 'day'))
    case '}':
      return onSlot(slotBelow(layout, columns, slot, 'month'))
  }
}

/** The first photo shown of the newer day or month, or the nearest newer one if that shows none of its own. */
function slotAbove(
  layout: TimelineLayout,
  columns: TimelineColumns,
  slot: number,
  period: 'day' | 'month',
): number {
  const own = firstOfPeriod(columns, positionInSlot(layout, slot), period)
  if (own === 0) return 0
  return Math.min(slot - 1, slotFrom(layout, firstOfPeriod(columns, own - 1, period)))
}

/** The first photo shown that is of an older day or month; where there is none, the slot itself. */
function slotBelow(
  layout: TimelineLayout,
  columns: TimelineColumns,
  slot: number,
  period: 'day' | 'month',
): number {
  const end = endOfPeriod(columns, positionInSlot(layout, slot), period)
  const below = slotFrom(layout, end)
  return below < layout.slotCount ? below : slot
}

/** The first slot whose photo is at this position or later; the slot count when there is none. */
function slotFrom(layout: TimelineLayout, position: number): number {
  return layout.shown === null ? position : countAtMost(layout.shown, position - 1)
}

/** The row that a viewport's height lies between, with one row kept in sight; at least the next one. */
function rowPageBelow(layout: TimelineLayout, row: number, viewportHeight: number): number {
  const y = (layout.rowTop[row] ?? 0) + viewportHeight - drawnHeightOf(layout, row)
  return Math.min(layout.rowCount - 1, Math.max(row + 1, rowBelow(layout, y)))
}

function rowPageAbove(layout: TimelineLayout, row: number, viewportHeight: number): number {
  const y = (layout.rowTop[row] ?? 0) - viewportHeight + drawnHeightOf(layout, row)
  return Math.max(0, Math.min(row - 1, rowBelow(layout, y)))
}

function middleOf(layout: TimelineLayout, columns: TimelineColumns, row: number, wanted: number): number {
  let middle = 0
  walkRow(layout, columns, row, (slot, x, width) => {
    if (slot === wanted) middle = x + width / 2
  })
  return middle
}

/** The slot of the cell in this row that is at, or nearest to, so many pixels from the left. */
function slotNearest(layout: TimelineLayout, columns: TimelineColumns, row: number, columnX: number): number {
  let nearest = layout.rowFirst[row] ?? 0
  let leastPx = Number.POSITIVE_INFINITY
  walkRow(layout, columns, row, (slot, x, width) => {
    const distance = Math.max(x - columnX, columnX - (x + width), 0)
    if (distance < leastPx) {
      nearest = slot
      leastPx = distance
    }
  })
  return nearest
}
