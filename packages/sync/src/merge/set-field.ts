import type { Asset, AssetId, MutationOutcome } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import type { LibraryDraft } from './draft.ts'
import { followMerges } from './follow-merges.ts'
import { standingOf } from './standing-of.ts'

/** Fields whose whole value is set at once, and of which the later edit wins. */
export interface LastEditWins {
  readonly favourite: boolean
  readonly caption: string
}

/**
 * Sets one field of an asset. Among concurrent edits the later one wins, and the outcome names the value that lost, so
 * that one tap can bring it back. Setting the value that is there already is an edit like any other: were it dropped, who
 * wins would depend on who arrives first. Works on a trashed asset too; refuses `gone` for one that is not there.
 */
export function setField<Field extends keyof LastEditWins>(
  draft: LibraryDraft,
  assetId: AssetId,
  field: Field,
  value: LastEditWins[Field] & Asset[Field],
  edit: EditStamp,
): MutationOutcome {
  const asset = followMerges(draft, assetId)
  if (asset === null) return { kind: 'refused', code: 'gone', facts: { assetId } }
  const held: LastEditWins[Field] = asset[field]
  const standing = standingOf(edit, asset.edits[field])
  if (standing === 'loses') {
    return { kind: 'superseded', facts: { field, kept: held, lost: value } }
  }
  const seq = draft.nextSeq()
  const edits = { ...asset.edits, [field]: { seq, editedAt: edit.editedAt, clientId: edit.clientId } }
  draft.putAsset({ ...asset, [field]: value, edits, seq })
  return standing === 'wins' && held !== value
    ? { kind: 'applied', facts: { field, overrode: held } }
    : { kind: 'applied' }
}
