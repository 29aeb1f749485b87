import type { Asset, AssetId, FieldEdit, MutationOutcome } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import { isChangedByOthers } from './edit-stamp.ts'
import type { LibraryDraft } from './draft.ts'
import { followMerges } from './follow-merges.ts'

/**
 * Deletes an asset for good: only out of the trash, and only if nobody has said anything of it that the deleter had not seen, nor put it
 * into an album. The row
 * stays as a mark that keeps automatic imports away, its bytes and all that was said of it for 30 days more (see `purgeAsset`).
 * Refuses `gone`, `not_in_trash` and `changed_since`.
 */
export function deleteAsset(draft: LibraryDraft, assetId: AssetId, edit: EditStamp): MutationOutcome {
  const asset = followMerges(draft, assetId)
  if (asset === null) return { kind: 'refused', code: 'gone', facts: { assetId } }
  if (asset.state === 'deleted') return { kind: 'unchanged' }
  if (asset.state !== 'trashed') return { kind: 'refused', code: 'not_in_trash', facts: { assetId } }
  const isPlaced = draft
    .entriesWithAsset(asset.id)
    .some((each) => each.isIn && isChangedByOthers(edit, each.edit))
  if (isPlaced || isChangedSince(asset, edit))
    return { kind: 'refused', code: 'changed_since', facts: { assetId } }
  const { purgeAt: _, ...kept } = asset
  draft.putAsset({
    ...kept,
    seq: draft.nextSeq(),
    state: 'deleted',
    deletedAt: edit.now,
    deletedBy: edit.deviceName,
  })
  return { kind: 'applied' }
}

/** Whether another client said anything of the asset after what the editor had seen. What the server read out of files does not count. */
function isChangedSince({ edits, mergedSeq }: Asset, edit: EditStamp): boolean {
  const { keywords, files, ...fields } = edits
  const marks = [fields, keywords ?? {}, files ?? {}].flatMap((each) => Object.values(each))
  return (
    (mergedSeq ?? 0) > edit.baseSeq || marks.some((mark) => isMark(mark) && isChangedByOthers(edit, mark))
  )
}

/** A field that a newer release edits is a mark like those that this one knows. */
function isMark(mark: unknown): mark is FieldEdit {
  return typeof mark === 'object' && mark !== null && 'seq' in mark && 'clientId' in mark
}
