import { walkRow } from './cells-of.ts'
import type { TimelineColumns } from './columns.ts'
import type { Selection } from './selection.ts'
import { selectionOf } from './selection.ts'
import type { TimelineLayout } from './timeline-layout.ts'
import { countAtMost, positionInSlot, rowBelow } from './timeline-layout.ts'

/** A rectangle on the timeline, in CSS pixels from its upper left. */
export interface Rectangle {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/**
 * The photos that a rectangle drawn over them touches. Where only some of the photos are shown, only those. The work
 * is one step for each photo of the rows that it spans.
 */
export function selectInRectangle(
  layout: TimelineLayout,
  columns: TimelineColumns,
  rectangle: Rectangle,
): Selection {
  const { left, top, right, bottom } = rectangle
  const positions: number[] = []
  const endRow = countAtMost(layout.rowTop, bottom)
  for (let row = rowBelow(layout, top); row < endRow; row += 1) {
    walkRow(layout, columns, row, (slot, x, width) => {
      if (x <= right && x + width > left) positions.push(positionInSlot(layout, slot))
    })
  }
  return selectionOf(positions)
}
