import { FieldReader } from './field-reader.ts'
import { iterateBoxes } from './iterate-boxes.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/** Width to height of a JPEG XL, by the three bits that stand for it (ISO/IEC 18181-1 table "ratio"). */
const RATIOS: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
]

/** Bits of a size in JPEG XL, by the two bits before it. */
const SIZE_BITS = [9, 13, 18, 30] as const

/** The pixels that a JPEG XL declares, before any turn; bare or in boxes. Null when they are not to be found. */
export function readJxlSize(bytes: Uint8Array): Size | null {
  if (bytes[0] === 0xff && bytes[1] === 0x0a) return readSizeHeader(bytes, 2)
  for (const box of iterateBoxes(bytes, 0, bytes.length)) {
    if (box.type === 'jxlc') return readSizeHeader(bytes, box.contentFrom + 2)
    // Parts are numbered; the first part comes first.
    if (box.type === 'jxlp') return readSizeHeader(bytes, box.contentFrom + 4 + 2)
  }
  return null
}

/** The pixels that a JPEG 2000 declares, bare or in boxes (ISO/IEC 15444-1 §A.5.1). Null when they are not to be found. */
export function readJpeg2000Size(bytes: Uint8Array): Size | null {
  let from = 0
  if (bytes[0] !== 0xff) {
    for (const box of iterateBoxes(bytes, 0, bytes.length)) if (box.type === 'jp2c') from = box.contentFrom
  }
  const fields = new FieldReader(bytes, from)
  if (fields.read(4) !== 0xff4fff51) return null
  fields.read(4)
  const [right, bottom, left, top] = [fields.read(4), fields.read(4), fields.read(4), fields.read(4)]
  return fields.isPastEnd ? null : { width: right - left, height: bottom - top }
}

/** The profile in the boxes of a JPEG 2000 (§I.5.3.3), null when there is none. */
export function readJpeg2000Profile(bytes: Uint8Array): Uint8Array | null {
  for (const header of iterateBoxes(bytes, 0, bytes.length)) {
    if (header.type !== 'jp2h') continue
    for (const box of iterateBoxes(bytes, header.contentFrom, header.to)) {
      const method = box.type === 'colr' ? bytes[box.contentFrom] : 0
      if (method === 2 || method === 3) return bytes.subarray(box.contentFrom + 3, box.to)
    }
  }
  return null
}

/** ISO/IEC 18181-1 `SizeHeader`; bits are taken from the low end of each byte. */
function readSizeHeader(bytes: Uint8Array, from: number): Size | null {
  let at = from * 8
  const read = (count: number): number => {
    let value = 0
    for (let bit = 0; bit < count; bit++, at++) value += (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) * 2 ** bit
    return value
  }
  const isSmall = read(1) === 1
  const readLength = (): number => (isSmall ? (read(5) + 1) * 8 : read(SIZE_BITS[read(2)] ?? 9) + 1)
  const height = readLength()
  const [across, down] = RATIOS[read(3)] ?? [0, 1]
  const width = across === 0 ? readLength() : Math.floor((height * across) / down)
  return at > bytes.length * 8 ? null : { width, height }
}
