import type { Asset, AssetId, MutationOutcome } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import { markOf } from './edit-stamp.ts'
import type { LibraryDraft } from './draft.ts'
import { findEditable } from './find-editable.ts'

/**
 * Takes an asset out of the trash, with all that was said of it: its albums and edits never left it. On an asset that is live it
 * leaves a mark all the same, so that a trash made without sight of it yields (see `trashAsset`). Refuses `gone`.
 */
export function restoreAsset(draft: LibraryDraft, assetId: AssetId, edit: EditStamp): MutationOutcome {
  const asset = findEditable(draft, assetId)
  if (asset === null) return { kind: 'refused', code: 'gone', facts: { assetId } }
  reviveAsset(draft, asset, edit)
  return { kind: 'applied' }
}

/** Makes an asset live, from whatever state. */
export function reviveAsset(draft: LibraryDraft, asset: Asset, edit: EditStamp): void {
  const { purgeAt: _, deletedAt: _deletedAt, deletedBy: _deletedBy, purgedAt: _purgedAt, ...kept } = asset
  const seq = draft.nextSeq()
  draft.putAsset({
    ...kept,
    seq,
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    edits: {
      ...asset.edits,
      state: markOf(edit, seq, asset.state === 'live' ? asset.edits.state : undefined),
    },
  })
}
