import type { AssetId, HoldId } from '@rollcall/protocol'
import { HOLD_ASSETS_MAX } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import type { LibraryDraft } from './draft.ts'
import { reviveAsset } from './restore-asset.ts'

/** Deletions by one device that look like an accident. */
export interface UnusualDeletions {
  /** The hold that they go into; it is made when there is none yet. */
  readonly holdId: HoldId
  /** Wanted gone now, and still there. */
  readonly assetIds: readonly AssetId[]
  /** Went to the trash as the first of them, before anybody could tell. */
  readonly sentBefore: readonly AssetId[]
}

/**
 * Holds deletions until a person answers [R17]: nothing of them takes effect, and what went to the trash as the first of them comes back,
 * so that all can be released or undone as one (see `answerHold`). What somebody else has trashed, restored or deleted for good meanwhile
 * stays as it is. The hold takes its place in the feed after all that it holds. Beyond `HOLD_ASSETS_MAX` assets throws: the caller
 * begins another hold in time.
 */
export function holdDeletions(
  draft: LibraryDraft,
  { holdId, assetIds, sentBefore }: UnusualDeletions,
  edit: EditStamp,
): void {
  const known = draft.record('hold', holdId)
  // What somebody restored since it was held is not wanted gone any more; what has taken others in since is more than was meant.
  const isStill = (assetId: AssetId) => {
    const asset = draft.asset(assetId)
    return Math.max(asset?.edits.state?.seq ?? 0, asset?.mergedSeq ?? 0) <= (known?.seq ?? 0)
  }
  const held = new Set<AssetId>(known?.assetIds.filter(isStill))
  for (const assetId of sentBefore) if (takeBack(draft, assetId, edit)) held.add(assetId)
  for (const assetId of assetIds) held.add(assetId)
  if (held.size === 0) return
  if (held.size > HOLD_ASSETS_MAX) throw new Error(`Cannot hold ${held.size} deletions in one hold`)
  draft.putRecord({
    ...(known ?? newHold(holdId, edit)),
    seq: draft.nextSeq(),
    assetIds: [...held],
  })
}

function newHold(key: HoldId, { deviceName, clientId, now }: EditStamp) {
  return { kind: 'hold', key, deviceName, clientId, heldAt: now, state: 'waiting', answeredBy: null } as const
}

/** Makes an asset live that this client has trashed and nobody has touched since. Answers whether it did. */
function takeBack(draft: LibraryDraft, assetId: AssetId, edit: EditStamp): boolean {
  const asset = draft.asset(assetId)
  if (asset?.state !== 'trashed' || asset.edits.state?.clientId !== edit.clientId) return false
  reviveAsset(draft, asset, edit)
  return true
}
