/*
 * EXIF and most camera raw files are TIFF: a header that tells the order of bytes and where the first directory
 * is; each directory a count, entries of 12 bytes (tag, type, count, value or where the value is) and where the
 * next directory is. Some entries point at further directories. (TIFF 6.0; BigTIFF has the same with wider
 * numbers; Exif 3.0 §4.6.) Offsets may point anywhere, so a directory is read once, and counts are bounded.
 */
import type { ByteReader } from '../bytes/byte-reader.ts'
import { type ByteOrder, readUnsigned } from '../bytes/read-number.ts'

/** Directories of one file: real ones have under twenty. */
const DIRECTORIES_MAX = 64
/** Entries of one directory: real ones have under two hundred. */
const ENTRIES_MAX = 512
/** Directories that one entry may point at. */
const POINTERS_MAX = 16
/** The longest value that is taken into memory, in bytes. */
const VALUE_BYTES_MAX = 1024 * 1024
/** The longest of the values that no reader here needs whole: numbers and short texts. */
const SMALL_VALUE_BYTES_MAX = 4096
/** All values of one file together, in bytes. */
const VALUES_BYTES_MAX = 4 * 1024 * 1024

/** Bytes of one value of each TIFF type; types that are not listed are skipped. */
const BYTES_BY_TYPE: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [2, 1],
  [3, 2],
  [4, 4],
  [5, 8],
  [6, 1],
  [7, 1],
  [8, 2],
  [9, 4],
  [10, 8],
  [11, 4],
  [12, 8],
  [13, 4],
  [16, 8],
  [17, 8],
  [18, 8],
  [129, 1], // UTF-8, Exif 3.0
])

const EXIF_POINTER = 0x8769
const GPS_POINTER = 0x8825
const SUB_POINTER = 0x014a
/** Values that may be long and are needed whole: XMP, IPTC, Photoshop's block, the maker's note, a comment, DNG's note. */
const LONG_TAGS: ReadonlySet<number> = new Set([0x02bc, 0x83bb, 0x8649, 0x927c, 0x9286, 0xc634])

/** One entry of a directory. */
export interface TiffEntry {
  readonly type: number
  readonly count: number
  /** Where the value stands in the reader, and how long it is there. */
  readonly at: number
  readonly sizeBytes: number
  /** The value; empty when it is too long to be of use or lies outside the file. */
  readonly value: Uint8Array
}

/** What a directory is about: `image` those in the chain of pages, `sub` those below one of them. */
export type TiffRole = 'image' | 'sub' | 'exif' | 'gps'

/** One directory. */
export interface TiffDirectory {
  readonly role: TiffRole
  readonly order: ByteOrder
  readonly entryByTag: ReadonlyMap<number, TiffEntry>
}

/** All directories of a TIFF file or block, in the order in which they are found, the first page first. */
export interface Tiff {
  readonly directories: readonly TiffDirectory[]
  readonly warnings: readonly string[]
}

interface Layout {
  readonly order: ByteOrder
  /** Bytes of an offset or count: 4, of BigTIFF 8. */
  readonly wordBytes: 4 | 8
}

/**
 * Reads every directory. `firstRole` is what the first directory is (Canon's CR3 keeps EXIF and GPS directories in
 * blocks of their own). Null when there is no TIFF header. Bad entries and directories are left out with a
 * warning; rejects only when the reader does.
 */
export async function readTiff(reader: ByteReader, firstRole: TiffRole = 'image'): Promise<Tiff | null> {
  const head = await reader.read(0, 16)
  const layout = readLayout(head)
  if (layout === null) return null
  const firstAt =
    layout.wordBytes === 8 ? readUnsigned(head, 8, 8, layout.order) : readUnsigned(head, 4, 4, layout.order)
  const queue: { readonly at: number; readonly role: TiffRole }[] = [{ at: firstAt, role: firstRole }]
  const seen = new Set<number>()
  const warnings = new Set<string>()
  const directories: TiffDirectory[] = []
  const budget = { bytesLeft: VALUES_BYTES_MAX }

  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (next.at === 0) continue
    if (seen.has(next.at) || seen.size >= DIRECTORIES_MAX) {
      warnings.add('a directory points back at another one')
      continue
    }
    seen.add(next.at)
    const found = await readDirectory(reader, next.at, layout, budget)
    if (found === null) {
      warnings.add('a directory is damaged or lies outside the file')
      continue
    }
    if (found.isCut) warnings.add('a directory is cut short')
    directories.push({ role: next.role, order: layout.order, entryByTag: found.entryByTag })
    if (next.role === 'image' || next.role === 'sub') {
      queue.push(...listPointers(found.entryByTag, layout))
      if (next.role === 'image') queue.push({ at: found.nextAt, role: 'image' })
    }
  }
  return { directories, warnings: [...warnings] }
}

