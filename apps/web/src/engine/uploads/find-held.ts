import type { Asset, AssetId, Sha256 } from '@rollcall/protocol'
import type { HmacSha256 } from '@rollcall/sync'
import { assetIdOf } from '@rollcall/sync'
import type { LibraryStore } from '../store/library-store.ts'

/** How often a part of a part may have found its whole. */
const MERGES_MAX = 8

/** Where the library holds a file's bytes, as far as this browser has read. */
export interface Held {
  readonly asset: Asset
  readonly name: string
}

/**
 * The live photo that holds these bytes, looked for under the id that follows from them and under those given; null when the library that
 * lies here shows none, or has lost the bytes.
 */
export async function findHeld(
  store: LibraryStore,
  idKey: string,
  hmac: HmacSha256,
  sha256: Sha256,
  ids: readonly AssetId[] = [],
): Promise<Held | null> {
  for (const id of [assetIdOf(idKey, sha256, 0, hmac), ...ids]) {
    let asset = await store.asset(id)
    for (let merge = 0; merge < MERGES_MAX && asset?.mergedInto !== undefined; merge++)
      asset = await store.asset(asset.mergedInto)
    const resource = asset?.resources.find((each) => each.sha256 === sha256 && each.state === 'present')
    if (asset?.state === 'live' && resource !== undefined) return { asset, name: resource.name }
  }
  return null
}
