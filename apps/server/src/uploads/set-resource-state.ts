import type { Asset, Resource, Sha256 } from '@rollcall/protocol'
import type { LibraryWriter } from '../store/store.ts'

/**
 * Tells in the feed that the bytes behind a hash are lost, or present again: every asset that names it moves to a new seq,
 * so that devices which still have the file can send it [R4]. Assets that say so already stay where they are. Answers those that moved.
 */
export function setResourceState(
  writer: LibraryWriter,
  sha256: Sha256,
  state: Resource['state'],
): readonly Asset[] {
  const moved: Asset[] = []
  for (const asset of writer.assetsWithBlob(sha256)) {
    const isMeant = (resource: Resource) => resource.sha256 === sha256 && resource.state !== state
    if (!asset.resources.some(isMeant)) continue
    const resources = asset.resources.map((resource) =>
      isMeant(resource) ? { ...resource, state } : resource,
    )
    const told = { ...asset, seq: writer.nextSeq(), resources }
    writer.putAsset(told)
    moved.push(told)
  }
  return moved
}
