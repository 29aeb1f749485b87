import type { ArgsOf, MutationOutcome } from '@rollcall/protocol'
import type { LibraryDraft } from './draft.ts'
import type { EditStamp } from './edit-stamp.ts'
import { trashAsset } from './trash-asset.ts'

/**
 * Answers deletions that were held [R17], as one: `release` sends them to the trash in the name of the device that deleted them, but for
 * those that somebody restored since; `undo` leaves them all where they are. The first answer counts. Refuses `no_such_hold`.
 */
export function answerHold(
  draft: LibraryDraft,
  { holdId, answer }: ArgsOf<'answerHold'>,
  edit: EditStamp,
): MutationOutcome {
  const hold = draft.record('hold', holdId)
  if (hold === null) return { kind: 'refused', code: 'no_such_hold', facts: { holdId } }
  const state = answer === 'release' ? 'released' : 'undone'
  if (hold.state !== 'waiting')
    return hold.state === state
      ? { kind: 'unchanged' }
      : { kind: 'superseded', facts: { field: 'hold', kept: hold.state, lost: state } }
  draft.putRecord({ ...hold, state, answeredBy: edit.deviceName, seq: draft.nextSeq() })
  if (answer === 'undo') return { kind: 'applied' }
  const asHeld = { ...edit, baseSeq: hold.seq, deviceName: hold.deviceName }
  for (const assetId of hold.assetIds) {
    // Also by the one who answers: to restore some, and then release the rest, is how a person picks.
    const isRestored = (draft.asset(assetId)?.edits.state?.seq ?? 0) > hold.seq
    if (!isRestored) trashAsset(draft, assetId, asHeld)
  }
  return { kind: 'applied' }
}
