import type { AssetId, MutationOutcome } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import type { LibraryDraft } from './draft.ts'
import { followMerges } from './follow-merges.ts'

/**
 * Takes an asset out of the trash. On an asset that is live it leaves a mark all the same, so that a trash made without
 * sight of it yields (see `trashAsset`).
 */
export function restoreAsset(draft: LibraryDraft, assetId: AssetId, edit: EditStamp): MutationOutcome {
  const asset = followMerges(draft, assetId)
  if (asset === null) return { kind: 'refused', code: 'gone', facts: { assetId } }
  const seq = draft.nextSeq()
  draft.putAsset({
    ...asset,
    seq,
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    edits: { ...asset.edits, state: { seq, editedAt: edit.editedAt, clientId: edit.clientId } },
  })
  return { kind: 'applied' }
}
