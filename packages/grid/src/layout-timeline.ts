/**
 * The exact layout of a whole library in one pass. Photos are put into a row until it is full; then the row's height
 * is what makes them fill the width exactly, with or without the last of them, whichever comes nearer to the height
 * that was asked for. A group (a day, month or year) begins a row of its own beneath a header, and its last row is
 * not stretched. So every height is known before anything is drawn, nothing jumps, and any date is one search away.
 *
 * Further away not every photo is shown, but so many of each group, evenly spread over it: the same engine with
 * another rule of the table below.
 */
import type { Period } from './calendar.ts'
import type { TimelineColumns } from './columns.ts'
import { TIMELINE_PHOTOS_MAX } from './columns.ts'
import { endOfPeriod } from './find-position.ts'
import type { LayoutShape, TimelineLayout, Zoom } from './timeline-layout.ts'
import { drawn } from './timeline-layout.ts'

/** What to lay out for, in CSS pixels. */
export interface LayoutOptions {
  readonly zoom: Zoom
  /** Of the whole row. Less than 48 counts as 48: a box that is not on the screen yet has no width. */
  readonly width: number
  /** What rows aim at in 'days', at least 24; the other zooms take a share of it, see `rowShareOf`. */
  readonly rowHeight: number
  /** Between two cells and between two rows; at most an eighth of a row. */
  readonly gap: number
  readonly headerHeight: number
}

interface ZoomRule {
  readonly period: Period
  readonly rowShare: number
  readonly ratioMin: number
  readonly ratioMax: number
  /** How many photos of a group are shown at most; null for all. */
  readonly shownMax: number | null
}

const ZOOM_RULES: Readonly<Record<Zoom, ZoomRule>> = {
  days: { period: 'day', rowShare: 1, ratioMin: 400, ratioMax: 4_000, shownMax: null },
  all: { period: 'month', rowShare: 0.6, ratioMin: 400, ratioMax: 4_000, shownMax: null },
  months: { period: 'month', rowShare: 0.8, ratioMin: 800, ratioMax: 1_250, shownMax: 30 },
  years: { period: 'year', rowShare: 0.6, ratioMin: 1_000, ratioMax: 1_000, shownMax: 60 },
}

const WIDTH_MIN_PX = 48
const ROW_HEIGHT_MIN_PX = 24
const GAP_SHARE_MAX = 0.125
/** A full row is at most this much higher than asked for. */
const STRETCH_MAX = 1.25

interface Rows {
  readonly top: Float64Array<ArrayBuffer>
  readonly first: Uint32Array<ArrayBuffer>
  readonly height: Float32Array<ArrayBuffer>
  count: number
  /** Where the next row or header begins. */
  y: number
}

interface Groups {
  readonly row: number[]
  readonly first: number[]
  readonly photos: number[]
}

/**
 * Lays a library out. A million photos take some tens of milliseconds, so it belongs into a worker. Throws when
 * there are more than `TIMELINE_PHOTOS_MAX`, or when a size is not a number.
 */
export function layoutTimeline(columns: TimelineColumns, options: LayoutOptions): TimelineLayout {
  const { count } = columns
  if (count > TIMELINE_PHOTOS_MAX) throw new Error(`Cannot lay out timeline: ${count} photos are too many`)
  const { period, shownMax } = ZOOM_RULES[options.zoom]
  const shape = shapeOf(options)
  const groups: Groups = { row: [], first: [], photos: [] }
  const shown: number[] | null = shownMax === null ? null : []
  const shownRatio: number[] = []
  const rows = emptyRows(count)
  for (let from = 0; from < count; ) {
    const end = endOfPeriod(columns, from, period)
    groups.row.push(rows.count)
    groups.first.push(from)
    groups.photos.push(end - from)
    rows.y += shape.headerHeight
    if (shown === null || shownMax === null) {
      layoutGroup(rows, columns.ratio, from, end, shape)
    } else {
      const firstSlot = shown.length
      const some = Math.min(shownMax, end - from)
      for (let nth = 0; nth < some; nth += 1) {
        const position = from + Math.floor((nth * (end - from)) / some)
        shown.push(position)
        shownRatio.push(columns.ratio[position] ?? 0)
      }
      layoutGroup(rows, shownRatio, firstSlot, shown.length, shape)
    }
    from = end
  }
  return {
    shape,
    rowCount: rows.count,
    rowTop: rows.top.slice(0, rows.count),
    rowFirst: rows.first.slice(0, rows.count),
    rowHeight: rows.height.slice(0, rows.count),
    slotCount: shown?.length ?? count,
    shown: shown === null ? null : Uint32Array.from(shown),
    headers: {
      count: groups.row.length,
      row: Uint32Array.from(groups.row),
      first: Uint32Array.from(groups.first),
      photos: Uint32Array.from(groups.photos),
      timeS: Float64Array.from(groups.first, (first) => columns.takenAtS[first] ?? 0),
    },
    height: rows.count === 0 ? 0 : rows.y - shape.gap,
  }
}

