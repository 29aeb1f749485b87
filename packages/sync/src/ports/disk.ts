/**
 * A file system, as the server's blob store and the folder device use it. Paths are absolute, parts divided by `/`; bytes of
 * names that are not UTF-8 are carried as in `encodeFileName`. Every method rejects with a {@link DiskFailure}.
 *
 * What survives a power cut: bytes of a file after {@link DiskFile.sync}; the presence, absence or name of an entry after
 * {@link Disk.syncFolder} of the folder that holds it. Nothing else does.
 */
export interface Disk {
  /** Opens for reading. Refuses `not_found`. A symbolic link at the end of the path is not followed. */
  readonly openToRead: (path: string) => Promise<DiskFile>
  /** Creates an empty file, or empties one, and opens it for writing and reading. */
  readonly create: (path: string) => Promise<DiskFile>
  /** Opens for writing and reading without emptying; creates the file where there is none. */
  readonly openToWrite: (path: string) => Promise<DiskFile>
  /** Moves over whatever is at `to`, in one step. */
  readonly rename: (from: string, to: string) => Promise<void>
  /** Moves only if nothing is at `to`; rejects `exists` otherwise and leaves both as they were. */
  readonly renameToNew: (from: string, to: string) => Promise<void>
  /** Deletes a file. Deleting what is not there is no failure. */
  readonly remove: (path: string) => Promise<void>
  /** Makes a folder and its parents. Answers the folders that were made, outermost first. */
  readonly makeFolder: (path: string) => Promise<readonly string[]>
  /** Entries of a folder, in no order. Rejects `not_found`. */
  readonly list: (path: string) => Promise<readonly DiskEntry[]>
  /** What is at a path, without following a symbolic link at its end; null where nothing is. */
  readonly stat: (path: string) => Promise<DiskStat | null>
  /** Sets a file's time of change, milliseconds since 1970-01-01 UTC. */
  readonly setModified: (path: string, modifiedAt: number) => Promise<void>
  /** Takes write permission from a file, as a fence against other programs. */
  readonly protect: (path: string) => Promise<void>
  /** Makes the folder's entries survive a power cut. */
  readonly syncFolder: (path: string) => Promise<void>
  /** Bytes that may still be written to the volume that holds `path`. */
  readonly freeBytes: (path: string) => Promise<number>
}

/** An open file. Whoever opened it closes it. */
export interface DiskFile {
  /** Fills `into` from `position`; answers how many bytes were read, 0 at the end. May be fewer than asked. */
  readonly read: (into: Uint8Array, position: number) => Promise<number>
  /** Writes at `position`; answers how many bytes were written, which may be fewer without any failure [R15]. */
  readonly write: (bytes: Uint8Array, position: number) => Promise<number>
  /** Makes the bytes survive a power cut. After it rejects once, never call it again on this file [R14]. */
  readonly sync: () => Promise<void>
  readonly stat: () => Promise<DiskStat>
  readonly close: () => Promise<void>
}

/** One entry of a folder. `other` covers sockets, devices and pipes. */
export interface DiskEntry {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link' | 'other'
}

/** What the file system tells of a path. Equal `bytes`, `modifiedNs`, `changedNs` and `inode` mean: not touched since. */
export interface DiskStat {
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly bytes: number
  /** Nanoseconds since 1970-01-01 UTC, in decimal: too long for a number. */
  readonly modifiedNs: string
  /** Like `modifiedNs`, for the last change of the entry itself. */
  readonly changedNs: string
  readonly inode: string
}

/** Why a file system did not do what it was asked. */
export type DiskFailureKind = 'not_found' | 'exists' | 'full' | 'denied' | 'name_refused' | 'io'

/** The only failure that a {@link Disk} rejects with. `cause` holds the platform's own. */
export class DiskFailure extends Error {
  readonly kind: DiskFailureKind
  constructor(kind: DiskFailureKind, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'DiskFailure'
    this.kind = kind
  }
}
