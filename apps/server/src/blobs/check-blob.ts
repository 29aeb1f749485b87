import type { Sha256 } from '@rollcall/protocol'
import type { Disk } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import type { BlobFolders } from './blob-folders.ts'
import type { BlobCheck } from './blobs.ts'
import { hashFile } from './hash-file.ts'
import { withFile } from './with-file.ts'

/** See `Blobs.check`. */
export async function checkBlob(
  disk: Disk,
  folders: BlobFolders,
  sha256: Sha256,
  bytes: number,
): Promise<BlobCheck> {
  try {
    const found = await withFile(await disk.openToRead(folders.pathOf(sha256)), (file) =>
      hashFile(file, bytes),
    )
    return found.sha256 === sha256 && found.bytes === bytes ? 'intact' : 'readback_mismatch'
  } catch (error) {
    if (!(error instanceof DiskFailure)) throw error
    if (error.kind !== 'not_found') return 'unreadable'
    await assertStoreIsThere(disk, folders)
    return 'missing'
  }
}

/** See `Blobs.sizeOf`. */
export async function sizeOfBlob(disk: Disk, folders: BlobFolders, sha256: Sha256): Promise<number | null> {
  const found = await disk.stat(folders.pathOf(sha256))
  if (found === null) await assertStoreIsThere(disk, folders)
  return found?.kind === 'file' ? found.bytes : null
}

/** A volume that is not mounted must not pass for one that lost every photo. */
async function assertStoreIsThere(disk: Disk, folders: BlobFolders): Promise<void> {
  if ((await disk.stat(folders.blobs)) !== null) return
  throw new DiskFailure('not_found', 'Cannot look for blobs: the folder that holds them is not there')
}
