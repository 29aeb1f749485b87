import type { Asset } from '@rollcall/protocol'
import { mediaSchema } from '@rollcall/protocol'
import { takenAtOf } from '../library/said-of.ts'
import { SegmentFailure } from './byte-reader.ts'
import { deltasFrom, octetsTo, writeColumn } from './column.ts'
import { measures } from './dictionary-columns.ts'
import { TIME_MAX } from './fits.ts'
import { readSegment, writeSegment } from './segment-frame.ts'

/*
 * The first tier: what a timeline needs to lay out every photo of a library before it knows any of them. About three bytes an asset once
 * compressed.
 */

/** One value a row in each list, oldest row first. */
export interface Skeleton {
  readonly no: readonly number[]
  /** When it was taken, as `takenAtOf` has it, in whole seconds, rounded down. */
  readonly takenAtS: readonly number[]
  /** Pixels; null where nobody knows. See {@link packSize}. */
  readonly size: readonly (number | null)[]
  /** See {@link readMarks}. */
  readonly marks: readonly number[]
}

const KINDS = ['photo', 'video', 'sidecar'] as const
const STATES = ['live', 'trashed', 'deleted', 'merged'] as const

/** What a timeline tells apart at sight. */
export interface Marks {
  readonly kind: Asset['kind']
  readonly state: Asset['state']
  readonly favourite: boolean
  readonly hidden: boolean
  /** Of several files that move, such as a Live Photo. */
  readonly hasMotion: boolean
  /** Shown otherwise than it was taken. */
  readonly isEdited: boolean
}

const FAVOURITE = 16
const HIDDEN = 32
const MOTION = 64
const EDITED = 128

function marksOf(asset: Asset): number {
  return (
    KINDS.indexOf(asset.kind) +
    STATES.indexOf(asset.state) * 4 +
    (asset.favourite ? FAVOURITE : 0) +
    (asset.hidden === true ? HIDDEN : 0) +
    (asset.resources.some(({ role }) => role === 'motion') ? MOTION : 0) +
    ((asset.version?.rev ?? 0) > 0 ? EDITED : 0)
  )
}

/** Reads a value of {@link Skeleton.marks}. Throws a `SegmentFailure` when it means nothing. */
export function readMarks(marks: number): Marks {
  const kind = KINDS[marks & 3]
  const state = STATES[(marks >> 2) & 3]
  if (kind === undefined || state === undefined) throw new SegmentFailure('a row is of no kind')
  return {
    kind,
    state,
    favourite: (marks & FAVOURITE) !== 0,
    hidden: (marks & HIDDEN) !== 0,
    hasMotion: (marks & MOTION) !== 0,
    isEdited: (marks & EDITED) !== 0,
  }
}

/** No side of a picture is longer, in pixels. */
const SIDE_MAX = 2 ** 26 - 1

/** Both sides of a picture in one number, so that a column has few different ones; null where either is unknown or beyond reason. */
export function packSize(width: number | null, height: number | null): number | null {
  if (width === null || height === null || width > SIDE_MAX || height > SIDE_MAX) return null
  return width * (SIDE_MAX + 1) + height
}

/** The sides in a number of {@link packSize}. */
export function unpackSize(size: number | null): {
  readonly width: number | null
  readonly height: number | null
} {
  if (size === null) return { width: null, height: null }
  return { width: Math.floor(size / (SIDE_MAX + 1)), height: size % (SIDE_MAX + 1) }
}

const NUMBERS = deltasFrom(0)
const TIMES = deltasFrom(-TIME_MAX / 1000)
const MARKS = octetsTo(255)
/** A packed size is a whole number, as a side is. */
const SIZES = measures(mediaSchema.shape.width)

/** Writes the first tier of assets, which stand in order of time. */
export function encodeSkeleton(assets: readonly Asset[]): Uint8Array<ArrayBuffer> {
  return writeSegment('skeleton', assets.length, (out) => {
    writeColumn(out, NUMBERS, assets, ({ no }) => no)
    writeColumn(out, TIMES, assets, (asset) => Math.floor(takenAtOf(asset) / 1000))
    writeColumn(out, SIZES, assets, ({ media }) => packSize(media?.width ?? null, media?.height ?? null))
    writeColumn(out, MARKS, assets, marksOf)
  })
}

/** Reads a first tier. Throws a `SegmentFailure` when the bytes are none. */
export function decodeSkeleton(bytes: Uint8Array): Skeleton {
  return readSegment('skeleton', bytes, (input, rows) => ({
    no: NUMBERS.read(input, rows),
    takenAtS: TIMES.read(input, rows),
    size: SIZES.read(input, rows),
    marks: MARKS.read(input, rows),
  }))
}
