import type { AssetId, MutationOutcome } from '@rollcall/protocol'
import { TRASH_KEPT_MS } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import { markOf } from './edit-stamp.ts'
import type { LibraryDraft } from './draft.ts'

/**
 * Moves an asset to the trash, for 30 days of the server's clock. A concurrent restore beats it, whichever was made later: in doubt a
 * photo is kept. The bytes stay where they are. Trashing what has become part of another asset meanwhile, or has taken others in, leaves
 * the whole alone: nobody has seen it and wanted it gone.
 */
export function trashAsset(draft: LibraryDraft, assetId: AssetId, edit: EditStamp): MutationOutcome {
  const asset = draft.asset(assetId)
  if (asset === null) return { kind: 'refused', code: 'gone', facts: { assetId } }
  if (asset.state === 'trashed' || asset.state === 'deleted') return { kind: 'unchanged' }
  if (asset.state === 'merged' || (asset.mergedSeq ?? 0) > edit.baseSeq) return YIELDS
  const last = asset.edits.state
  const restoredMeanwhile = last !== undefined && last.seq > edit.baseSeq && last.clientId !== edit.clientId
  if (restoredMeanwhile) return YIELDS
  const seq = draft.nextSeq()
  draft.putAsset({
    ...asset,
    seq,
    state: 'trashed',
    trashedAt: edit.editedAt,
    trashedBy: edit.deviceName,
    purgeAt: edit.now + TRASH_KEPT_MS,
    edits: { ...asset.edits, state: markOf(edit, seq) },
  })
  return { kind: 'applied' }
}

const YIELDS: MutationOutcome = {
  kind: 'superseded',
  facts: { field: 'state', kept: 'live', lost: 'trashed' },
}
