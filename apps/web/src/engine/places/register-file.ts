import type { RegisterParts } from './place-register.ts'

/*
 * A register of places as one file: a number that says what it is, a sum over the rest, the length of the JSON, the JSON, then the columns.
 * It holds nothing that cannot be asked for again, so it is written over itself, and one that a kill left half written is none.
 */

const FORM = 0x31504352
const HEAD_BYTES = 12

type RegisterHead = Pick<RegisterParts, 'names' | 'seen' | 'libraryId'> & {
  readonly spots: number
  readonly numbers: number
}

/** Writes a register. */
export function encodeRegister(parts: RegisterParts): Uint8Array {
  const { libraryId, names, seen, spots, spotPlaces, byNo } = parts
  const told: RegisterHead = { libraryId, names, seen, spots: spots.length, numbers: byNo.length }
  const json = new TextEncoder().encode(JSON.stringify(told))
  const columns = [spots, spotPlaces, byNo].map(bytesOf)
  const length = columns.reduce((sum, { byteLength }) => sum + byteLength, HEAD_BYTES + json.length)
  const bytes = new Uint8Array(length)
  bytes.set(json, HEAD_BYTES)
  let at = HEAD_BYTES + json.length
  for (const column of columns) {
    bytes.set(column, at)
    at += column.length
  }
  const head = new DataView(bytes.buffer)
  head.setUint32(0, FORM, true)
  head.setUint32(8, json.length, true)
  head.setUint32(4, sumOf(bytes.subarray(8)), true)
  return bytes
}

/** Reads a register; null when the bytes are none that was written whole by this release. */
export function decodeRegister(bytes: Uint8Array): RegisterParts | null {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length < HEAD_BYTES || head.getUint32(0, true) !== FORM) return null
  if (head.getUint32(4, true) !== sumOf(bytes.subarray(8))) return null
  const columnsAt = HEAD_BYTES + head.getUint32(8, true)
  // As it was written: the sum says so.
  const told = JSON.parse(new TextDecoder().decode(bytes.subarray(HEAD_BYTES, columnsAt))) as RegisterHead
  const { libraryId, names, seen, spots, numbers } = told
  // Copied, so that each column begins where numbers of its width may.
  const columns = bytes.slice(columnsAt).buffer
  if (columns.byteLength !== spots * 10 + numbers * 2) return null
  return {
    libraryId,
    names,
    seen,
    spots: new Float64Array(columns, 0, spots),
    spotPlaces: new Uint16Array(columns, spots * 8, spots),
    byNo: new Uint16Array(columns, spots * 10, numbers),
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** FNV-1a, which is enough to tell a file that was cut short. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0x811c9dc5
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193)
  return sum >>> 0
}
