/** How near one looks at the timeline; the keys 4 to 1. */
export type Zoom = 'years' | 'months' | 'days' | 'all'

/** What a layout was made for, with every bound already applied; all in CSS pixels. */
export interface LayoutShape {
  readonly zoom: Zoom
  readonly width: number
  /** What a row aims at: rows that fill the width are a little higher or lower. */
  readonly rowHeight: number
  readonly gap: number
  readonly headerHeight: number
  /** How narrow and how wide a photo is shown at most, in thousandths; what is beyond is cut off. */
  readonly ratioMin: number
  readonly ratioMax: number
}

/** Where each group of a timeline begins; one entry of each array per header, from the top. */
export interface TimelineHeaders {
  readonly count: number
  /** The row beneath the header. */
  readonly row: Uint32Array<ArrayBuffer>
  /** The position of the group's newest photo. */
  readonly first: Uint32Array<ArrayBuffer>
  /** How many photos the group has, whether shown or not. */
  readonly photos: Uint32Array<ArrayBuffer>
  /** When the group's newest photo was taken, in seconds. */
  readonly timeS: Float64Array<ArrayBuffer>
}

/**
 * A timeline laid out: rows of cells, in CSS pixels from the top. A cell's *slot* is its place among all that is
 * shown. Where every photo is shown, slots are positions. Plain arrays only, so a worker can hand it over.
 */
export interface TimelineLayout {
  readonly shape: LayoutShape
  readonly rowCount: number
  /** The upper edge of each row; whole pixels. */
  readonly rowTop: Float64Array<ArrayBuffer>
  /** The slot of each row's first cell. */
  readonly rowFirst: Uint32Array<ArrayBuffer>
  /** The exact height, of which widths are computed; it is drawn in whole pixels, see `drawnHeightOf`. */
  readonly rowHeight: Float32Array<ArrayBuffer>
  readonly slotCount: number
  /** The position in each slot, rising; null where every photo is shown. */
  readonly shown: Uint32Array<ArrayBuffer> | null
  readonly headers: TimelineHeaders
  /** From the top of the first header to the bottom of the last row. May be more than a browser can scroll. */
  readonly height: number
}

/** How many of these rising numbers are at most this one. */
export function countAtMost(
  rising: Float64Array | Uint32Array,
  value: number,
  count = rising.length,
): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rising[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low
}

/** The height in whole pixels that a row is drawn with, at least 1. */
export function drawnHeightOf(layout: TimelineLayout, row: number): number {
  return drawn(layout.rowHeight[row] ?? 0)
}

/** An exact height in whole pixels. */
export function drawn(height: number): number {
  return Math.max(1, Math.round(height))
}

/** The position of the photo in this slot, which must exist. */
export function positionInSlot(layout: TimelineLayout, slot: number): number {
  return layout.shown === null ? slot : (layout.shown[slot] ?? 0)
}

/** The slot of the photo at this position; where it is not shown, of the next newer one that is. */
export function slotOf(layout: TimelineLayout, position: number): number {
  const slot = layout.shown === null ? position : countAtMost(layout.shown, position) - 1
  return Math.max(0, Math.min(layout.slotCount - 1, slot))
}

/** The row that this slot is in. */
export function rowOfSlot(layout: TimelineLayout, slot: number): number {
  return Math.max(0, countAtMost(layout.rowFirst, slot) - 1)
}

/** One past the last slot of a row. */
export function rowEnd(layout: TimelineLayout, row: number): number {
  return row + 1 < layout.rowCount ? (layout.rowFirst[row + 1] ?? 0) : layout.slotCount
}

/** The first row whose lower edge is below this height; the row count when none is. */
export function rowBelow(layout: TimelineLayout, y: number): number {
  const row = countAtMost(layout.rowTop, y) - 1
  if (row < 0) return 0
  return (layout.rowTop[row] ?? 0) + drawnHeightOf(layout, row) > y ? row : row + 1
}
