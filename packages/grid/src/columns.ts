/**
 * A library as the timeline sees it: one entry of each column per photo, newest first, and never an object per
 * photo. A million photos are 14 MB of columns; as objects they would be hundreds.
 */
export interface TimelineColumns {
  /** How many photos; every column has at least as many entries. */
  readonly count: number
  /** Seconds since 1970 by the clock on the photo's own wall, whole or not; finite, and never rising. */
  readonly takenAtS: Float64Array
  /** Width by height in thousandths, as `packRatio` makes it. */
  readonly ratio: Uint16Array
  /** The average colour, as `packColour` makes it. */
  readonly colour: Uint16Array
  /** What is drawn upon a photo, and what it is filtered by: `markBits`, and a badge. */
  readonly marks: Uint16Array
}

/** Most photos that one timeline takes; a layout of more is refused, as a bug. */
export const TIMELINE_PHOTOS_MAX = 4_000_000

/** The bits of `TimelineColumns.marks`. Of the 16, those from 8 on hold the badge, those from 12 on are free. */
export const markBits = { VIDEO: 1, LIVE: 2, FAVOURITE: 4, EDITED: 8, HIDDEN: 16 } as const

/** The highest code of a badge; 0 is for a photo that bears none, the others are the caller's to give. */
export const BADGE_MAX = 15

const BADGE_SHIFT = 8
const BADGE_BITS = BADGE_MAX << BADGE_SHIFT
const RATIO_MIN = 100
const RATIO_MAX = 10_000

/** The code of a photo's badge, 0 … `BADGE_MAX`. */
export function badgeOf(marks: number): number {
  return (marks & BADGE_BITS) >> BADGE_SHIFT
}

/** The same marks with another badge. Throws for a code that has no room. */
export function withBadge(marks: number, badge: number): number {
  if (!Number.isInteger(badge) || badge < 0 || badge > BADGE_MAX) {
    throw new Error(`Cannot set badge: ${badge} is not within 0 … ${BADGE_MAX}`)
  }
  return (marks & ~BADGE_BITS) | (badge << BADGE_SHIFT)
}

/** Width by height in thousandths, 100 … 10,000; a square for a photo whose size nobody knows. */
export function packRatio(width: number | null, height: number | null): number {
  if (width === null || height === null || !(width > 0) || !(height > 0)) return 1_000
  return Math.min(RATIO_MAX, Math.max(RATIO_MIN, Math.round((width / height) * 1_000)))
}

/** A colour in 16 bits, 5 of red, 6 of green and 5 of blue, out of three bytes of 0 … 255. */
export function packColour(red: number, green: number, blue: number): number {
  return ((red >> 3) << 11) | ((green >> 2) << 5) | (blue >> 3)
}

/** A packed colour as CSS writes it, `#rrggbb`; the brightest of each part is ff, the darkest 00. */
export function cssColourOf(colour: number): string {
  const red = Math.round((((colour >> 11) & 31) * 255) / 31)
  const green = Math.round((((colour >> 5) & 63) * 255) / 63)
  const blue = Math.round(((colour & 31) * 255) / 31)
  return `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, '0')}`
}
