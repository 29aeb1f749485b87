import type { Asset, AssetId, MutationOutcome } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import { markOf } from './edit-stamp.ts'
import type { LibraryDraft } from './draft.ts'
import { findEditable } from './find-editable.ts'
import { judgeValue } from './judge-value.ts'

/** Fields whose whole value is set at once, and of which the later edit wins. Absent is the same as the value here. */
export const UNSAID = {
  favourite: false,
  hidden: false,
  rating: 0,
  caption: '',
  title: '',
  dated: null,
  located: null,
} as const

/** See {@link UNSAID}. */
export type LastEditWins = keyof typeof UNSAID

/**
 * Sets one field of an asset. Among concurrent edits the later one wins, and the outcome names the value that lost, so
 * that one tap can bring it back. Setting the value that is there already is an edit like any other: were it dropped, who
 * wins would depend on who arrives first. Works on a trashed asset too; refuses `gone` for one that is not there.
 */
export function setField<Field extends LastEditWins>(
  draft: LibraryDraft,
  assetId: AssetId,
  field: Field,
  value: NonNullable<Asset[Field]> | (typeof UNSAID)[Field],
  edit: EditStamp,
): MutationOutcome {
  const asset = findEditable(draft, assetId)
  if (asset === null) return { kind: 'refused', code: 'gone', facts: { assetId } }
  const held = asset[field] ?? UNSAID[field]
  const outcome = judgeValue(field, { held, value }, edit, asset.edits[field])
  if (outcome.kind === 'superseded') return outcome
  const seq = draft.nextSeq()
  const edits = { ...asset.edits, [field]: markOf(edit, seq, asset.edits[field]) }
  draft.putAsset({ ...asset, [field]: value, edits, seq })
  return outcome
}
