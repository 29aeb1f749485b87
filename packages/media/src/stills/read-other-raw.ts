/*
 * Raw formats that are no TIFF: Fujifilm's RAF and Minolta's MRW wrap one, Sigma's X3F and Canon's CRW have
 * layouts of their own (as ExifTool's pages on FujiFilm, MinoltaRaw, SigmaRaw and CanonRaw describe them).
 */
import { type ByteReader, sliceReader } from '../bytes/byte-reader.ts'
import { cleanText, decodeUtf16 } from '../bytes/decode-text.ts'
import { readUnsigned } from '../bytes/read-number.ts'
import { latin1At } from '../latin1-at.ts'
import { readTiff } from '../tiff/read-tiff.ts'
import { msToUtcWallTime } from '../times/parse-wall-time.ts'
import { findPreviews, type PreviewPlace } from './find-previews.ts'
import { readJpeg } from './read-jpeg.ts'
import { NO_PARTS, type StillParts } from './still-parts.ts'

/** Blocks, sections, entries or properties of one list. */
const ENTRIES_MAX = 500
/** Levels of CRW's heaps. */
const HEAP_DEPTH_MAX = 4
/** Bytes of one list of properties that are read. */
const LIST_BYTES_MAX = 256 * 1024

/** Reads a RAF: the size and EXIF are those of the JPEG in it. Rejects only when the reader does. */
export async function readRaf(reader: ByteReader): Promise<StillParts> {
  const head = await reader.read(84, 8)
  const [from, sizeBytes] = [readUnsigned(head, 0, 4, 'big'), readUnsigned(head, 4, 4, 'big')]
  if (!(from > 0 && from < reader.bytes))
    return { ...NO_PARTS, warnings: ['the preview lies outside the file'] }
  const jpeg = await readJpeg(sliceReader(reader, from, from + sizeBytes))
  return { ...jpeg, pictures: await findPreviews(reader, [{ from, to: from + sizeBytes }]) }
}

/** Reads an MRW: a row of blocks, `PRD` with the size, `TTW` a TIFF. Rejects only when the reader does. */
export async function readMrw(reader: ByteReader): Promise<StillParts> {
  const end = 8 + readUnsigned(await reader.read(4, 4), 0, 4, 'big')
  let parts = NO_PARTS
  let at = 8
  for (let count = 0; count < ENTRIES_MAX && at < end; count += 1) {
    const head = await reader.read(at, 24)
    const name = latin1At(head, 0, 4)
    const sizeBytes = readUnsigned(head, 4, 4, 'big')
    if (Number.isNaN(sizeBytes)) break
    if (name === '\0PRD') {
      parts = { ...parts, height: readUnsigned(head, 20, 2, 'big'), width: readUnsigned(head, 22, 2, 'big') }
    }
    if (name === '\0TTW') {
      const tiff = await readTiff(sliceReader(reader, at + 8, at + 8 + sizeBytes))
      if (tiff !== null) parts = { ...parts, tiffs: [tiff] }
    }
    at += 8 + sizeBytes
  }
  return parts
}

/** Reads an X3F: a directory at the end, sections of properties and pictures. Rejects only when the reader does. */
export async function readX3f(reader: ByteReader): Promise<StillParts> {
  const head = await reader.read(0, 40)
  const directoryAt = readUnsigned(await reader.read(reader.bytes - 4, 4), 0, 4, 'little')
  const directory = await reader.read(directoryAt, 12 + ENTRIES_MAX * 12)
  const [width, height] = [readUnsigned(head, 28, 4, 'little'), readUnsigned(head, 32, 4, 'little')]
  let parts: StillParts = { ...NO_PARTS, ...(width > 0 && height > 0 ? { width, height } : {}) }
  if (latin1At(directory, 0, 4) !== 'SECd') return { ...parts, warnings: ['the directory is missing'] }
  const count = Math.min(readUnsigned(directory, 8, 4, 'little'), ENTRIES_MAX)
  const places: PreviewPlace[] = []
  for (let index = 0; index < count; index += 1) {
    const at = 12 + index * 12
    const [from, sizeBytes] = [
      readUnsigned(directory, at, 4, 'little'),
      readUnsigned(directory, at + 4, 4, 'little'),
    ]
    const kind = latin1At(directory, at + 8, 4)
    if (kind === 'PROP') {
      const properties = readX3fProperties(await reader.read(from, Math.min(sizeBytes, LIST_BYTES_MAX)))
      const seconds = Number(properties.get('TIME') ?? Number.NaN)
      const make = properties.get('CAMMANUF') ?? null
      parts = {
        ...parts,
        make,
        model: properties.get('CAMMODEL') ?? null,
        createdText: msToUtcWallTime(seconds * 1000),
      }
    }
    // A picture's section has 28 bytes before the picture.
    if (kind === 'IMA2' || kind === 'IMAG') places.push({ from: from + 28, to: from + sizeBytes })
  }
  const pictures = await findPreviews(reader, places)
  const [largest] = pictures
  const inner =
    largest === undefined ? [] : (await readJpeg(sliceReader(reader, largest.from, largest.to))).tiffs
  return { ...parts, tiffs: inner, pictures }
}

