export type { Anchor } from './anchor-after-relayout.ts'
export { anchorAfterRelayout, anchorAt, heightOfAnchor } from './anchor-after-relayout.ts'
export type { Period } from './calendar.ts'
export { startOfPeriod, yearOf } from './calendar.ts'
export type { Cell, Header } from './cells-of.ts'
export {
  CELLS_MAX,
  cellOf,
  cellsOf,
  HEADERS_MAX,
  headerAt,
  headersOf,
  smallestRowHeight,
} from './cells-of.ts'
export type { TimelineColumns } from './columns.ts'
export {
  BADGE_MAX,
  badgeOf,
  cssColourOf,
  markBits,
  packColour,
  packRatio,
  TIMELINE_PHOTOS_MAX,
  withBadge,
} from './columns.ts'
export { endOfPeriod, findPosition, firstOfPeriod } from './find-position.ts'
export type { LayoutOptions } from './layout-timeline.ts'
export { layoutTimeline, rowShareOf } from './layout-timeline.ts'
export type { Focus, FocusKey } from './move-focus.ts'
export { moveFocus } from './move-focus.ts'
export type { Runway, RunwayPlace } from './runway.ts'
export { createRunway, jumpTo, RUNWAY_MAX_PX, rebase, toBox, toVirtual } from './runway.ts'
export type { YearLabel } from './scrubber.ts'
export {
  fractionOf,
  fractionOfScroll,
  positionAt,
  scrollOfFraction,
  stepMonth,
  YEAR_LABELS_MAX,
  yearLabels,
} from './scrubber.ts'
export type { Rectangle } from './select-in-rectangle.ts'
export { selectInRectangle } from './select-in-rectangle.ts'
export type { Selection } from './selection.ts'
export {
  countOf,
  has,
  intersect,
  NOTHING_SELECTED,
  positionsOf,
  rangeOf,
  SELECTION_PAGE_MAX,
  selectionOf,
  selectRange,
  subtract,
  toggle,
  union,
} from './selection.ts'
export type { LayoutShape, TimelineHeaders, TimelineLayout, Zoom } from './timeline-layout.ts'
export type { GateSample, GateState, Sharpness } from './velocity-gate.ts'
export { REST_MS, velocityGate } from './velocity-gate.ts'
