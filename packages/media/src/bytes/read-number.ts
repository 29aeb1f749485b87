/** Order of the bytes of a number: the lowest first (Intel) or the highest first (Motorola, networks). */
export type ByteOrder = 'little' | 'big'

/** The unsigned number in `sizeBytes` (1 to 8) bytes at `at`; NaN when not all of them are there. 8 bytes past 2^53 lose their last digits. */
export function readUnsigned(bytes: Uint8Array, at: number, sizeBytes: number, order: ByteOrder): number {
  if (!(at >= 0) || at + sizeBytes > bytes.length) return Number.NaN
  let value = 0
  for (let index = 0; index < sizeBytes; index += 1) {
    const position = order === 'big' ? at + index : at + sizeBytes - 1 - index
    value = value * 256 + (bytes[position] ?? 0)
  }
  return value
}

/** The signed number (two's complement) in 1 to 4 bytes at `at`; NaN when not all of them are there. */
export function readSigned(bytes: Uint8Array, at: number, sizeBytes: number, order: ByteOrder): number {
  const value = readUnsigned(bytes, at, sizeBytes, order)
  return value >= 2 ** (sizeBytes * 8 - 1) ? value - 2 ** (sizeBytes * 8) : value
}

/** The IEEE 754 number in 4 or 8 bytes at `at`; NaN when not all of them are there. */
export function readFloat(bytes: Uint8Array, at: number, sizeBytes: 4 | 8, order: ByteOrder): number {
  if (!(at >= 0) || at + sizeBytes > bytes.length) return Number.NaN
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return sizeBytes === 4 ? view.getFloat32(at, order === 'little') : view.getFloat64(at, order === 'little')
}
