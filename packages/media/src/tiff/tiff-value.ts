import { cleanText, decodeText } from '../bytes/decode-text.ts'
import { readFloat, readSigned, readUnsigned } from '../bytes/read-number.ts'
import type { TiffDirectory } from './read-tiff.ts'

/** Numbers of one value that are read: GPS needs three, lists of strips a few. */
const NUMBERS_MAX = 64

/** The first text of a tag, cleaned; null when there is none. */
export function readTiffText(directory: TiffDirectory, tag: number): string | null {
  const entry = directory.entryByTag.get(tag)
  if (entry === undefined || ![1, 2, 7, 129].includes(entry.type)) return null
  const end = entry.value.indexOf(0)
  return cleanText(decodeText(end === -1 ? entry.value : entry.value.subarray(0, end)))
}

/** The numbers of a tag, fractions divided, NaN for a fraction over zero; empty when there are none. */
export function readTiffNumbers(directory: TiffDirectory, tag: number): readonly number[] {
  const entry = directory.entryByTag.get(tag)
  if (entry === undefined) return []
  const numbers: number[] = []
  for (let index = 0; index < Math.min(entry.count, NUMBERS_MAX); index += 1) {
    const value = readOne(entry.value, entry.type, index, directory)
    if (value === null) break
    numbers.push(value)
  }
  return numbers
}

/** The first number of a tag; null when there is none or it is not finite. */
export function readTiffNumber(directory: TiffDirectory, tag: number): number | null {
  const first = readTiffNumbers(directory, tag)[0]
  return first !== undefined && Number.isFinite(first) ? first : null
}

function readOne(bytes: Uint8Array, type: number, index: number, { order }: TiffDirectory): number | null {
  switch (type) {
    case 1:
    case 7:
      return orNull(bytes, index + 1, readUnsigned(bytes, index, 1, order))
    case 3:
      return orNull(bytes, index * 2 + 2, readUnsigned(bytes, index * 2, 2, order))
    case 4:
    case 13:
      return orNull(bytes, index * 4 + 4, readUnsigned(bytes, index * 4, 4, order))
    case 16:
    case 17:
    case 18:
      return orNull(bytes, index * 8 + 8, readUnsigned(bytes, index * 8, 8, order))
    case 6:
      return orNull(bytes, index + 1, readSigned(bytes, index, 1, order))
    case 8:
      return orNull(bytes, index * 2 + 2, readSigned(bytes, index * 2, 2, order))
    case 9:
      return orNull(bytes, index * 4 + 4, readSigned(bytes, index * 4, 4, order))
    case 5: {
      const over = readUnsigned(bytes, index * 8 + 4, 4, order)
      return orNull(bytes, index * 8 + 8, divide(readUnsigned(bytes, index * 8, 4, order), over))
    }
    case 10: {
      const over = readSigned(bytes, index * 8 + 4, 4, order)
      return orNull(bytes, index * 8 + 8, divide(readSigned(bytes, index * 8, 4, order), over))
    }
    case 11:
      return orNull(bytes, index * 4 + 4, readFloat(bytes, index * 4, 4, order))
    case 12:
      return orNull(bytes, index * 8 + 8, readFloat(bytes, index * 8, 8, order))
    default:
      return null
  }
}

function orNull(bytes: Uint8Array, end: number, value: number): number | null {
  return end > bytes.length ? null : value
}

function divide(upper: number, lower: number): number {
  return lower === 0 ? Number.NaN : upper / lower
}
