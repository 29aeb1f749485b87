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
  const isMeant = (resource: Resource) => resource.sha256 === sha256 && resource.state !== state
  const told = <File extends Resource>(file: File): File => (isMeant(file) ? { ...file, state } : file)
  for (const asset of [...writer.assetsWithBlob(sha256), ...writer.assetsThatDropped(sha256)]) {
    const { resources, droppedFiles } = asset
    if (![...resources, ...(droppedFiles ?? [])].some(isMeant)) continue
    const after = {
      ...asset,
      seq: writer.nextSeq(),
      resources: resources.map(told),
      ...(droppedFiles === undefined ? {} : { droppedFiles: droppedFiles.map(told) }),
    }
    writer.putAsset(after)
    moved.push(after)
  }
  return moved
}
