import { createSha256 } from '@rollcall/platform-node'
import type { LibraryId, Sha256 } from '@rollcall/protocol'
import type { Disk } from '@rollcall/sync'
import { DiskFailure, writeWhole } from '@rollcall/sync'
import { createBlobFolders } from '../blobs/blob-folders.ts'
import { readBlob } from '../blobs/read-blob.ts'
import { withFile } from '../blobs/with-file.ts'
import type { SegmentRow } from '../store/segment-store.ts'

/*
 * Segments on disk: `segments/{library}/{sha256}`. None is precious: one that is gone or spoilt is built again.
 */

/** Keeps the files of segments. Every method rejects with a `DiskFailure` when the disk does. */
export interface SegmentFiles {
  /** Keeps a segment so that it survives a power cut; keeping it twice is keeping it once. */
  readonly keep: (libraryId: LibraryId, bytes: Uint8Array) => Promise<Sha256>
  /** The whole of a segment, checked; null when it is gone or is not what it was. */
  readonly read: (
    libraryId: LibraryId,
    segment: Pick<SegmentRow, 'sha256' | 'bytes'>,
  ) => Promise<Uint8Array<ArrayBuffer> | null>
  /** Removes everything of a library but these. */
  readonly removeAllBut: (libraryId: LibraryId, kept: ReadonlySet<string>) => Promise<void>
}

/** Keeps segments in files below `root`, absolute. Makes folders when first needed. */
export function createSegmentFiles({
  disk,
  root,
}: {
  readonly disk: Disk
  readonly root: string
}): SegmentFiles {
  const top = `${root}/segments`
  const folders = createBlobFolders(disk, top)
  const folderOf = (libraryId: LibraryId) => `${top}/${libraryId}`

  return {
    keep: async (libraryId, bytes) => {
      const folder = folderOf(libraryId)
      const sha256 = digestOf(bytes)
      const path = `${folder}/${sha256}`
      await folders.ready(folder)
      await withFile(await disk.create(`${path}.new`), async (file) => {
        await writeWhole(file, bytes, 0)
        await file.sync()
      })
      await disk.rename(`${path}.new`, path)
      await disk.syncFolder(folder)
      return sha256
    },
    read: async (libraryId, { sha256, bytes }) => {
      const file = await readBlob(disk, `${folderOf(libraryId)}/${sha256}`)
      if (file === null) return null
      if (file.bytes !== bytes) {
        await file.close()
        return null
      }
      const whole = new Uint8Array(bytes)
      let at = 0
      for await (const block of file.read(0, bytes)) {
        whole.set(block, at)
        at += block.length
      }
      return digestOf(whole) === sha256 ? whole : null
    },
    removeAllBut: async (libraryId, kept) => {
      const folder = folderOf(libraryId)
      for (const { name } of await listIfThere(disk, folder)) {
        if (!kept.has(name)) await disk.remove(`${folder}/${name}`)
      }
    },
  }
}

function digestOf(bytes: Uint8Array): Sha256 {
  const sum = createSha256()
  sum.update(bytes)
  return sum.digestHex()
}

async function listIfThere(disk: Disk, folder: string) {
  try {
    return await disk.list(folder)
  } catch (error) {
    if (error instanceof DiskFailure && error.kind === 'not_found') return []
    throw error
  }
}