/** What share of the height for 'days' the rows of a zoom aim at. */
export function rowShareOf(zoom: Zoom): number {
  return ZOOM_RULES[zoom].rowShare
}

function shapeOf({ zoom, width, rowHeight, gap, headerHeight }: LayoutOptions): LayoutShape {
  for (const size of [width, rowHeight, gap, headerHeight]) {
    if (!Number.isFinite(size)) throw new Error(`Cannot lay out timeline: a size is ${size}`)
  }
  const { rowShare, ratioMin, ratioMax } = ZOOM_RULES[zoom]
  const whole = Math.max(WIDTH_MIN_PX, Math.floor(width))
  const target = Math.max(ROW_HEIGHT_MIN_PX, rowHeight * rowShare)
  return {
    zoom,
    width: whole,
    rowHeight: target,
    gap: Math.max(0, Math.round(Math.min(gap, Math.floor(target * GAP_SHARE_MAX)))),
    headerHeight: Math.max(0, Math.round(headerHeight)),
    ratioMin,
    // A panorama takes a row of the usual height to itself at most, however narrow the screen.
    ratioMax: Math.min(ratioMax, Math.floor((whole / target) * 1_000)),
  }
}

/** Room for a row per photo; the system gives memory for what is used of it only, and the rest is dropped soon. */
function emptyRows(most: number): Rows {
  return {
    top: new Float64Array(most),
    first: new Uint32Array(most),
    height: new Float32Array(most),
    count: 0,
    y: 0,
  }
}

/** Puts the slots from … end - 1 into rows. */
function layoutGroup(
  rows: Rows,
  ratio: ArrayLike<number>,
  from: number,
  end: number,
  shape: LayoutShape,
): void {
  const { width, gap, ratioMin, ratioMax } = shape
  const target = shape.rowHeight / 1_000 // pixels of width for a thousandth of ratio, at the height asked for
  let first = from
  let sum = 0
  for (let slot = from; slot < end; ) {
    const own = Math.min(ratioMax, Math.max(ratioMin, ratio[slot] ?? 0))
    const gaps = gap * (slot - first)
    if ((sum + own) * target + gaps < width) {
      sum += own
      slot += 1
      continue
    }
    const withIt = (width - gaps) / (sum + own)
    const withoutIt = sum === 0 ? Number.POSITIVE_INFINITY : (width - gaps + gap) / sum
    if (withoutIt <= target * STRETCH_MAX && withoutIt * withIt < target * target) {
      pushRow(rows, first, withoutIt * 1_000, gap)
      first = slot
    } else {
      pushRow(rows, first, withIt * 1_000, gap)
      slot += 1
      first = slot
    }
    sum = 0
  }
  if (first < end) pushRow(rows, first, shape.rowHeight, gap)
}

function pushRow(rows: Rows, first: number, height: number, gap: number): void {
  rows.top[rows.count] = rows.y
  rows.first[rows.count] = first
  rows.height[rows.count] = height
  rows.count += 1
  rows.y += drawn(height) + gap
}
