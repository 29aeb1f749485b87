/*
 * A JPEG is a row of segments: 0xff, a marker, a length, the content (ITU-T T.81, annex B). Metadata stand in
 * application segments before the first scan: EXIF and XMP in APP1, the list of further pictures (CIPA DC-007) in
 * APP2, IPTC in APP13; the size in the frame header. Cameras disagree on the order, so all segments up to the
 * scan are looked at.
 */
import { type ByteReader, createMemoryReader, joinBytes } from '../bytes/byte-reader.ts'
import { readUnsigned } from '../bytes/read-number.ts'
import { holdsAscii } from '../holds-ascii.ts'
import { latin1At } from '../latin1-at.ts'
import { findPhotoshopResource, IPTC_RESOURCE } from '../metadata/read-iptc.ts'
import { readTiff, type Tiff } from '../tiff/read-tiff.ts'
import { NO_PARTS, type StillParts } from './still-parts.ts'

/** Segments before the first scan: real files have under a hundred, of which color profiles take most. */
const SEGMENTS_MAX = 1000
/** Metadata of one kind that are kept, in segments. */
const BLOCKS_MAX = 40
/** How far a lost marker is looked for, in bytes. */
const RESYNC_BYTES = 65_536
/** Pictures in one file besides the first that are looked into, and how far. */
const FURTHER_PICTURES_MAX = 6
const FURTHER_HEAD_BYTES = 32_768

const EXIF_START = 'Exif\0'
const XMP_START = 'http://ns.adobe.com/xap/1.0/\0'
const XMP_PART_START = 'http://ns.adobe.com/xmp/extension/'
/** How far into a segment the packet begins. */
const XMP_HEAD_BYTES = 256
const PHOTOSHOP_START = 'Photoshop 3.0\0'
const GAIN_MAP_START = 'urn:iso:std:iso:ts:21496:-1'
/** Words in a further picture that make it a gain map: Apple's, Adobe's and Google's, ISO's. */
const GAIN_MAP_WORDS = ['HDRGainMapVersion', 'aux:hdrgainmap', 'hdrgm:Version', GAIN_MAP_START]

/** One segment: the marker's second byte and where its content is. */
interface Segment {
  readonly marker: number
  readonly from: number
  readonly content: Uint8Array
}

interface Picked {
  size: { readonly width: number; readonly height: number } | null
  readonly exif: Uint8Array[]
  readonly xmp: Uint8Array[]
  readonly photoshop: Uint8Array[]
  further: { readonly from: number; readonly content: Uint8Array } | null
  isHdr: boolean
  isCut: boolean
}

/** Reads a JPEG's segments up to its first scan. What is damaged is left out; rejects only when the reader does. */
export async function readJpeg(reader: ByteReader): Promise<StillParts> {
  const picked: Picked = {
    size: null,
    exif: [],
    xmp: [],
    photoshop: [],
    further: null,
    isHdr: false,
    isCut: false,
  }
  await walkSegments(reader, picked)
  const tiffs: Tiff[] = []
  for (const block of picked.exif) {
    const tiff = await readTiff(createMemoryReader(block))
    if (tiff !== null) tiffs.push(tiff)
  }
  const iptc = findPhotoshopResource(joinBytes(picked.photoshop), IPTC_RESOURCE)
  return {
    ...NO_PARTS,
    width: picked.size?.width ?? null,
    height: picked.size?.height ?? null,
    tiffs,
    xmpPackets: picked.xmp,
    iptcBlocks: iptc === null ? [] : [iptc],
    isHdr: picked.isHdr || (await holdsGainMap(reader, picked.further)),
    warnings: picked.isCut || picked.size === null ? ['the picture ends before its pixels'] : [],
  }
}

/** Width and height in the frame header of a JPEG; null when there is none in the first segments. Rejects only when the reader does. */
export async function readJpegSize(
  reader: ByteReader,
): Promise<{ readonly width: number; readonly height: number; readonly isLossless: boolean } | null> {
  const start = await reader.read(0, 2)
  if (readUnsigned(start, 0, 2, 'big') !== 0xffd8) return null
  let at = 2
  for (let count = 0; count < SEGMENTS_MAX; count += 1) {
    const head = await reader.read(at, 10)
    const marker = head[1] ?? 0
    const lengthBytes = readUnsigned(head, 2, 2, 'big')
    if (head[0] !== 0xff || marker === 0xda || marker === 0xd9) return null
    if (isFrame(marker)) {
      const size = readFrame(head.subarray(4))
      return size === null ? null : { ...size, isLossless: marker === 0xc3 }
    }
    if (marker === 0xff) at += 1
    else if (lengthBytes >= 2) at += 2 + lengthBytes
    else return null
  }
  return null
}

