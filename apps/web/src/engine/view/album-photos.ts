import type { Album, AssetId } from '@rollcall/protocol'
import { entriesOf, followMerges } from '@rollcall/sync'
import { stateOf } from '../store/asset-row.ts'
import type { LibraryStore } from '../store/library-store.ts'
import type { LibraryView } from './library-view.ts'

/** Merges that an id is followed through, as `followMerges` does. */
const MERGES_MAX = 8

/** The photos of an album by their entries, each once, in the order of their places; a part stands for the whole that it was merged into. */
export async function assetIdsInAlbum(
  store: LibraryStore,
  view: LibraryView,
  album: Album,
): Promise<readonly AssetId[]> {
  const ids = new Set<AssetId>()
  for (const record of view.records.recordsIn(entriesOf(album.key)))
    if (record.kind === 'entry' && record.isIn) ids.add(await wholeOf(store, view, record.assetId))
  return [...ids]
}

/** The asset itself, or the one that it was merged into. */
async function wholeOf(store: LibraryStore, view: LibraryView, id: AssetId): Promise<AssetId> {
  if (!isMerged(store, view, id)) return id
  const read = new Map([await readOne(view, id)])
  let last = id
  for (let merge = 0; merge < MERGES_MAX; merge++) {
    const into = read.get(last)?.mergedInto
    if (into === undefined) break
    read.set(...(await readOne(view, into)))
    last = into
  }
  return followMerges({ asset: (each) => read.get(each) ?? null }, id)?.id ?? id
}

function isMerged(store: LibraryStore, view: LibraryView, id: AssetId): boolean {
  const touched = view.touched.get(id)
  if (touched !== undefined) return stateOf(touched.marks) === 'merged'
  const { columns } = store.base()
  const slot = columns.slotOf(id)
  return slot !== null && stateOf(columns.marks()[slot] ?? 0) === 'merged'
}

async function readOne(view: LibraryView, id: AssetId) {
  return [id, await view.asset(id)] as const
}