/** The usual header, BigTIFF's, and those of Olympus (RO, RS), Panasonic (U) and others, which differ in the magic number only. */
function readLayout(head: Uint8Array): Layout | null {
  const mark = String.fromCharCode(head[0] ?? 0, head[1] ?? 0)
  if (mark !== 'II' && mark !== 'MM') return null
  const order: ByteOrder = mark === 'II' ? 'little' : 'big'
  const magic = readUnsigned(head, 2, 2, order)
  if (magic === 43) return { order, wordBytes: 8 }
  return [42, 0x55, 0x4f52, 0x5352].includes(magic) ? { order, wordBytes: 4 } : null
}

async function readDirectory(
  reader: ByteReader,
  at: number,
  { order, wordBytes }: Layout,
  budget: { bytesLeft: number },
) {
  const countBytes = wordBytes === 8 ? 8 : 2
  const entryBytes = wordBytes === 8 ? 20 : 12
  const start = await reader.read(at, countBytes)
  const count = readUnsigned(start, 0, countBytes, order)
  if (!(count > 0)) return null
  const listed = Math.min(count, ENTRIES_MAX)
  const block = await reader.read(at + countBytes, listed * entryBytes + wordBytes)
  const whole = Math.min(listed, Math.floor(block.length / entryBytes))
  if (whole === 0) return null
  const entryByTag = new Map<number, TiffEntry>()
  for (let index = 0; index < whole; index += 1) {
    const from = index * entryBytes
    const tag = readUnsigned(block, from, 2, order)
    const type = readUnsigned(block, from + 2, 2, order)
    const valueCount = readUnsigned(block, from + 4, wordBytes, order)
    const sizeBytes = valueCount * (BYTES_BY_TYPE.get(type) ?? 0)
    if (sizeBytes === 0 || entryByTag.has(tag)) continue
    const valueFrom = from + 4 + wordBytes
    if (sizeBytes <= wordBytes) {
      const value = block.subarray(valueFrom, valueFrom + sizeBytes)
      entryByTag.set(tag, { type, count: valueCount, at: at + countBytes + valueFrom, sizeBytes, value })
      continue
    }
    const valueAt = readUnsigned(block, valueFrom, wordBytes, order)
    const bound = LONG_TAGS.has(tag) ? VALUE_BYTES_MAX : SMALL_VALUE_BYTES_MAX
    const wanted = type === 2 ? Math.min(sizeBytes, SMALL_VALUE_BYTES_MAX) : sizeBytes
    const isTaken = wanted <= bound && wanted <= budget.bytesLeft && valueAt + wanted <= reader.bytes
    const value = isTaken ? await reader.read(valueAt, wanted) : new Uint8Array()
    budget.bytesLeft -= value.length
    entryByTag.set(tag, { type, count: valueCount, at: valueAt, sizeBytes, value })
  }
  const nextAt = count === whole ? readUnsigned(block, whole * entryBytes, wordBytes, order) || 0 : 0
  return { entryByTag, nextAt, isCut: whole < count }
}

function listPointers(entryByTag: ReadonlyMap<number, TiffEntry>, { order, wordBytes }: Layout) {
  const pointers: { readonly at: number; readonly role: TiffRole }[] = []
  const tags: readonly (readonly [tag: number, role: TiffRole])[] = [
    [EXIF_POINTER, 'exif'],
    [GPS_POINTER, 'gps'],
    [SUB_POINTER, 'sub'],
  ]
  for (const [tag, role] of tags) {
    const entry = entryByTag.get(tag)
    if (entry === undefined) continue
    const size = Math.min(wordBytes, BYTES_BY_TYPE.get(entry.type) ?? 4)
    for (let index = 0; index < Math.min(entry.count, POINTERS_MAX); index += 1) {
      const at = readUnsigned(entry.value, index * size, size, order)
      if (at > 0) pointers.push({ at, role })
    }
  }
  return pointers
}
