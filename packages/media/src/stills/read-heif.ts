/*
 * HEIF, HEIC and AVIF (ISO/IEC 23008-12): a `meta` box lists items (pictures, tiles, EXIF, XMP), says where each
 * one's bytes are, and which properties belong to which item. The picture one sees is the primary item; its
 * `ispe` is the size before its own crop, rotation and mirroring.
 */
import { type ByteReader, createMemoryReader, joinBytes } from '../bytes/byte-reader.ts'
import { readUnsigned } from '../bytes/read-number.ts'
import { latin1At } from '../latin1-at.ts'
import { readTiff, type Tiff } from '../tiff/read-tiff.ts'
import { type HeifItems, type HeifItem, readHeifItems } from './read-heif-items.ts'
import { listBoxes, readBox } from './list-boxes.ts'
import { NO_PARTS, type StillParts } from './still-parts.ts'

/** Bytes of the `meta` box: 200 MP in tiles of 512 pixels have 100 KiB. */
const META_BYTES_MAX = 2 * 1024 * 1024
/** Bytes of one EXIF or XMP item. */
const ITEM_BYTES_MAX = 1024 * 1024
/** EXIF items, and XMP items, that are read. */
const METADATA_ITEMS_MAX = 4
/** How far into an EXIF item its TIFF header is looked for. */
const TIFF_START_MAX = 64

/** Kinds of auxiliary pictures that are gain maps. */
const GAIN_MAP_KINDS = /hdrgainmap|gainmap/i
/** Transfer functions of HDR pictures (ITU-T H.273): PQ and HLG. */
const HDR_TRANSFERS: ReadonlySet<number> = new Set([16, 18])

/** Reads the items that tell of the primary picture. What is damaged is left out; rejects only when the reader does. */
export async function readHeif(reader: ByteReader): Promise<StillParts> {
  const boxes = await listBoxes(reader, 0, reader.bytes)
  const meta = boxes.find(({ type }) => type === 'meta')
  const video = boxes.find(({ type }) => type === 'mpvd')
  const found = {
    ...NO_PARTS,
    // Picture sequences are movies besides.
    isAnimated: boxes.some(({ type }) => type === 'moov'),
    video: video === undefined ? null : { from: video.from, to: video.to },
  }
  if (meta === undefined) return { ...found, warnings: ['the list of pictures is missing'] }
  const items = await readHeifItems(createMemoryReader(await readBox(reader, meta, META_BYTES_MAX)))
  const { tiffs, xmpPackets, isMissing } = await readMetadataItems(reader, items)
  const primary = items.itemById.get(items.primaryId ?? -1)
  const shown = primary ?? [...items.itemById.values()].find(({ size }) => size !== null)
  const kinds = [...items.itemById.values()].map(({ auxiliaryKind }) => auxiliaryKind ?? '')
  const hasToneMap = [...items.itemById.values()].some(({ type }) => type === 'tmap')
  return {
    ...found,
    width: shown?.size?.width ?? null,
    height: shown?.size?.height ?? null,
    tiffs,
    xmpPackets,
    ownOrientation: shown === undefined ? null : ownOrientationOf(shown),
    isHdr:
      hasToneMap ||
      kinds.some((kind) => GAIN_MAP_KINDS.test(kind)) ||
      HDR_TRANSFERS.has(shown?.transfer ?? 0),
    warnings: [
      ...(meta.isCut || items.isDamaged ? ['the list of pictures is damaged'] : []),
      ...(isMissing ? ['metadata lie outside the file'] : []),
    ],
  }
}

/** EXIF's orientation for a picture's own rotation (quarters, counterclockwise), then mirroring. */
function ownOrientationOf({ quarterTurns, mirror }: HeifItem): number {
  const turned = [1, 8, 3, 6]
  const flippedVertically = [4, 5, 2, 7]
  const flippedHorizontally = [2, 7, 4, 5]
  const table = mirror === null ? turned : mirror === 'vertical' ? flippedVertically : flippedHorizontally
  return table[quarterTurns] ?? 1
}

async function readMetadataItems(reader: ByteReader, items: HeifItems) {
  const tiffs: Tiff[] = []
  const xmpPackets: Uint8Array[] = []
  let isMissing = false
  // What describes a gain map or a depth map is not about the photo.
  const about = [...items.itemById.values()].filter(
    ({ describes }) =>
      describes.length === 0 || items.primaryId === null || describes.includes(items.primaryId),
  )
  const exif = about.filter(({ type }) => type === 'Exif')
  const xmp = about.filter(({ type, mime }) => type === 'mime' && mime === 'application/rdf+xml')
  for (const item of [...exif.slice(0, METADATA_ITEMS_MAX), ...xmp.slice(0, METADATA_ITEMS_MAX)]) {
    const bytes = await readItem(reader, item, items.inlineBytes)
    if (bytes.length === 0) isMissing = true
    else if (item.type === 'mime') xmpPackets.push(bytes)
    else {
      const tiff = await readTiff(createMemoryReader(cutToTiff(bytes)))
      if (tiff !== null) tiffs.push(tiff)
    }
  }
  return { tiffs, xmpPackets, isMissing }
}

async function readItem(reader: ByteReader, item: HeifItem, inlineBytes: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let left = ITEM_BYTES_MAX
  for (const { at, sizeBytes } of item.extents) {
    const wanted = Math.min(sizeBytes === 0 ? left : sizeBytes, left)
    const part = item.isInline ? inlineBytes.subarray(at, at + wanted) : await reader.read(at, wanted)
    parts.push(part)
    left -= part.length
    if (left <= 0) break
  }
  return joinBytes(parts)
}

/** An EXIF item begins with how far its TIFF header is; some writers tell it wrongly. */
function cutToTiff(bytes: Uint8Array): Uint8Array {
  const told = 4 + readUnsigned(bytes, 0, 4, 'big')
  for (const at of [told, ...Array.from({ length: TIFF_START_MAX }, (_, index) => index)]) {
    if (['II*\0', 'MM\0*'].includes(latin1At(bytes, at, 4))) return bytes.subarray(at)
  }
  return bytes
}
