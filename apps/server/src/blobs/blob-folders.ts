import type { Sha256, UploadId } from '@rollcall/protocol'
import type { Disk } from '@rollcall/sync'

/** Where things lie below the root of a blob store, and which of its folders are known to survive a power cut. */
export interface BlobFolders {
  /** Holds `ab/cd/{sha256}`. */
  readonly blobs: string
  /** Holds bytes on their way. Nobody ever reads a blob from here. */
  readonly incoming: string
  readonly folderOf: (sha256: Sha256) => string
  readonly pathOf: (sha256: Sha256) => string
  readonly pathOfUpload: (uploadId: UploadId) => string
  /** Resolves when the folder is there, and its entry in every folder above it survives a power cut [R14]. */
  readonly ready: (folder: string) => Promise<void>
  /** Forgets that the folder was there: somebody may have taken it away. */
  readonly forget: (folder: string) => void
}

/**
 * The folders of a blob store. A folder that is there already may have been made by a process killed before it synced the
 * parent; so each process syncs each parent once, and everybody who needs the folder waits for that, not just who made it.
 * `root` is an absolute path. What it remembers is bounded by the names of folders: 65,536 and 258.
 */
export function createBlobFolders(disk: Disk, root: string): BlobFolders {
  const readyByFolder = new Map<string, Promise<void>>()
  const blobs = `${root}/blobs`
  const incoming = `${root}/incoming`
  const folderOf = (sha256: Sha256) => `${blobs}/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}`

  return {
    blobs,
    incoming,
    folderOf,
    pathOf: (sha256) => `${folderOf(sha256)}/${sha256}`,
    pathOfUpload: (uploadId) => `${incoming}/${uploadId}`,
    ready,
    forget: (folder) => readyByFolder.delete(folder),
  }

  function ready(folder: string): Promise<void> {
    const known = readyByFolder.get(folder)
    if (known !== undefined) return known
    const made = folder === root ? makeRoot() : makeBelowRoot(folder)
    readyByFolder.set(folder, made)
    // A failure is for those who wait now; the next one tries afresh.
    made.catch(() => readyByFolder.delete(folder))
    return made
  }

  async function makeBelowRoot(folder: string): Promise<void> {
    const parent = parentOf(folder)
    await ready(parent)
    await disk.makeFolder(folder)
    await disk.syncFolder(parent)
  }

  /** Folders above the root belong to others; only those that were made here are synced. */
  async function makeRoot(): Promise<void> {
    for (const made of await disk.makeFolder(root)) await disk.syncFolder(parentOf(made))
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/'
}
