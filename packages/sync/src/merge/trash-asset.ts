import type { Asset, AssetId, MutationOutcome } from '@rollcall/protocol'
import { TRASH_KEPT_MS } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import { isChangedByOthers, markOf } from './edit-stamp.ts'
import type { LibraryDraft } from './draft.ts'

/**
 * Moves an asset to the trash, for 30 days of the server's clock. A concurrent restore beats it, whichever was made later: in doubt a
 * photo is kept. The bytes stay where they are. Trashing what has become part of another asset meanwhile, or has taken others in, leaves
 * the whole alone: nobody has seen it and wanted it gone.
 */
export function trashAsset(draft: LibraryDraft, assetId: AssetId, edit: EditStamp): MutationOutcome {
  const judged = judgeTrash(draft, assetId, edit)
  if (judged.outcome !== null) return judged.outcome
  const { asset } = judged
  const seq = draft.nextSeq()
  draft.putAsset({
    ...asset,
    seq,
    state: 'trashed',
    trashedAt: edit.editedAt,
    trashedBy: edit.deviceName,
    purgeAt: edit.now + TRASH_KEPT_MS,
    edits: { ...asset.edits, state: markOf(edit, seq, undefined) },
  })
  return { kind: 'applied' }
}

const YIELDS: MutationOutcome = {
  kind: 'superseded',
  facts: { field: 'state', kept: 'live', lost: 'trashed' },
}

/** What `trashAsset` would do: the asset that it would trash, or what it would answer without changing anything. */
export function judgeTrash(
  draft: Pick<LibraryDraft, 'asset'>,
  assetId: AssetId,
  edit: EditStamp,
): { readonly asset: Asset; readonly outcome: null } | { readonly outcome: MutationOutcome } {
  const asset = draft.asset(assetId)
  if (asset === null) return { outcome: { kind: 'refused', code: 'gone', facts: { assetId } } }
  if (asset.state === 'trashed' || asset.state === 'deleted') return { outcome: { kind: 'unchanged' } }
  if (asset.state === 'merged' || (asset.mergedSeq ?? 0) > edit.baseSeq) return { outcome: YIELDS }
  return isChangedByOthers(edit, asset.edits.state) ? { outcome: YIELDS } : { asset, outcome: null }
}
