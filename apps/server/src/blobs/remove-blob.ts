import type { Sha256 } from '@rollcall/protocol'
import type { Disk } from '@rollcall/sync'
import type { BlobFolders } from './blob-folders.ts'

/** Deletes the file of a blob, and makes that survive a power cut. Run again, it makes sure of what an earlier run began. */
export async function removeBlob(disk: Disk, folders: BlobFolders, sha256: Sha256): Promise<void> {
  const folder = folders.folderOf(sha256)
  if ((await disk.stat(folder)) === null) return
  await disk.remove(folders.pathOf(sha256))
  await disk.syncFolder(folder)
}
