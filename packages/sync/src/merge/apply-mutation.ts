import type { Mutation, MutationOutcome } from '@rollcall/protocol'
import { placeEntry, removeEntry } from './album-entries.ts'
import { createAlbum, moveAlbum, restoreAlbum, setAlbumField, trashAlbum } from './albums.ts'
import { batchIdOf } from '../journal/batch-id.ts'
import { answerHold } from './answer-hold.ts'
import { answerCommand, issueCommand } from './commands.ts'
import { createAsset } from './create-asset.ts'
import { deleteAsset } from './delete-asset.ts'
import type { LibraryDraft, MutationContext } from './draft.ts'
import type { EditStamp } from './edit-stamp.ts'
import { restoreAsset } from './restore-asset.ts'
import { setDeviceSetting } from './set-device-setting.ts'
import { setEditKept } from './set-edit-kept.ts'
import { setField } from './set-field.ts'
import { setKeyword } from './set-keyword.ts'
import { setVersion } from './set-version.ts'
import { trashAsset } from './trash-asset.ts'
import { uniteDuplicates } from './unite-duplicates.ts'

/** A device may tell any age; the feed tells no time before this one. */
const EARLIEST_TIME = -8.64e15

/**
 * Does one mutation to a library. Deterministic: the same draft, mutation and context give the same rows and outcome.
 * Never throws for what a client sent; a mutation that cannot be done is `refused` for good and changes nothing.
 */
export function applyMutation(
  draft: LibraryDraft,
  mutation: Mutation,
  context: MutationContext,
): MutationOutcome {
  const stamp = stampOf(mutation, context)
  switch (mutation.op) {
    case 'create':
      return createAsset(draft, mutation.args, stamp)
    case 'trash':
      return trashAsset(draft, mutation.args.assetId, stamp)
    case 'restore':
      return restoreAsset(draft, mutation.args.assetId, stamp)
    case 'deleteForGood':
      return deleteAsset(draft, mutation.args.assetId, stamp)
    case 'setFavourite':
      return setField(draft, mutation.args.assetId, 'favourite', mutation.args.value, stamp)
    case 'setHidden':
      return setField(draft, mutation.args.assetId, 'hidden', mutation.args.value, stamp)
    case 'setRating':
      return setField(draft, mutation.args.assetId, 'rating', mutation.args.value, stamp)
    case 'setCaption':
      return setField(draft, mutation.args.assetId, 'caption', mutation.args.value, stamp)
    case 'setTitle':
      return setField(draft, mutation.args.assetId, 'title', mutation.args.value, stamp)
    case 'setDated':
      return setField(draft, mutation.args.assetId, 'dated', mutation.args.value, stamp)
    case 'setLocated':
      return setField(draft, mutation.args.assetId, 'located', mutation.args.value, stamp)
    case 'setKeyword':
      return setKeyword(draft, mutation.args, stamp)
    case 'setVersion':
      return setVersion(draft, mutation.args.assetId, mutation.args, stamp)
    case 'setEditKept':
      return setEditKept(draft, mutation.args, stamp)
    case 'uniteDuplicates':
      return uniteDuplicates(draft, mutation.args, stamp)
    case 'createAlbum':
      return createAlbum(draft, mutation.args)
    case 'setAlbumName':
      return setAlbumField(draft, mutation.args.albumId, 'name', mutation.args.value, stamp)
    case 'setAlbumCover':
      return setAlbumField(draft, mutation.args.albumId, 'cover', mutation.args.value, stamp)
    case 'setAlbumSort':
      return setAlbumField(draft, mutation.args.albumId, 'sort', mutation.args.value, stamp)
    case 'setAlbumSearch':
      return setAlbumField(draft, mutation.args.albumId, 'search', mutation.args.value, stamp)
    case 'moveAlbum':
      return moveAlbum(draft, mutation.args, stamp)
    case 'trashAlbum':
      return trashAlbum(draft, mutation.args.albumId, stamp)
    case 'restoreAlbum':
      return restoreAlbum(draft, mutation.args.albumId, stamp)
    case 'placeEntry':
      return placeEntry(draft, mutation.args, stamp)
    case 'removeEntry':
      return removeEntry(draft, mutation.args, stamp)
    case 'answerHold':
      return answerHold(draft, mutation.args, stamp, batchOf(mutation, context))
    case 'setDeviceSetting':
      return setDeviceSetting(draft, mutation.args, stamp)
    case 'issueCommand':
      return issueCommand(draft, mutation.args, stamp)
    case 'answerCommand':
      return answerCommand(draft, mutation.args, stamp)
  }
}

/** The batch that a mutation names, or the one that is its own. */
function batchOf({ batch, n }: Mutation, { clientId }: MutationContext) {
  return batch ?? { id: batchIdOf(clientId, n), undoes: null }
}

/** A mutation as the merge rules see it: who, when and on which base. */
export function stampOf(
  { ageMs, baseSeq }: Mutation,
  { clientId, deviceName, now }: MutationContext,
): EditStamp {
  return { clientId, deviceName, editedAt: Math.max(EARLIEST_TIME, now - ageMs), baseSeq, now }
}
