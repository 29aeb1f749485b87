import type { Outcome, Problem, UploadId } from '@rollcall/protocol'
import type { Disk, Random } from '@rollcall/sync'
import { createBlobFolders } from './blob-folders.ts'
import type { Blobs } from './blobs.ts'
import { checkBlob, sizeOfBlob } from './check-blob.ts'
import { createGate } from './create-gate.ts'
import { createKeeper } from './create-keeper.ts'
import { readBlob } from './read-blob.ts'
import { removeBlob } from './remove-blob.ts'
import { storeBlob } from './store-blob.ts'
import { assembleUpload, storePart } from './upload-file.ts'

/** Parts gathered in memory at a time, of up to `PART_BYTES` each; further ones wait on the network. */
const PARTS_AT_ONCE = 16

/** What keeping blobs in files needs of the world. `root` is the absolute path of the folder that holds them. */
export interface FileBlobsPorts {
  readonly disk: Disk
  readonly random: Random
  readonly root: string
}

/**
 * Keeps each blob in a file of its own, `blobs/ab/cd/{sha256}`, so that `sha256sum` can check the promise without us. One
 * process writes below `root` at a time. Makes its folders when they are first needed.
 */
export function createFileBlobs({ disk, random, root }: FileBlobsPorts): Blobs {
  const folders = createBlobFolders(disk, root)
  const throughGate = createGate(PARTS_AT_ONCE)
  const keeper = createKeeper()
  const assemblyOf = new Map<UploadId, Promise<Outcome<null, Problem>>>()
  return {
    store: (sha256, bytes, body) => storeBlob({ disk, random, folders }, { sha256, bytes, body }),
    storePart: (part) => throughGate(() => storePart(disk, folders, part)),
    assemble: (uploadId, sha256, bytes) => {
      // Asked twice at once, as after a lost connection, it is done once and answered twice.
      const running = assemblyOf.get(uploadId)
      if (running !== undefined) return running
      const assembly = assembleUpload(disk, folders, { uploadId, sha256, bytes })
      assemblyOf.set(uploadId, assembly)
      return assembly.finally(() => assemblyOf.delete(uploadId))
    },
    dropUpload: (uploadId) => disk.remove(folders.pathOfUpload(uploadId)),
    open: (sha256) => readBlob(disk, folders.pathOf(sha256)),
    localPath: async (sha256) => {
      const path = folders.pathOf(sha256)
      return (await disk.stat(path))?.kind === 'file' ? path : null
    },
    check: (sha256, bytes) => checkBlob(disk, folders, sha256, bytes),
    sizeOf: (sha256) => sizeOfBlob(disk, folders, sha256),
    keepDuring: keeper.keepDuring,
    remove: (sha256, isUnneeded) =>
      keeper.removeDuring(sha256, async () => {
        if (await isUnneeded()) await removeBlob(disk, folders, sha256)
      }),
    clearLeftovers: async (keep: ReadonlySet<UploadId>) => {
      await folders.ready(folders.incoming)
      const kept = new Set<string>(keep)
      for (const { name } of await disk.list(folders.incoming)) {
        if (!kept.has(name)) await disk.remove(`${folders.incoming}/${name}`)
      }
    },
    freeBytes: async () => {
      await folders.ready(folders.incoming)
      return disk.freeBytes(folders.incoming)
    },
  }
}
