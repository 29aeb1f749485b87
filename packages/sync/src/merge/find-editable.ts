import type { Asset, AssetId } from '@rollcall/protocol'
import type { LibraryDraft } from './draft.ts'
import { followMerges } from './follow-merges.ts'

/** The asset that an edit speaks of: itself or the whole that it became part of. Null when it is not there, or deleted for good. */
export function findEditable(draft: Pick<LibraryDraft, 'asset'>, id: AssetId): Asset | null {
  const asset = followMerges(draft, id)
  return asset?.state === 'deleted' ? null : asset
}
