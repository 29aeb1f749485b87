/*
 * Containers are walked by reading a few bytes here and there. The reader keeps the last window that it read, so that
 * neighbouring headers cost one read, and it has a purse: whoever damaged the file, only so many bytes are ever read.
 */
import { latin1At } from '../latin1-at.ts'
import type { ByteSource } from '../media-facts.ts'

/** Bytes read at once. */
const WINDOW_BYTES = 4 * 1024
/** Bytes read of one file in all, and reads: an hour of video has 10 MiB of tables, of which few are read. */
const PURSE_BYTES = 32 * 1024 * 1024
const PURSE_READS = 8192

/** Reads a file here and there, within a limit. */
export interface BoundedReader {
  /** Size of the whole file. */
  readonly bytes: number
  /** `lengthBytes` from `from` on; fewer at the end of the file and once the limit is reached. Rejects when the source does. */
  readonly read: (from: number, lengthBytes: number) => Promise<Uint8Array>
  /** Whether the limit was reached. */
  readonly isSpent: () => boolean
}

/** A reader of `source` that reads no more than 32 MiB of it in 8192 reads. */
export function boundReader(source: ByteSource): BoundedReader {
  let window: { readonly from: number; readonly bytes: Uint8Array } = { from: 0, bytes: new Uint8Array() }
  let bytesLeft = PURSE_BYTES
  let readsLeft = PURSE_READS
  let spent = false
  const read = async (from: number, lengthBytes: number): Promise<Uint8Array> => {
    const start = Math.max(0, from)
    const end = Math.min(start + lengthBytes, source.bytes)
    if (!(end > start)) return new Uint8Array()
    const skip = start - window.from
    if (skip >= 0 && end <= window.from + window.bytes.length)
      return window.bytes.subarray(skip, skip + end - start)
    const to = Math.min(Math.max(end, start + WINDOW_BYTES), source.bytes)
    if (to - start > bytesLeft || readsLeft === 0) {
      spent = true
      return new Uint8Array()
    }
    bytesLeft -= to - start
    readsLeft -= 1
    window = { from: start, bytes: (await source.read(start, to)).subarray(0, to - start) }
    return window.bytes.subarray(0, end - start)
  }
  return { bytes: source.bytes, read, isSpent: () => spent }
}

/** Big-endian unsigned integer of 1 to 6 bytes; zero bits where the bytes end. */
export function uintAt(bytes: Uint8Array, offset: number, lengthBytes: number): number {
  let value = 0
  for (let index = 0; index < lengthBytes; index += 1) value = value * 256 + (bytes[offset + index] ?? 0)
  return value
}

/** Big-endian unsigned integer of 8 bytes; above 2^53 it is rounded. */
export function uint64At(bytes: Uint8Array, offset: number): number {
  return uintAt(bytes, offset, 4) * 2 ** 32 + uintAt(bytes, offset + 4, 4)
}

/** Big-endian signed integer of 4 bytes. */
export function int32At(bytes: Uint8Array, offset: number): number {
  return uintAt(bytes, offset, 4) | 0
}

/** Little-endian unsigned integer of 1 to 6 bytes. */
export function uintLittleAt(bytes: Uint8Array, offset: number, lengthBytes: number): number {
  let value = 0
  for (let index = lengthBytes - 1; index >= 0; index -= 1) value = value * 256 + (bytes[offset + index] ?? 0)
  return value
}

/** Big-endian floating point number of 4 or 8 bytes; null where the bytes end before. */
export function floatAt(bytes: Uint8Array, offset: number, lengthBytes: 4 | 8): number | null {
  if (offset + lengthBytes > bytes.length) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, lengthBytes)
  return lengthBytes === 4 ? view.getFloat32(0) : view.getFloat64(0)
}

/** Text in UTF-8, or in Latin-1 when it is not UTF-8, up to the first zero byte, without spaces around it. */
export function utf8ToText(bytes: Uint8Array): string {
  const zero = bytes.indexOf(0)
  const used = zero === -1 ? bytes : bytes.subarray(0, zero)
  let escaped = ''
  for (const byte of used) escaped += `%${byte.toString(16).padStart(2, '0')}`
  try {
    return decodeURIComponent(escaped).trim()
  } catch {
    return latin1At(used, 0, used.length).trim()
  }
}
