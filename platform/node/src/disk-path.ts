import { decodeFileName, encodeFileName } from '@rollcall/sync'

/** A path as the system's calls take it. */
export type NativePath = string | Buffer

const IS_ASCII = /^[\0-\x7f]*$/

/**
 * The native form of a path of the Disk port. On POSIX names are bytes, and those that are not UTF-8 come back out of their
 * carriers; the slash is one byte in both forms, so the whole path is turned at once. On Windows names are UTF-16 already.
 */
export function toNativePath(path: string): NativePath {
  if (process.platform === 'win32' || IS_ASCII.test(path)) return path
  const bytes = decodeFileName(path)
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The name, as the Disk port gives it, of a folder's entry. `name` holds the system's own bytes. */
export function fromNativeName(name: Buffer): string {
  return process.platform === 'win32' ? name.toString('utf8') : encodeFileName(name)
}
