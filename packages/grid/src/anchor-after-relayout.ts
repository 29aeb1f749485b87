import type { TimelineLayout } from './timeline-layout.ts'
import { drawnHeightOf, positionInSlot, rowBelow, rowOfSlot, slotOf } from './timeline-layout.ts'

/** A photo, and which part of its row is at the place where it is held. */
export interface Anchor {
  /** Whoever adds or removes photos before it puts its new position here. */
  readonly position: number
  /** How much of the row is above the place, 0 … 1. */
  readonly rowShare: number
  /** How far the row is below the place, in CSS pixels: 0 when the place is within it. */
  readonly abovePx: number
}

/**
 * What is at this height of the timeline: the first photo of the row there or, in a gap or on a header, of the row
 * below. Null in an empty timeline.
 */
export function anchorAt(layout: TimelineLayout, y: number): Anchor | null {
  if (layout.rowCount === 0) return null
  const row = Math.min(layout.rowCount - 1, rowBelow(layout, y))
  const top = layout.rowTop[row] ?? 0
  const rowShare = Math.max(0, Math.min(1, (y - top) / drawnHeightOf(layout, row)))
  return {
    position: positionInSlot(layout, layout.rowFirst[row] ?? 0),
    rowShare,
    abovePx: Math.max(0, top - y),
  }
}

/** At which height of the timeline the anchor's place is in this layout. */
export function heightOfAnchor(layout: TimelineLayout, anchor: Anchor): number {
  if (layout.rowCount === 0) return 0
  const row = rowOfSlot(layout, slotOf(layout, anchor.position))
  return (layout.rowTop[row] ?? 0) + anchor.rowShare * drawnHeightOf(layout, row) - anchor.abovePx
}

/**
 * Where the timeline has to be scrolled to when its width or zoom has changed, so that what was at the viewport's
 * top stays there; `jumpTo` then keeps it within the ends. `pointPx` is the distance from the viewport's top at
 * which to hold on instead, such as the pointer's. While somebody drags a window's edge, keep one `anchorAt` and ask
 * `heightOfAnchor` for each layout: anchored anew each time, the timeline would drift.
 */
export function anchorAfterRelayout(
  before: TimelineLayout,
  after: TimelineLayout,
  virtualY: number,
  pointPx = 0,
): number {
  const anchor = anchorAt(before, virtualY + pointPx)
  return anchor === null ? 0 : Math.max(0, heightOfAnchor(after, anchor) - pointPx)
}
