import { markBits, packColour, packRatio } from '@rollcall/grid'
import type { Asset } from '@rollcall/protocol'
import type { FirstTier, Skeleton } from '@rollcall/sync'
import { readMarks, unpackSize } from '@rollcall/sync'
import type { Timeline } from '../library-client.ts'
import { colourOf } from '../store/asset-row.ts'
import type { BlockStore } from '../store/block-store.ts'

/*
 * The library of a new browser while it is on its way here: what the first tier tells of every photo, in the order of time, and the photos
 * themselves as far as their parts have come. It is something to look at and no more: it is not the base, no deed looks into it, and
 * nothing of it is left once the base is adopted. [S112]
 *
 *   parts, the newest first     ┌─ 0 ─┐┌──── 1 ────┐┌─── 2 ───┐ …
 *   positions, the newest first 0 1 2 3 4 5 6 …                     each leads to a row of its part
 */

/** The library while it is on its way; see the header. */
export interface ArrivingLibrary {
  /** A first tier has come; what was on its way before is forgotten. */
  readonly begin: (tier: FirstTier) => void
  /** The next part is staged. `file`: of the block that it lies in; null when it lies in several. */
  readonly addPart: (assets: readonly Asset[], file: number | null) => void
  /** It is here, or it will not come: there is nothing to look at any more. */
  readonly end: () => void
  /** All of it; null when nothing is on its way. */
  readonly timeline: (generation: number) => Timeline | null
  /** How much of it has come whole, 0 to 1. */
  readonly share: () => number
  /** Parts that have come whole. */
  readonly parts: () => number
  /** The photo that a handle names; null when it has not come yet, or the handle is not one of these. */
  readonly assetOf: (handle: number) => Promise<Asset | null>
}

/** Positions in a handle, as in `handles.ts`: above them stands the era. */
const POSITIONS = 2 ** 24
const ERAS = 256
/** Gray, until it is known better. */
const NO_COLOUR = packColour(128, 128, 128)

/** Makes an {@link ArrivingLibrary} of nothing. `firstEra`: none of those that the handles of the base are in next. */
export function createArrivingLibrary(blocks: Pick<BlockStore, 'read'>, firstEra: number): ArrivingLibrary {
  let era = firstEra % ERAS
  let rows: ArrivingRows | null = null
  let files: (number | null)[] = []

  async function assetOf(handle: number): Promise<Asset | null> {
    const position = handle % POSITIONS
    if (rows === null || Math.floor(handle / POSITIONS) !== era || position >= rows.rowAt.length) return null
    const part = rows.firstOf.findLastIndex((first) => first <= position)
    const file = files[part] ?? null
    const assets = file === null ? null : await blocks.read(file)
    return assets?.[rows?.rowAt[position] ?? 0] ?? null
  }

  return {
    begin: ({ assets, parts }) => {
      era = (era + 1) % ERAS
      rows = rowsOf(parts, Math.min(assets, POSITIONS))
      files = []
    },
    addPart: (assets, file) => {
      if (rows === null) return
      const part = files.push(file) - 1
      const { firstOf, rowAt, colour } = rows
      const end = firstOf[part + 1] ?? rowAt.length
      for (let position = firstOf[part] ?? end; position < end; position++)
        colour[position] = colourOf(assets[rowAt[position] ?? 0]?.media?.colour ?? null)
    },
    end: () => {
      rows = null
      files = []
    },
    timeline: (generation) => {
      if (rows === null) return null
      const { takenAtS, ratio, colour, marks } = rows
      const columns = { count: takenAtS.length, takenAtS, ratio, colour: colour.slice(), marks }
      const handles = Uint32Array.from(
        { length: takenAtS.length },
        (_, position) => era * POSITIONS + position,
      )
      return { generation, columns, handles, isWhole: false }
    },
    share: () => (rows === null || rows.firstOf.length === 0 ? 0 : files.length / rows.firstOf.length),
    parts: () => files.length,
    assetOf,
  }
}

/** Rows of a timeline, by their position in it. */
interface ArrivingRows {
  readonly takenAtS: Float64Array
  readonly ratio: Uint16Array
  readonly colour: Uint16Array
  readonly marks: Uint16Array
  /** Which row of its part a position shows. */
  readonly rowAt: Uint32Array
  /** The first position of each part. */
  readonly firstOf: readonly number[]
}

function rowsOf(parts: readonly Skeleton[], length: number): ArrivingRows {
  const rows = {
    takenAtS: new Float64Array(length),
    ratio: new Uint16Array(length),
    colour: new Uint16Array(length).fill(NO_COLOUR),
    marks: new Uint16Array(length),
    rowAt: new Uint32Array(length),
  }
  const firstOf: number[] = []
  let at = 0
  let timeS = Number.POSITIVE_INFINITY
  for (const part of parts) {
    firstOf.push(at)
    // Rows of a part rise, and those of a timeline fall.
    for (let row = part.no.length - 1; row >= 0 && at < length; row--) {
      const marks = drawnMarks(part.marks[row] ?? 0)
      if (marks === null) continue
      const { width, height } = unpackSize(part.size[row] ?? null)
      // Parts of different moments may overlap by a few photos whose date was changed.
      timeS = Math.min(timeS, part.takenAtS[row] ?? 0)
      rows.takenAtS[at] = timeS
      rows.ratio[at] = packRatio(width, height)
      rows.marks[at] = marks
      rows.rowAt[at++] = row
    }
  }
  return { ...rows, firstOf }
}

/** What a cell draws of a photo; null for what a timeline of everything does not show. */
function drawnMarks(packed: number): number | null {
  const { kind, state, hidden, hasMotion, favourite, isEdited } = readMarks(packed)
  if (kind === 'sidecar' || state !== 'live' || hidden) return null
  return (
    (kind === 'video' ? markBits.VIDEO : 0) |
    (kind === 'photo' && hasMotion ? markBits.LIVE : 0) |
    (favourite ? markBits.FAVOURITE : 0) |
    (isEdited ? markBits.EDITED : 0)
  )
}
