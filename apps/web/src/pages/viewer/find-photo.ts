import { findPosition } from '@rollcall/grid'
import type { Asset, AssetId } from '@rollcall/protocol'
import { offsetMinutesOf, takenAtOf } from '@rollcall/sync'
import type { CellPhoto, LibraryClient, Timeline } from '../../engine/library-client.ts'

/** Photos of one question. */
const PAGE = 200

/** In a timeline that is not in the order of time, so many photos are looked through. */
const SCANNED_MAX = 20_000

/** A photo in its timeline, and its neighbours as far as there are any. */
export interface FoundPhoto {
  readonly asset: Asset | null
  /** Null where the timeline does not have it. */
  readonly position: number | null
  readonly count: number
  /** The photo itself, and those beside it. */
  readonly near: readonly CellPhoto[]
  readonly newer: CellPhoto | null
  readonly photo: CellPhoto | null
  readonly older: CellPhoto | null
}

/** Finds a photo in a timeline. `hint`: the position where it may be, or beside it. */
export async function findPhoto(
  library: Pick<LibraryClient, 'asset' | 'cells' | 'timeline'>,
  timeline: Timeline,
  id: AssetId,
  hint: number | null,
): Promise<FoundPhoto> {
  const asset = await library.asset(id)
  const position = await positionOf(library, timeline, id, asset, hint)
  if (position === null)
    return { ...(await alone(library, id)), asset, position, count: timeline.handles.length }
  const from = Math.max(0, position - 1)
  const cells = await library.cells(timeline.handles.slice(from, position + 2))
  const at = (wanted: number) => cells[wanted - from] ?? null
  const [newer, photo, older] = [position === 0 ? null : at(position - 1), at(position), at(position + 1)]
  const near = [newer, photo, older].filter((each) => each !== null)
  return { asset, position, count: timeline.handles.length, near, newer, photo, older }
}

async function positionOf(
  library: Pick<LibraryClient, 'cells'>,
  timeline: Timeline,
  id: AssetId,
  asset: Asset | null,
  hint: number | null,
): Promise<number | null> {
  const isHere = (photo: CellPhoto | null) => photo?.assetId === id
  const lookIn = async (from: number, end: number) => {
    const start = Math.max(0, from)
    const found = (await library.cells(timeline.handles.slice(start, end))).findIndex(isHere)
    return found < 0 ? null : start + found
  }
  const besideHint = hint === null ? null : await lookIn(hint - 1, hint + 2)
  if (besideHint !== null) return besideHint
  const timeS = asset === null ? 0 : (takenAtOf(asset) + (offsetMinutesOf(asset) ?? 0) * 60_000) / 1_000
  const byTime = findPosition(timeline.columns, timeS)
  const nearTime = await lookIn(byTime, byTime + PAGE)
  if (nearTime !== null) return nearTime
  for (let from = 0; from < Math.min(timeline.handles.length, SCANNED_MAX); from += PAGE) {
    const found = await lookIn(from, from + PAGE)
    if (found !== null) return found
  }
  return null
}

/** A photo that is not in the timeline, such as one that was just deleted. */
async function alone(library: Pick<LibraryClient, 'cells' | 'timeline'>, id: AssetId) {
  const { handles } = await library.timeline({ kind: 'assets', assetIds: [id] })
  const [photo = null] = handles.length === 0 ? [] : await library.cells(handles.slice(0, 1))
  return { near: photo === null ? [] : [photo], newer: null, photo, older: null }
}
