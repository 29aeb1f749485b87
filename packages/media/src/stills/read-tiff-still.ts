/*
 * TIFF, and the camera raw formats that are TIFF inside: DNG, CR2, NEF, ARW, ORF, RW2, PEF, SRW, 3FR, IIQ and
 * others. The size of a plain TIFF is its first page's; of a raw file the largest picture's in any directory, as
 * the first page is often a thumbnail. Panasonic and Phase One tell the size in fields of their own.
 */
import { type ByteReader, sliceReader } from '../bytes/byte-reader.ts'
import { readUnsigned } from '../bytes/read-number.ts'
import { latin1At } from '../latin1-at.ts'
import { findPhotoshopResource, IPTC_RESOURCE } from '../metadata/read-iptc.ts'
import { readTiff, type Tiff, type TiffDirectory } from '../tiff/read-tiff.ts'
import { readTiffNumber, readTiffNumbers } from '../tiff/tiff-value.ts'
import { findPreviews, type PreviewPlace } from './find-previews.ts'
import { readJpeg } from './read-jpeg.ts'
import { NO_PARTS, type StillParts } from './still-parts.ts'

const TAG = {
  width: 0x0100,
  height: 0x0101,
  compression: 0x0103,
  make: 0x010f,
  stripAt: 0x0111,
  stripBytes: 0x0117,
  jpegAt: 0x0201,
  jpegBytes: 0x0202,
  xmp: 0x02bc,
  iptc: 0x83bb,
  photoshop: 0x8649,
  makerNote: 0x927c,
  panasonicJpeg: 0x002e,
} as const
/** Panasonic's borders of the picture on the sensor: top, left, bottom, right. */
const PANASONIC_BORDERS = [4, 5, 6, 7] as const
/** Codings of a strip that is a JPEG: the old, the new, and lossy DNG. */
const JPEG_CODINGS: ReadonlySet<number> = new Set([6, 7, 34_892])
const OLYMPUS_CAMERA_SETTINGS = 0x2020
/** Bytes of a Phase One block's directory that are read. */
const PHASE_ONE_ENTRIES_MAX = 200

/** Reads a TIFF. `isRaw`: a camera's. What is damaged is left out; rejects only when the reader does. */
export async function readTiffStill(reader: ByteReader, isRaw: boolean): Promise<StillParts> {
  const tiff = await readTiff(reader)
  if (tiff === null) return { ...NO_PARTS, warnings: ['the directory is missing'] }
  const [main] = tiff.directories
  if (main === undefined) return { ...NO_PARTS, warnings: tiff.warnings }
  const blocks = (tag: number) => tiff.directories.flatMap((it) => it.entryByTag.get(tag)?.value ?? [])
  const iptc = blocks(TAG.photoshop).flatMap((block) => findPhotoshopResource(block, IPTC_RESOURCE) ?? [])
  const parts = {
    ...NO_PARTS,
    ...(isRaw ? await largestSize(reader, tiff) : sizeOf(main)),
    tiffs: [tiff],
    xmpPackets: blocks(TAG.xmp).filter((packet) => packet.length > 0),
    iptcBlocks: [...iptc, ...blocks(TAG.iptc).filter((block) => block.length > 0)],
  }
  if (!isRaw) return parts
  const places = [...tiff.directories.flatMap(listPreviewPlaces), ...(await listMakerPlaces(reader, tiff))]
  const pictures = await findPreviews(reader, places)
  // Panasonic keeps its EXIF within the preview.
  const [inner] = main.entryByTag.has(TAG.panasonicJpeg) ? pictures : []
  const innerTiffs =
    inner === undefined ? [] : (await readJpeg(sliceReader(reader, inner.from, inner.to))).tiffs
  return { ...parts, tiffs: [tiff, ...innerTiffs], pictures }
}

function sizeOf(directory: TiffDirectory): Pick<StillParts, 'width' | 'height'> {
  const width = readTiffNumber(directory, TAG.width)
  const height = readTiffNumber(directory, TAG.height)
  return width !== null && height !== null && width > 0 && height > 0
    ? { width, height }
    : { width: null, height: null }
}

async function largestSize(reader: ByteReader, tiff: Tiff): Promise<Pick<StillParts, 'width' | 'height'>> {
  const sizes = tiff.directories
    .filter(({ role }) => role === 'image' || role === 'sub')
    .map((it) => sizeOf(it))
  const [main] = tiff.directories
  const [top, left, bottom, right] = PANASONIC_BORDERS.map((tag) =>
    main === undefined ? null : readTiffNumber(main, tag),
  )
  if (
    main?.entryByTag.has(TAG.panasonicJpeg) === true &&
    typeof top === 'number' &&
    typeof left === 'number'
  ) {
    sizes.push({ width: (right ?? 0) - left, height: (bottom ?? 0) - top })
  }
  const maker = await readPhaseOneSize(reader, tiff)
  if (maker !== null) sizes.push(maker)
  const area = ({ width, height }: Pick<StillParts, 'width' | 'height'>) => (width ?? 0) * (height ?? 0)
  return sizes.reduce((largest, size) => (area(size) > area(largest) ? size : largest), {
    width: null,
    height: null,
  })
}

