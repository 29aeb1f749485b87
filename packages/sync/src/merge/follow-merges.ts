import type { Asset, AssetId } from '@rollcall/protocol'
import type { LibraryDraft } from './draft.ts'

/** How often a part of a part may have found its whole. */
const MERGES_MAX = 8

/** The asset itself, or the one that it was merged into; null when there is none. */
export function followMerges(draft: Pick<LibraryDraft, 'asset'>, id: AssetId): Asset | null {
  let asset = draft.asset(id)
  for (let merge = 0; merge < MERGES_MAX && asset?.mergedInto !== undefined; merge++) {
    asset = draft.asset(asset.mergedInto)
  }
  return asset
}
