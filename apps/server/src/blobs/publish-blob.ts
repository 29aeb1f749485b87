import type { Sha256 } from '@rollcall/protocol'
import type { Disk } from '@rollcall/sync'
import type { BlobFolders } from './blob-folders.ts'

/**
 * Gives verified and synced bytes their place, the second half of [R14]: rename over whatever is there, which can only be
 * the same bytes, then sync the folder. Killed before the rename, a leftover stays in `incoming`; after it, a blob that no
 * row names. Only bytes in their place are protected, so what is left in `incoming` can still be opened for writing.
 */
export async function publishBlob(
  disk: Disk,
  folders: BlobFolders,
  from: string,
  sha256: Sha256,
): Promise<void> {
  const folder = folders.folderOf(sha256)
  await folders.ready(folder)
  try {
    await disk.rename(from, folders.pathOf(sha256))
  } catch (error) {
    folders.forget(folder)
    throw error
  }
  await disk.protect(folders.pathOf(sha256))
  await disk.syncFolder(folder)
}
