import type { Asset, AssetId, MutationOutcome } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import type { LibraryDraft } from './draft.ts'
import { followMerges } from './follow-merges.ts'

/**
 * Deletes an asset for good: only out of the trash, and only if nobody has said anything of it that the deleter had not seen. The row
 * stays as a mark that keeps automatic imports away, its bytes and all that was said of it for 30 days more (see `purgeAsset`).
 * Refuses `gone`, `not_in_trash` and `changed_since`.
 */
export function deleteAsset(draft: LibraryDraft, assetId: AssetId, edit: EditStamp): MutationOutcome {
  const asset = followMerges(draft, assetId)
  if (asset === null) return { kind: 'refused', code: 'gone', facts: { assetId } }
  if (asset.state === 'deleted') return { kind: 'unchanged' }
  if (asset.state !== 'trashed') return { kind: 'refused', code: 'not_in_trash', facts: { assetId } }
  if (isChangedSince(asset, edit)) return { kind: 'refused', code: 'changed_since', facts: { assetId } }
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
function isChangedSince({ edits, mergedSeq }: Asset, { baseSeq, clientId }: EditStamp): boolean {
  const { keywords, ...fields } = edits
  const marks = [...Object.values(fields), ...Object.values(keywords ?? {})]
  return (
    (mergedSeq ?? 0) > baseSeq ||
    marks.some((mark) => isMark(mark) && mark.seq > baseSeq && mark.clientId !== clientId)
  )
}

/** A field that a newer release edits is a mark like those that this one knows. */
function isMark(mark: unknown): mark is { readonly seq: number; readonly clientId: string } {
  return typeof mark === 'object' && mark !== null && 'seq' in mark && 'clientId' in mark
}
