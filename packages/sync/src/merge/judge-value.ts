import type { Facts, FieldEdit, MutationOutcome } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import { standingOf } from './standing-of.ts'

/**
 * What becomes of setting a whole value where `held` stands, last set by `last`: the later of two concurrent edits wins, and the outcome
 * names the value that does not stand. The caller stores the value unless it is `superseded`.
 */
export function judgeValue(
  field: string,
  { held, value }: { readonly held: unknown; readonly value: unknown },
  edit: EditStamp,
  last: FieldEdit | undefined,
): Extract<MutationOutcome, { kind: 'applied' | 'superseded' }> {
  const standing = standingOf(edit, last)
  const kept = toFact(held)
  const said = toFact(value)
  if (standing === 'loses') return { kind: 'superseded', facts: { field, kept, lost: said } }
  return standing === 'wins' && kept !== said
    ? { kind: 'applied', facts: { field, overrode: kept } }
    : { kind: 'applied' }
}

/** A value as facts can tell it; documents as JSON. */
function toFact(value: unknown): Facts[string] {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  return JSON.stringify(value)
}
