/* Formats with a fixed header and little else: GIF, BMP, Photoshop's own, and drawings in SVG. */
import { type ByteReader, createMemoryReader } from '../bytes/byte-reader.ts'
import { readSigned, readUnsigned } from '../bytes/read-number.ts'
import { holdsAscii } from '../holds-ascii.ts'
import { latin1At } from '../latin1-at.ts'
import { findPhotoshopResource, IPTC_RESOURCE } from '../metadata/read-iptc.ts'
import { readTiff } from '../tiff/read-tiff.ts'
import { NO_PARTS, type StillParts } from './still-parts.ts'

/** How far a GIF is read for its frames, in bytes and blocks. */
const GIF_BYTES_MAX = 8 * 1024 * 1024
const GIF_BLOCKS_MAX = 20_000
/** Bytes of a Photoshop file's resources that are read. */
const RESOURCE_BYTES_MAX = 4 * 1024 * 1024
const EXIF_RESOURCE = 0x0422
const XMP_RESOURCE = 0x0424
/** How far into a drawing its first tag may end. */
const DRAWING_BYTES_MAX = 65_536

/** Reads a GIF's header and its frames' times. Rejects only when the reader does. */
export async function readGif(reader: ByteReader): Promise<StillParts> {
  const bytes = await reader.read(0, GIF_BYTES_MAX)
  const [width, height] = [readUnsigned(bytes, 6, 2, 'little'), readUnsigned(bytes, 8, 2, 'little')]
  if (Number.isNaN(height)) return NO_PARTS
  const { frames, durationMs } = walkGif(bytes)
  const isAnimated = frames > 1
  const xmpPackets = holdsAscii(bytes, 'XMP DataXMP') ? [findPacket(bytes)] : []
  return {
    ...NO_PARTS,
    width,
    height,
    isAnimated,
    durationMs: isAnimated ? durationMs : null,
    xmpPackets,
  }
}

/** Reads a bitmap's header: OS/2's first with 16 bits, all others with 32, height negative when the top comes first. */
export async function readBmp(reader: ByteReader): Promise<StillParts> {
  const bytes = await reader.read(0, 32)
  const isOld = readUnsigned(bytes, 14, 4, 'little') === 12
  const width = isOld ? readUnsigned(bytes, 18, 2, 'little') : readSigned(bytes, 18, 4, 'little')
  const height = isOld ? readUnsigned(bytes, 20, 2, 'little') : readSigned(bytes, 22, 4, 'little')
  return Number.isNaN(height) ? NO_PARTS : { ...NO_PARTS, width: Math.abs(width), height: Math.abs(height) }
}

/** Reads a Photoshop file's header and the metadata among its resources. Rejects only when the reader does. */
export async function readPsd(reader: ByteReader): Promise<StillParts> {
  const head = await reader.read(0, 30)
  const [height, width] = [readUnsigned(head, 14, 4, 'big'), readUnsigned(head, 18, 4, 'big')]
  const at = 30 + readUnsigned(head, 26, 4, 'big')
  if (Number.isNaN(at)) return NO_PARTS
  const sizeBytes = readUnsigned(await reader.read(at, 4), 0, 4, 'big')
  const resources = await reader.read(at + 4, Math.min(sizeBytes, RESOURCE_BYTES_MAX))
  const exif = findPhotoshopResource(resources, EXIF_RESOURCE)
  const xmp = findPhotoshopResource(resources, XMP_RESOURCE)
  const iptc = findPhotoshopResource(resources, IPTC_RESOURCE)
  const tiff = exif === null ? null : await readTiff(createMemoryReader(exif))
  return {
    ...NO_PARTS,
    width,
    height,
    tiffs: tiff === null ? [] : [tiff],
    xmpPackets: xmp === null ? [] : [xmp],
    iptcBlocks: iptc === null ? [] : [iptc],
  }
}

/** Reads a drawing's width and height where they are told in pixels. Nothing in it is followed or expanded. */
export async function readSvg(reader: ByteReader): Promise<StillParts> {
  const bytes = await reader.read(0, DRAWING_BYTES_MAX)
  const tag = /<(?:\w+:)?svg\s([^<>]{0,4000})>/.exec(latin1At(bytes, 0, bytes.length))?.[1] ?? ''
  const [width, height] = ['width', 'height'].map((name) => {
    const digits = new RegExp(`(?:^|\\s)${name}\\s*=\\s*["']\\s*(\\d{1,6})(?:\\.\\d+)?(?:px)?\\s*["']`).exec(
      tag,
    )?.[1]
    return digits === undefined ? null : Number(digits)
  })
  return { ...NO_PARTS, width: width ?? null, height: height ?? null }
}

/** The packet stands in an extension as it is. Its reader finds where it begins and ends. */
function findPacket(bytes: Uint8Array): Uint8Array {
  for (let at = bytes.indexOf(0x3c); at !== -1; at = bytes.indexOf(0x3c, at + 1)) {
    if (['<?xp', '<x:x', '<rdf'].includes(latin1At(bytes, at, 4))) return bytes.subarray(at)
  }
  return new Uint8Array()
}

/** Counts frames and sums up how long each is shown; the sum is null where the file goes on past what is read. */
function walkGif(bytes: Uint8Array): { readonly frames: number; readonly durationMs: number | null } {
  const flags = bytes[10] ?? 0
  let at = 13 + ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1))
  let frames = 0
  let durationMs = 0
  for (let count = 0; count < GIF_BLOCKS_MAX; count += 1) {
    const kind = bytes[at]
    if (kind === 0x21) {
      // A graphic control extension tells how long the next frame is shown, in hundredths of a second.
      if (bytes[at + 1] === 0xf9) durationMs += (readUnsigned(bytes, at + 4, 2, 'little') || 0) * 10
      at += 2
    } else if (kind === 0x2c) {
      frames += 1
      const local = bytes[at + 9] ?? 0
      at += 11 + ((local & 0x80) === 0 ? 0 : 3 * 2 ** ((local & 7) + 1))
    } else
      return { frames, durationMs: at >= bytes.length && bytes.length === GIF_BYTES_MAX ? null : durationMs }
    while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0)
    at += 1
  }
  return { frames, durationMs: null }
}
