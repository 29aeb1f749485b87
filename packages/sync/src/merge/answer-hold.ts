import type { ArgsOf, AssetId, BatchId, Hold, HoldId, MutationOutcome } from '@rollcall/protocol'
import type { LibraryDraft } from './draft.ts'
import type { EditStamp } from './edit-stamp.ts'
import { judgeTrash, trashAsset } from './trash-asset.ts'

/*
 * Deletions that were held are answered at once, but a hold may have thousands of photos, and nobody is to wait while all of them go:
 *
 *   waiting ──release──▶ released, `release` says how it goes on ──turn by turn──▶ released
 *      └─────undo──────▶ undone
 *
 * How far it has come stands nowhere: whatever is live, and has not been restored since it was held, is still to go. So a turn that is done
 * twice changes nothing the second time.
 */

/** The batch of the journal that an answer is told in. */
interface InBatch {
  readonly id: BatchId
  readonly undoes: BatchId | null
}

/**
 * Answers deletions that were held [R17], as one: `release` sends them to the trash in the name of the device that deleted them, but for
 * those that somebody restored since; `undo` leaves them all where they are. The first answer counts. What the draft has no room for in
 * one turn is left to `goOnReleasing` [S98]. Refuses `no_such_hold`.
 */
export function answerHold(
  draft: LibraryDraft,
  { holdId, answer }: ArgsOf<'answerHold'>,
  edit: EditStamp,
  { id: batchId, undoes }: InBatch,
): MutationOutcome {
  const hold = draft.record('hold', holdId)
  if (hold === null) return { kind: 'refused', code: 'no_such_hold', facts: { holdId } }
  const state = answer === 'release' ? 'released' : 'undone'
  if (hold.state !== 'waiting')
    return hold.state === state
      ? { kind: 'unchanged' }
      : { kind: 'superseded', facts: { field: 'hold', kept: hold.state, lost: state } }
  const answered: Hold = { ...hold, state, answeredBy: edit.deviceName, seq: draft.nextSeq() }
  if (answer === 'undo') {
    draft.putRecord(answered)
    return { kind: 'applied' }
  }
  const wanted = hold.assetIds.length
  const room = draft.takeReleaseRoom?.(wanted) ?? wanted
  const { clientId, editedAt: answeredAt } = edit
  const release = { heldSeq: hold.seq, clientId, answeredAt, batchId, undoes }
  draft.putRecord(room < wanted ? { ...answered, release } : answered)
  trashHeld(draft, hold.assetIds.slice(0, room), { ...edit, baseSeq: hold.seq, deviceName: hold.deviceName })
  return { kind: 'applied' }
}

/**
 * Does a turn of a release that is on its way [S98]: looks at the photos of the hold from place `from` on, as many as the draft has room
 * for, and answers where the next turn is to begin; null when none is left, or nothing is being released. `now`: the server's time.
 */
export function goOnReleasing(
  draft: LibraryDraft,
  { holdId, from, now }: { readonly holdId: HoldId; readonly from: number; readonly now: number },
): number | null {
  const hold = draft.record('hold', holdId)
  if (hold?.release === undefined) return null
  const { release, ...done } = hold
  const left = Math.max(0, hold.assetIds.length - from)
  const end = from + (draft.takeReleaseRoom?.(left) ?? left)
  trashHeld(draft, hold.assetIds.slice(from, end), {
    clientId: release.clientId,
    deviceName: hold.deviceName,
    baseSeq: release.heldSeq,
    editedAt: release.answeredAt,
    now,
  })
  if (end < hold.assetIds.length) return end
  draft.putRecord({ ...done, seq: draft.nextSeq() })
  return null
}

/** Whether a hold keeps photos from going: nobody has answered it, or its release has not come to all of them. */
export function isHolding({ state, release }: Hold): boolean {
  return state === 'waiting' || release !== undefined
}

/** The photos that a release on its way has not come to yet; none for a hold that is not being released. */
export function leftToRelease(view: Pick<LibraryDraft, 'asset'>, hold: Hold): readonly AssetId[] {
  const { release, assetIds } = hold
  if (release === undefined) return []
  const edit: EditStamp = {
    clientId: release.clientId,
    deviceName: hold.deviceName,
    baseSeq: release.heldSeq,
    editedAt: release.answeredAt,
    now: release.answeredAt,
  }
  return assetIds.filter((id) => isStillHeld(view, id, edit) && judgeTrash(view, id, edit).outcome === null)
}

/** `asHeld` stands where the hold stood: nothing that was said later was in its sight. */
function trashHeld(draft: LibraryDraft, assetIds: readonly AssetId[], asHeld: EditStamp): void {
  for (const assetId of assetIds) if (isStillHeld(draft, assetId, asHeld)) trashAsset(draft, assetId, asHeld)
}

/** Not what somebody restored since, also who answers: to restore some, and then release the rest, is how a person picks. */
function isStillHeld({ asset }: Pick<LibraryDraft, 'asset'>, id: AssetId, { baseSeq }: EditStamp): boolean {
  return (asset(id)?.edits.state?.seq ?? 0) <= baseSeq
}
