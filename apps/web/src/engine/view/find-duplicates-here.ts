import type { AssetId } from '@rollcall/protocol'
import type { DuplicateGroup } from '@rollcall/sync'
import { DUPLICATE_BITS_MAX, findDuplicates, findLookalikes } from '@rollcall/sync'
import type { Asset } from '@rollcall/protocol'
import { isShown, rowOfAsset } from '../store/asset-row.ts'
import type { LibraryStore } from '../store/library-store.ts'
import type { LibraryView } from './library-view.ts'

/*
 * Duplicates without an object for every photo: one round over the blocks keeps a few bytes of each, which tell who may be somebody's
 * duplicate; these few are read again, and `findDuplicates` decides. Whoever has no partner in the first round has none in the second.
 */

/** Photos that may be duplicates; beyond, the newest count. */
const CANDIDATES_MAX = 20_000

/** Finds the duplicates of what people see. `breathe` lets others have their turn. */
export async function findDuplicatesHere(
  store: LibraryStore,
  view: LibraryView,
  breathe: () => Promise<void>,
): Promise<readonly DuplicateGroup[]> {
  const ids: AssetId[] = []
  const looks: (string | null)[] = []
  const firstByHash = new Map<string, number>()
  const candidates = new Set<number>()

  function note(asset: Asset): void {
    if (!isShown(rowOfAsset(asset).marks)) return
    const position = ids.push(asset.id) - 1
    looks.push(asset.media?.lookHash ?? null)
    for (const { sha256, role } of asset.resources) {
      if (role === 'sidecar') continue
      // Half of a hash: whoever shares that by chance is found out in the second round.
      const first = firstByHash.get(sha256.slice(0, 16))
      if (first === undefined) firstByHash.set(sha256.slice(0, 16), position)
      else if (first !== position) candidates.add(first).add(position)
    }
  }

  for (const asset of view.overlay.assets.values()) note(asset)
  for await (const asset of assetsOfBase(store, breathe)) if (!view.overlay.assets.has(asset.id)) note(asset)
  firstByHash.clear()
  for (const group of findLookalikes(looks, DUPLICATE_BITS_MAX))
    for (const each of group) candidates.add(each)
  const assets: Asset[] = []
  for (const position of [...candidates].slice(0, CANDIDATES_MAX)) {
    const id = ids[position]
    const asset = id === undefined ? null : await view.asset(id)
    if (asset !== null) assets.push(asset)
  }
  return findDuplicates(assets)
}

/** All assets of the base, block by block. */
async function* assetsOfBase(store: LibraryStore, breathe: () => Promise<void>): AsyncGenerator<Asset> {
  for (let block = 0; block < store.state().blocks.length; block++) {
    const file = store.state().blocks[block]?.file
    const assets = file === undefined ? null : await store.blocks.read(file)
    const { columns } = store.base()
    for (const [row, asset] of (assets ?? []).entries()) {
      const slot = columns.slotOf(asset.id)
      if (slot !== null && columns.block()[slot] === block && columns.row()[slot] === row) yield asset
    }
    await breathe()
  }
}
