import type { Asset, AssetId, Resource, ResourceRole } from '@rollcall/protocol'
import { DROPPED_FILES_MAX, RESOURCES_MAX } from '@rollcall/protocol'
import type { LibraryDraft } from './draft.ts'
import { uniteSaid } from './unite-said.ts'

/**
 * Makes one asset of two that are parts of one photo: the halves of a Live Photo, RAW and JPEG, the frames of a burst, a photo
 * and its sidecar. The keeper gets the part's files, the first of them in the role `role` (null: in its own), and what a
 * person said of the part and not of the keeper. The part stays as a row `merged`, so that edits made without sight of the
 * merge find the whole (see `followMerges`).
 *
 * Answers false and changes nothing when one of them is not live, they are one already, or the keeper would hold more files
 * than a feed may tell.
 */
export function mergeAssets(
  draft: Pick<LibraryDraft, 'asset' | 'putAsset' | 'nextSeq'>,
  keeperId: AssetId,
  partId: AssetId,
  role: ResourceRole | null,
): boolean {
  const keeper = draft.asset(keeperId)
  const part = draft.asset(partId)
  if (keeperId === partId || keeper?.state !== 'live' || part?.state !== 'live') return false
  const resources = uniteResources(keeper, part, role)
  if (resources.length > RESOURCES_MAX) return false
  const seq = draft.nextSeq()
  draft.putAsset({
    ...keeper,
    seq,
    mergedSeq: seq,
    resources,
    ...uniteSaid(keeper, part),
    ...uniteDropped(keeper, part, resources),
  })
  draft.putAsset({ ...part, seq: draft.nextSeq(), state: 'merged', mergedInto: keeper.id })
  return true
}

/** What one of them has is not dropped, though the other had let go of it. */
function uniteDropped(keeper: Asset, part: Asset, held: readonly Resource[]): Pick<Asset, 'droppedFiles'> {
  const all = [...(keeper.droppedFiles ?? []), ...(part.droppedFiles ?? [])]
  if (all.length === 0) return {}
  const taken = new Set(held.map(({ sha256 }) => sha256))
  const dropped = all.filter(({ sha256 }) => !taken.has(sha256) && taken.add(sha256))
  return { droppedFiles: dropped.slice(0, DROPPED_FILES_MAX) }
}

function uniteResources(keeper: Asset, part: Asset, role: ResourceRole | null): Resource[] {
  const known = new Set(keeper.resources.map(({ sha256 }) => sha256))
  const added = part.resources.filter(({ sha256 }) => !known.has(sha256))
  const isIt = ({ sha256 }: Resource) => sha256 === part.primarySha256
  return [
    ...keeper.resources,
    ...added.map((resource) => (role !== null && isIt(resource) ? { ...resource, role } : resource)),
  ]
}
