/**
 * Files that a device keeps for itself alone, in one folder without folders in it: those of a browser, for one. One holder at a time; who
 * may run twice takes a lock first. Names are of `a`–`z`, digits, `.` and `-`; see {@link isPrivateName}. Every method rejects with a
 * `DiskFailure`, `name_refused` for another name, `full` where the browser gives no more room.
 *
 * Calls for one name take effect one after the other, in the order they were made.
 */
export interface PlainFiles {
  /** The whole file; null where there is none. Rejects `io` for one of more than {@link PRIVATE_READ_MAX} bytes: read that in parts. */
  readonly read: (name: string) => Promise<Uint8Array<ArrayBuffer> | null>
  /** Up to `length` bytes from position `from` on, fewer only where the file ends; null where there is none. */
  readonly readPart: (name: string, from: number, length: number) => Promise<Uint8Array<ArrayBuffer> | null>
  /**
   * Writes a file and makes it survive a power cut. What a kill in between leaves under the name is anything, so write under a fresh name
   * and let the state name it afterwards.
   */
  readonly writeWhole: (name: string, bytes: Uint8Array) => Promise<void>
  /** Writes at the end of a file, of a new one where there is none, and makes it survive a power cut. A kill leaves a part of `bytes` at most. */
  readonly append: (name: string, bytes: Uint8Array) => Promise<void>
  /** Removes a file. Removing what is not there is no failure. It may come back after a power cut. */
  readonly remove: (name: string) => Promise<void>
  /** The names of all files, in no order. */
  readonly list: () => Promise<readonly string[]>
  /** Bytes of a file; null where there is none. */
  readonly sizeOf: (name: string) => Promise<number | null>
}

/** Files, and one state over them that changes as a whole: it names which of the files count. See {@link PlainFiles}. */
export interface PrivateFiles extends PlainFiles {
  /** The state as it was written last; null when none ever was. */
  readonly readState: () => Promise<Uint8Array<ArrayBuffer> | null>
  /**
   * Writes the state. Once it resolves, the new one survives a power cut; a kill before that leaves either the one before or the new one.
   * After it has rejected, either may be read.
   */
  readonly writeState: (bytes: Uint8Array) => Promise<void>
  /** Forgets the state. The files stay. */
  readonly removeState: () => Promise<void>
}

/** The largest file that is read at once, bytes. */
export const PRIVATE_READ_MAX = 512 * 1024 * 1024

/** Whether a private file may have this name: every system takes it, also one that does not tell large letters from small. */
export function isPrivateName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?$/.test(name)
}
