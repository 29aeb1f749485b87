import type { Asset, AssetId, Facts, MutationOutcome } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import { markOf } from './edit-stamp.ts'
import type { LibraryDraft } from './draft.ts'
import { findEditable } from './find-editable.ts'
import { standingOf } from './standing-of.ts'

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
  const standing = standingOf(edit, asset.edits[field])
  if (standing === 'loses') {
    return { kind: 'superseded', facts: { field, kept: toFact(held), lost: toFact(value) } }
  }
  const seq = draft.nextSeq()
  const edits = { ...asset.edits, [field]: markOf(edit, seq, asset.edits[field]) }
  draft.putAsset({ ...asset, [field]: value, edits, seq })
  return standing === 'wins' && toFact(held) !== toFact(value)
    ? { kind: 'applied', facts: { field, overrode: toFact(held) } }
    : { kind: 'applied' }
}

/** A value as facts can tell it; documents as JSON. */
export function toFact(value: unknown): Facts[string] {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  return JSON.stringify(value)
}
