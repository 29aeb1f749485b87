/*
 * Files are read where the facts lie and no further. A reader gives any range of a file (or of a block of bytes
 * taken from one); behind it, whole pages are fetched and a few kept, so that a walk of small steps through a file
 * costs few reads, and all reads of one file together are bounded, so that a hostile file cannot cost more than
 * an honest one.
 */
import type { ByteSource } from '../media-facts.ts'

/** Bytes of one page: most photos have all their metadata in the first one. */
const PAGE_BYTES = 65_536
/** Pages that are kept, the longest unused going first. */
const PAGES_MAX = 32
/** All that is read of one file, in bytes. Past it the file seems to end. */
const READ_BYTES_MAX = 24 * 1024 * 1024
/** Calls to the source for one file. Past it the file seems to end. */
const READ_CALLS_MAX = 400
/** The longest range that one call gives, in bytes. */
const RANGE_BYTES_MAX = 8 * 1024 * 1024

const NOTHING = new Uint8Array()

/** Bytes to read from at any place, from 0. */
export interface ByteReader {
  readonly bytes: number
  /** `lengthBytes` bytes from `from` on; fewer at the end, none past it or for places that make no sense. */
  readonly read: (from: number, lengthBytes: number) => Promise<Uint8Array>
}

/** A reader of a whole file, within the bounds above. Rejects only when the source does. */
export function createFileReader(source: ByteSource): ByteReader {
  const pageByNumber = new Map<number, Uint8Array>()
  let bytesLeft = READ_BYTES_MAX
  let callsLeft = READ_CALLS_MAX

  const fetch = async (from: number, to: number): Promise<Uint8Array> => {
    const end = Math.min(to, source.bytes, from + bytesLeft)
    if (end <= from || callsLeft === 0) return NOTHING
    callsLeft -= 1
    bytesLeft -= end - from
    return (await source.read(from, end)).subarray(0, end - from)
  }

  const readPage = async (number: number): Promise<Uint8Array> => {
    const known = pageByNumber.get(number)
    const page = known ?? (await fetch(number * PAGE_BYTES, (number + 1) * PAGE_BYTES))
    pageByNumber.delete(number)
    pageByNumber.set(number, page)
    const oldest = pageByNumber.keys().next()
    if (pageByNumber.size > PAGES_MAX && oldest.done === false) pageByNumber.delete(oldest.value)
    return page
  }

  const read = async (from: number, lengthBytes: number): Promise<Uint8Array> => {
    const to = clampEnd(source.bytes, from, lengthBytes)
    if (to === null) return NOTHING
    const first = Math.floor(from / PAGE_BYTES)
    const last = Math.floor((to - 1) / PAGE_BYTES)
    if (last > first + 1) return fetch(from, to)
    const start = (await readPage(first)).subarray(from - first * PAGE_BYTES, to - first * PAGE_BYTES)
    if (last === first) return start
    const rest = (await readPage(last)).subarray(0, to - last * PAGE_BYTES)
    const isWhole = start.length === last * PAGE_BYTES - from
    return isWhole ? joinBytes([start, rest]) : start
  }

  return { bytes: source.bytes, read }
}

/** A reader of bytes at hand. */
export function createMemoryReader(bytes: Uint8Array): ByteReader {
  const read = (from: number, lengthBytes: number): Promise<Uint8Array> => {
    const to = clampEnd(bytes.length, from, lengthBytes)
    return Promise.resolve(to === null ? NOTHING : bytes.subarray(from, to))
  }
  return { bytes: bytes.length, read }
}

/** A reader of the bytes `from ≤ position < to` of another one. */
export function sliceReader(reader: ByteReader, from: number, to: number): ByteReader {
  const bytes = Math.max(0, Math.min(to, reader.bytes) - from)
  const read = (start: number, lengthBytes: number): Promise<Uint8Array> => {
    const end = clampEnd(bytes, start, lengthBytes)
    return end === null ? Promise.resolve(NOTHING) : reader.read(from + start, end - start)
  }
  return { bytes, read }
}

/** The bytes of all parts, one after the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** Where a range ends within so many bytes; null for a range without any. */
function clampEnd(bytes: number, from: number, lengthBytes: number): number | null {
  if (!Number.isSafeInteger(from) || from < 0 || from >= bytes || !(lengthBytes > 0)) return null
  return Math.min(bytes, from + Math.min(Math.ceil(lengthBytes), RANGE_BYTES_MAX))
}
