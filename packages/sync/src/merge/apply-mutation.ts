import type { Mutation, MutationOutcome } from '@rollcall/protocol'
import { createAsset } from './create-asset.ts'
import type { LibraryDraft, MutationContext } from './draft.ts'
import type { EditStamp } from './edit-stamp.ts'
import { restoreAsset } from './restore-asset.ts'
import { setField } from './set-field.ts'
import { trashAsset } from './trash-asset.ts'

/**
 * Does one mutation to a library. Deterministic: the same draft, mutation and context give the same rows and outcome.
 * Never throws for what a client sent; a mutation that cannot be done is `refused` for good and changes nothing.
 */
export function applyMutation(
  draft: LibraryDraft,
  mutation: Mutation,
  context: MutationContext,
): MutationOutcome {
  const stamp: EditStamp = {
    clientId: context.clientId,
    deviceName: context.deviceName,
    editedAt: context.now - mutation.ageMs,
    baseSeq: mutation.baseSeq,
  }
  switch (mutation.op) {
    case 'create':
      return createAsset(draft, mutation.args, stamp)
    case 'trash':
      return trashAsset(draft, mutation.args.assetId, stamp)
    case 'restore':
      return restoreAsset(draft, mutation.args.assetId, stamp)
    case 'setFavourite':
      return setField(draft, mutation.args.assetId, 'favourite', mutation.args.value, stamp)
    case 'setCaption':
      return setField(draft, mutation.args.assetId, 'caption', mutation.args.value, stamp)
  }
}