/** Names and values are UTF-16, told by where they start, in characters. */
function readX3fProperties(section: Uint8Array): ReadonlyMap<string, string> {
  const properties = new Map<string, string>()
  const count = Math.min(readUnsigned(section, 8, 4, 'little') || 0, ENTRIES_MAX)
  const textAt = 24 + count * 8
  const textOf = (index: number): string | null => {
    const from = textAt + readUnsigned(section, index, 4, 'little') * 2
    return Number.isNaN(from) ? null : cleanText(decodeUtf16(section.subarray(from, from + 256), 0))
  }
  for (let index = 0; index < count; index += 1) {
    const [name, value] = [textOf(24 + index * 8), textOf(28 + index * 8)]
    if (name !== null && value !== null) properties.set(name, value)
  }
  return properties
}

/** Reads a CRW: heaps with a list of entries at the end of each. Rejects only when the reader does. */
export async function readCrw(reader: ByteReader): Promise<StillParts> {
  const found = { parts: NO_PARTS, places: [] as PreviewPlace[], entriesLeft: ENTRIES_MAX }
  const start = readUnsigned(await reader.read(2, 4), 0, 4, 'little')
  await readHeap(reader, start, reader.bytes, 0, found)
  return { ...found.parts, pictures: await findPreviews(reader, found.places) }
}

async function readHeap(
  reader: ByteReader,
  from: number,
  to: number,
  depth: number,
  found: { parts: StillParts; places: PreviewPlace[]; entriesLeft: number },
): Promise<void> {
  if (depth > HEAP_DEPTH_MAX || to > reader.bytes || from + 4 > to) return
  const listAt = from + readUnsigned(await reader.read(to - 4, 4), 0, 4, 'little')
  const count = readUnsigned(await reader.read(listAt, 2), 0, 2, 'little')
  const list = await reader.read(listAt + 2, Math.min(count, ENTRIES_MAX) * 10)
  for (let at = 0; at + 10 <= list.length && found.entriesLeft > 0; at += 10) {
    found.entriesLeft -= 1
    const tag = readUnsigned(list, at, 2, 'little')
    // Entries of this kind have their value in the list itself.
    if ((tag & 0xc000) === 0x4000) continue
    const sizeBytes = readUnsigned(list, at + 2, 4, 'little')
    const valueAt = from + readUnsigned(list, at + 6, 4, 'little')
    const kind = tag & 0x3fff
    if ((kind & 0x3800) === 0x2800 || (kind & 0x3800) === 0x3000) {
      await readHeap(reader, valueAt, valueAt + sizeBytes, depth + 1, found)
    } else if (kind === 0x2007 || kind === 0x2008)
      found.places.push({ from: valueAt, to: valueAt + sizeBytes })
    else if ([0x080a, 0x180e, 0x1810].includes(kind)) {
      found.parts = {
        ...found.parts,
        ...readCrwEntry(kind, await reader.read(valueAt, Math.min(sizeBytes, 256))),
      }
    }
  }
}

function readCrwEntry(kind: number, value: Uint8Array): Partial<StillParts> {
  if (kind === 0x080a) {
    const [make = '', model = ''] = latin1At(value, 0, value.length).split('\0')
    return { make: cleanText(make), model: cleanText(model) }
  }
  if (kind === 0x180e) return { createdText: msToUtcWallTime(readUnsigned(value, 0, 4, 'little') * 1000) }
  const [width, height] = [readUnsigned(value, 0, 4, 'little'), readUnsigned(value, 4, 4, 'little')]
  return width > 0 && height > 0 ? { width, height } : {}
}