async function walkSegments(reader: ByteReader, picked: Picked): Promise<void> {
  let at = 2
  let resyncs = 0
  for (let count = 0; count < SEGMENTS_MAX; count += 1) {
    const head = await reader.read(at, 4)
    if (head.length < 2) {
      picked.isCut = true
      return
    }
    const marker = head[1] ?? 0
    const lengthBytes = readUnsigned(head, 2, 2, 'big')
    if (head[0] !== 0xff || marker === 0 || !(lengthBytes >= 2 || isAlone(marker) || marker === 0xff)) {
      const next = resyncs < BLOCKS_MAX ? await findMarker(reader, at + 1) : null
      if (next === null) return
      resyncs += 1
      at = next
      continue
    }
    if (marker === 0xda || marker === 0xd9) return
    if (marker === 0xff) at += 1
    else if (isAlone(marker)) at += 2
    else {
      const content = await readContent(reader, marker, at + 4, lengthBytes - 2)
      // Behind damage any two bytes may look like a frame header.
      const isSure = resyncs === 0 || !isFrame(marker) || isPlausibleFrame(await reader.read(at + 2, 8))
      if (content !== null && isSure) pick({ marker, from: at + 4, content }, picked)
      at += 2 + lengthBytes
    }
  }
}

/** Only what may be of use is read. */
function readContent(
  reader: ByteReader,
  marker: number,
  at: number,
  size: number,
): Promise<Uint8Array> | null {
  if (isFrame(marker)) return reader.read(at, 6)
  return [0xe1, 0xe2, 0xed].includes(marker) ? reader.read(at, size) : null
}

function pick({ marker, from, content }: Segment, picked: Picked): void {
  if (isFrame(marker)) {
    picked.size ??= readFrame(content)
    return
  }
  const start = latin1At(content, 0, 32)
  if (marker === 0xe1 && start.startsWith(EXIF_START) && picked.exif.length < BLOCKS_MAX) {
    const block = content.subarray(6)
    const isFirst = ['II', 'MM'].includes(latin1At(block, 0, 2))
    const last = picked.exif.at(-1)
    // A block longer than a segment goes on in the next one.
    if (!isFirst && last !== undefined) picked.exif[picked.exif.length - 1] = joinBytes([last, block])
    else picked.exif.push(block)
  }
  if (marker === 0xe1 && isXmp(content) && picked.xmp.length < BLOCKS_MAX) picked.xmp.push(content)
  if (marker === 0xe2 && start.startsWith('MPF\0'))
    picked.further ??= { from: from + 4, content: content.subarray(4) }
  if (marker === 0xe2 && start.startsWith(GAIN_MAP_START)) picked.isHdr = true
  if (marker === 0xed && start.startsWith(PHOTOSHOP_START) && picked.photoshop.length < BLOCKS_MAX) {
    picked.photoshop.push(content.subarray(PHOTOSHOP_START.length))
  }
}

/** Some writers damage the mark and leave the packet whole. Parts of a packet that is too long for one segment are none. */
function isXmp(content: Uint8Array): boolean {
  const start = latin1At(content, 0, XMP_HEAD_BYTES)
  return (
    start.startsWith(XMP_START) ||
    (/<\?xpacket begin|<x:xmpmeta/.test(start) && !start.startsWith(XMP_PART_START))
  )
}

/** Where the next frame header, scan or application segment begins after damage; null when none is near. */
async function findMarker(reader: ByteReader, from: number): Promise<number | null> {
  const bytes = await reader.read(from, RESYNC_BYTES)
  for (let at = bytes.indexOf(0xff); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1] ?? 0
    const isFound = isFrame(marker) ? isPlausibleFrame(bytes.subarray(at + 2)) : isResyncMarker(marker)
    if (isFound) return from + at
  }
  return null
}

/** Whether a further picture of the file is a gain map. */
async function holdsGainMap(reader: ByteReader, further: Picked['further']): Promise<boolean> {
  if (further === null) return false
  const list = (await readTiff(createMemoryReader(further.content)))?.directories[0]
  const entries = list?.entryByTag.get(0xb002)?.value
  if (list === undefined || entries === undefined) return false
  for (let index = 1; index <= FURTHER_PICTURES_MAX && (index + 1) * 16 <= entries.length; index += 1) {
    const sizeBytes = readUnsigned(entries, index * 16 + 4, 4, list.order)
    const offset = readUnsigned(entries, index * 16 + 8, 4, list.order)
    const head = await reader.read(further.from + offset, Math.min(sizeBytes, FURTHER_HEAD_BYTES))
    if (GAIN_MAP_WORDS.some((word) => holdsAscii(head, word))) return true
  }
  return false
}

function readFrame(content: Uint8Array) {
  const height = readUnsigned(content, 1, 2, 'big')
  const width = readUnsigned(content, 3, 2, 'big')
  return Number.isNaN(width) ? null : { width, height }
}

/** Frame headers of all codings; 0xc4, 0xc8 and 0xcc are tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

/** Length, precision, height, width, number of components: the first tells the last, and few values are in use. */
function isPlausibleFrame(bytes: Uint8Array): boolean {
  const components = bytes[7] ?? 0
  const isLength = readUnsigned(bytes, 0, 2, 'big') === 8 + 3 * components
  return isLength && components >= 1 && components <= 4 && [8, 12, 16].includes(bytes[2] ?? 0)
}

/** Scan, tables, application segments. */
function isResyncMarker(marker: number): boolean {
  return marker === 0xda || marker === 0xdb || (marker >= 0xe0 && marker <= 0xef)
}

/** Markers without a length. */
function isAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)
}
