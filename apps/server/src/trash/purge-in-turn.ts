import type { AssetId } from '@rollcall/protocol'
import { purgeAsset } from '@rollcall/sync'
import { dropRenditions } from '../derivatives/renditions.ts'
import { draftOf } from '../library/draft-of.ts'
import type { LibraryWriter } from '../store/store.ts'

/**
 * Purges an asset whose quarantine is over, in the library's turn: strips its row (see `purgeAsset`), forgets what was read out of its
 * files and made of them, gives their charge back, and notes which files are to be removed. What another asset needs still stays.
 * Answers false, with nothing changed, when the asset is not to be purged, or not while a device has a lease over a file of it [R5].
 * `countedMs`: how much time the server has counted.
 */
export function purgeInTurn(
  writer: LibraryWriter,
  assetId: AssetId,
  time: { readonly now: number; readonly keptMs: number; readonly countedMs: number },
): boolean {
  const isLeased = writer
    .asset(assetId)
    ?.resources.some(({ sha256 }) => writer.isLeased(sha256, time.countedMs))
  if (isLeased === true) return false
  const draft = draftOf(writer)
  const hashes = purgeAsset(draft, assetId, time)
  if (hashes === null) return false
  const parts = hashes.map((sha256) => draft.assetIdOf(sha256, 0))
  for (const id of new Set([assetId, ...parts.filter((part) => isPartOf(writer, part, assetId))])) {
    writer.dropPairingKeys(id)
    for (const { sha256, file } of dropRenditions(writer, id, null))
      writer.putRemoval({ sha256, derivative: file })
  }
  for (const sha256 of hashes) if (!writer.isBlobNeeded(sha256)) writer.dropBlob(sha256)
  return true
}

function isPartOf(writer: LibraryWriter, part: AssetId, whole: AssetId): boolean {
  return writer.asset(part)?.mergedInto === whole
}
