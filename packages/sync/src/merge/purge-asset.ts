import type { Asset, AssetId, DroppedFile, Resource, Sha256 } from '@rollcall/protocol'
import type { LibraryDraft } from './draft.ts'
import { followMerges } from './follow-merges.ts'

/*
 * The end of an asset, by the server's hand and clock [R13]:
 *
 *   trashed ──purgeAt──▶ deleted ──30 days──▶ purged
 *      │                    │                   │
 *      restore brings back  an explicit import  an explicit import brings the file back; nothing of what
 *      all                  brings back all     was said is left
 *
 * The row stays for ever: it keeps automatic imports away, and tells when and by which device the photo was deleted.
 */

/**
 * Ends an asset's time in the trash: it is deleted for good, in the name of the device that trashed it. One that an older server trashed
 * without naming a day gets `keptMs` from now. Answers whether anything changed: not for what is not in the trash any more, or not
 * yet due.
 */
export function expireAsset(
  draft: LibraryDraft,
  assetId: AssetId,
  { now, keptMs }: { readonly now: number; readonly keptMs: number },
): boolean {
  const asset = draft.asset(assetId)
  if (asset?.state !== 'trashed') return false
  if (asset.purgeAt === undefined) {
    draft.putAsset({ ...asset, seq: draft.nextSeq(), purgeAt: now + keptMs })
    return true
  }
  if (asset.purgeAt > now) return false
  const { purgeAt: _, ...kept } = asset
  const deletedBy = asset.trashedBy ?? SERVER
  draft.putAsset({ ...kept, seq: draft.nextSeq(), state: 'deleted', deletedAt: now, deletedBy })
  return true
}

/** Who deletes what nobody's device is known to have trashed. */
const SERVER = 'the server'

/**
 * Strips what was deleted for good `keptMs` ago of all but its mark: its id, number and days, and the names and hashes of its files, so
 * that devices know them. Parts that were merged into it are stripped with it. Answers the hashes of its files, whose bytes may go where
 * no other asset has them; null when it is not to be purged: brought back meanwhile, purged already, or not yet due.
 */
export function purgeAsset(
  draft: LibraryDraft,
  assetId: AssetId,
  { now, keptMs }: { readonly now: number; readonly keptMs: number },
): readonly Sha256[] | null {
  const asset = draft.asset(assetId)
  if (asset?.state !== 'deleted' || asset.purgedAt !== undefined) return null
  if ((asset.deletedAt ?? now) + keptMs > now) return null
  draft.putAsset({ ...markOfPurged(asset), seq: draft.nextSeq(), purgedAt: now })
  for (const { sha256 } of asset.resources) stripPart(draft, asset, draft.asset(draft.assetIdOf(sha256, 0)))
  return [...new Set([...asset.resources, ...(asset.droppedFiles ?? [])].map(({ sha256 }) => sha256))]
}

function stripPart(draft: LibraryDraft, whole: Asset, part: Asset | null): void {
  if (part?.state !== 'merged' || followMerges(draft, part.id)?.id !== whole.id) return
  draft.putAsset({ ...markOfPurged(part), seq: draft.nextSeq(), mergedInto: whole.id })
}

/**
 * Written out field by field: what a newer release says of a photo goes too. `versions` stays, or a photo that is imported again would
 * use the number of a version twice.
 */
function markOfPurged(asset: Asset): Asset {
  const { id, no, seq, kind, primarySha256, takenAt, takenFrom, state, trashedAt, trashedBy } = asset
  const { deletedAt, deletedBy, versions, edits } = asset
  return {
    ...{ id, no, seq, kind, primarySha256, takenAt, takenFrom, state, trashedAt, trashedBy },
    favourite: false,
    caption: '',
    resources: asset.resources.map(nameOfResource),
    ...(asset.droppedFiles === undefined ? {} : { droppedFiles: asset.droppedFiles.map(nameOfDropped) }),
    edits: edits.state === undefined ? {} : { state: edits.state },
    ...(deletedAt === undefined ? {} : { deletedAt }),
    ...(deletedBy === undefined ? {} : { deletedBy }),
    ...(versions === undefined ? {} : { versions }),
  }
}

function nameOfDropped(file: DroppedFile): DroppedFile {
  const { droppedAt, droppedBy, purgedAt = droppedAt } = file
  return { ...nameOfResource(file), droppedAt, droppedBy, purgedAt }
}

function nameOfResource({ role, sha256, bytes, name, mime, modifiedAt, state }: Resource): Resource {
  return { role, sha256, bytes, name, mime, modifiedAt, state }
}

/**
 * Ends the time of a file that was let go of `keptMs` ago or earlier: its name and hash stay. Answers whether anything changed: not for a
 * file that was taken back meanwhile, is purged already, or is not yet due.
 */
export function purgeDroppedFile(
  draft: Pick<LibraryDraft, 'asset' | 'putAsset' | 'nextSeq'>,
  { assetId, sha256 }: { readonly assetId: AssetId; readonly sha256: Sha256 },
  { now, keptMs }: { readonly now: number; readonly keptMs: number },
): boolean {
  const asset = draft.asset(assetId)
  const isDue = (file: DroppedFile) =>
    file.sha256 === sha256 && file.purgedAt === undefined && file.droppedAt + keptMs <= now
  if (!asset?.droppedFiles?.some(isDue)) return false
  const droppedFiles = asset.droppedFiles.map((file) =>
    isDue(file) ? { ...nameOfResource(file), ...whenDropped(file), purgedAt: now } : file,
  )
  draft.putAsset({ ...asset, seq: draft.nextSeq(), droppedFiles })
  return true
}

function whenDropped({ droppedAt, droppedBy }: DroppedFile): Pick<DroppedFile, 'droppedAt' | 'droppedBy'> {
  return { droppedAt, droppedBy }
}
