/*
 * JPEG XL (ISO/IEC 18181): a bare codestream, or boxes (18181-2) with the codestream in one piece or several and
 * EXIF and XMP beside it. The codestream begins with its size and orientation, bit by bit, lowest first. Boxes
 * packed with Brotli are left alone.
 */
import { type ByteReader, createMemoryReader, joinBytes } from '../bytes/byte-reader.ts'
import { readUnsigned } from '../bytes/read-number.ts'
import { latin1At } from '../latin1-at.ts'
import { readTiff, type Tiff } from '../tiff/read-tiff.ts'
import { listBoxes, readBox } from './list-boxes.ts'
import { NO_PARTS, type StillParts } from './still-parts.ts'

const CONTENT_BYTES_MAX = 1024 * 1024
/** The header of a codestream is shorter than this. */
const HEADER_BYTES = 64
/** Width for height of the seven ratios that a size may be told by. */
const RATIOS: readonly (readonly [number, number])[] = [
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
]

/** Reads a JPEG XL file, in boxes or bare. What is damaged is left out; rejects only when the reader does. */
export async function readJxl(reader: ByteReader): Promise<StillParts> {
  const start = await reader.read(0, HEADER_BYTES)
  if (readUnsigned(start, 0, 2, 'big') === 0xff0a) return { ...NO_PARTS, ...readHeader(start) }
  const tiffs: Tiff[] = []
  const xmpPackets: Uint8Array[] = []
  const pieces: Uint8Array[] = []
  for (const box of await listBoxes(reader, 0, reader.bytes)) {
    if (box.type === 'jxlc') pieces.push(await readBox(reader, box, HEADER_BYTES))
    // A piece begins with its number.
    else if (box.type === 'jxlp') pieces.push((await readBox(reader, box, HEADER_BYTES)).subarray(4))
    else if (box.type === 'xml ') xmpPackets.push(await readBox(reader, box, CONTENT_BYTES_MAX))
    else if (box.type === 'Exif') {
      const bytes = await readBox(reader, box, CONTENT_BYTES_MAX)
      const told = bytes.subarray(4 + readUnsigned(bytes, 0, 4, 'big'))
      const isTold = ['II', 'MM'].includes(latin1At(told, 0, 2))
      const tiff = await readTiff(createMemoryReader(isTold ? told : bytes.subarray(4)))
      if (tiff !== null) tiffs.push(tiff)
    }
  }
  return { ...NO_PARTS, ...readHeader(joinBytes(pieces.slice(0, 8))), tiffs, xmpPackets }
}

function readHeader(
  bytes: Uint8Array,
): Pick<StillParts, 'width' | 'height' | 'ownOrientation' | 'isAnimated'> {
  let at = 16
  const bits = (count: number): number => {
    let value = 0
    for (let index = 0; index < count; index += 1, at += 1) {
      const byte = bytes[at >> 3]
      if (byte === undefined) return Number.NaN
      value += ((byte >> (at & 7)) & 1) * 2 ** index
    }
    return value
  }
  const wide = (): number => bits([9, 13, 18, 30][bits(2)] ?? 0) + 1
  const size = () => {
    const isSmall = bits(1) === 1
    const height = isSmall ? (bits(5) + 1) * 8 : wide()
    const ratio = RATIOS[bits(3) - 1]
    const width =
      ratio === undefined
        ? isSmall
          ? (bits(5) + 1) * 8
          : wide()
        : Math.floor((height * ratio[0]) / ratio[1])
    return { width, height }
  }
  const none = { width: null, height: null, ownOrientation: null, isAnimated: false }
  if (readUnsigned(bytes, 0, 2, 'big') !== 0xff0a) return none
  const { width, height } = size()
  if (Number.isNaN(width) || Number.isNaN(height)) return none
  const hasMore = bits(1) === 0 && bits(1) === 1
  if (!hasMore) return { width, height, ownOrientation: 1, isAnimated: false }
  const ownOrientation = bits(3) + 1
  if (bits(1) === 1) size()
  // Behind a preview the header goes on in another way, and no camera writes one.
  const isAnimated = bits(1) === 0 && bits(1) === 1
  return { width, height, ownOrientation: Number.isNaN(ownOrientation) ? 1 : ownOrientation, isAnimated }
}