function listPreviewPlaces(directory: TiffDirectory): readonly PreviewPlace[] {
  const places: PreviewPlace[] = []
  const [jpegAt] = readTiffNumbers(directory, TAG.jpegAt)
  const [jpegBytes] = readTiffNumbers(directory, TAG.jpegBytes)
  if (jpegAt !== undefined && jpegBytes !== undefined) places.push({ from: jpegAt, to: jpegAt + jpegBytes })
  const strips = readTiffNumbers(directory, TAG.stripAt)
  const [stripAt] = strips
  const [stripBytes] = readTiffNumbers(directory, TAG.stripBytes)
  const coding = readTiffNumber(directory, TAG.compression) ?? 0
  if (strips.length === 1 && JPEG_CODINGS.has(coding) && stripAt !== undefined && stripBytes !== undefined) {
    places.push({ from: stripAt, to: stripAt + stripBytes })
  }
  const panasonic = directory.entryByTag.get(TAG.panasonicJpeg)
  if (panasonic !== undefined && panasonic.sizeBytes > 4) {
    places.push({ from: panasonic.at, to: panasonic.at + panasonic.sizeBytes })
  }
  return places
}

/** Previews that only the maker's note tells of: Nikon's and Olympus's, both TIFFs or directories of their own. */
async function listMakerPlaces(reader: ByteReader, tiff: Tiff): Promise<readonly PreviewPlace[]> {
  const exif = tiff.directories.find(({ role }) => role === 'exif')
  const note = exif?.entryByTag.get(TAG.makerNote)
  if (note === undefined) return []
  const start = latin1At(await reader.read(note.at, 16), 0, 16)
  const inside = sliceReader(reader, note.at, reader.bytes)
  if (start.startsWith('Nikon\0\x02')) {
    return shiftPlaces(
      await listPointedPlaces(sliceReader(inside, 10, inside.bytes), 0x0011, TAG.jpegAt),
      note.at + 10,
    )
  }
  const isOlympus = start.startsWith('OLYMPUS\0') || start.startsWith('OM SYSTEM\0')
  if (!isOlympus) return []
  return shiftPlaces(await listOlympusPlaces(inside, start.startsWith('OM') ? 16 : 12), note.at)
}

function shiftPlaces(places: readonly PreviewPlace[], by: number): readonly PreviewPlace[] {
  return places.map(({ from, to }) => ({ from: from + by, to: to + by }))
}

/** The place told in a directory that an entry of the first directory points at: offset in `atTag`, length in the next. */
async function listPointedPlaces(
  reader: ByteReader,
  pointer: number,
  atTag: number,
): Promise<readonly PreviewPlace[]> {
  const first = (await readTiff(reader))?.directories[0]
  const at = first === undefined ? null : readTiffNumber(first, pointer)
  if (first === undefined || at === null) return []
  return readPlaceAt(reader, at, first.order, atTag)
}

async function listOlympusPlaces(note: ByteReader, directoryAt: number): Promise<readonly PreviewPlace[]> {
  const order = latin1At(await note.read(directoryAt - 4, 2), 0, 2) === 'MM' ? 'big' : 'little'
  const count = readUnsigned(await note.read(directoryAt, 2), 0, 2, order)
  const entries = await note.read(directoryAt + 2, Math.min(count, PHASE_ONE_ENTRIES_MAX) * 12)
  for (let at = 0; at + 12 <= entries.length; at += 12) {
    if (readUnsigned(entries, at, 2, order) !== OLYMPUS_CAMERA_SETTINGS) continue
    return readPlaceAt(note, readUnsigned(entries, at + 8, 4, order), order, 0x0101)
  }
  return []
}

async function readPlaceAt(
  reader: ByteReader,
  at: number,
  order: 'little' | 'big',
  atTag: number,
): Promise<readonly PreviewPlace[]> {
  const count = readUnsigned(await reader.read(at, 2), 0, 2, order)
  const entries = await reader.read(at + 2, Math.min(count, PHASE_ONE_ENTRIES_MAX) * 12)
  const valueByTag = new Map<number, number>()
  for (let from = 0; from + 12 <= entries.length; from += 12) {
    valueByTag.set(readUnsigned(entries, from, 2, order), readUnsigned(entries, from + 8, 4, order))
  }
  const [start, sizeBytes] = [valueByTag.get(atTag), valueByTag.get(atTag + 1)]
  return start === undefined || sizeBytes === undefined ? [] : [{ from: start, to: start + sizeBytes }]
}

/** Phase One and Leaf keep a directory of 16-byte entries in the maker's note: tag, type, length, value. */
async function readPhaseOneSize(reader: ByteReader, tiff: Tiff) {
  const exif = tiff.directories.find(({ role }) => role === 'exif')
  const note = exif?.entryByTag.get(TAG.makerNote)
  if (note === undefined) return null
  const head = await reader.read(note.at, 12)
  const mark = latin1At(head, 0, 4)
  if (mark !== 'IIII' && mark !== 'MMMM') return null
  const order = mark === 'IIII' ? 'little' : 'big'
  const directoryAt = note.at + readUnsigned(head, 8, 4, order)
  const count = readUnsigned(await reader.read(directoryAt, 4), 0, 4, order)
  const entries = await reader.read(directoryAt + 8, Math.min(count, PHASE_ONE_ENTRIES_MAX) * 16)
  const valueByTag = new Map<number, number>()
  for (let from = 0; from + 16 <= entries.length; from += 16) {
    valueByTag.set(readUnsigned(entries, from, 4, order), readUnsigned(entries, from + 12, 4, order))
  }
  const [width, height] = [valueByTag.get(0x010c), valueByTag.get(0x010d)]
  return width === undefined || height === undefined ? null : { width, height }
}
