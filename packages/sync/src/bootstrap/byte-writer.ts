/** Bytes that grow at their end. What a {@link ByteReader} reads back. */
export interface ByteWriter {
  /** A whole number from 0 to 2^53 − 1, seven bits a byte, lowest first: small numbers take one byte. */
  readonly count: (value: number) => void
  /** A whole number up to 2^53 − 1 either way: its sign and six bits in the first byte, then as a count. */
  readonly signed: (value: number) => void
  /** One byte, 0 to 255. */
  readonly byte: (value: number) => void
  /** Eight bytes, exactly. */
  readonly float: (value: number) => void
  readonly bytes: (bytes: Uint8Array) => void
  /** Its UTF-16 units as counts, without a length: any text comes back as it was, also one that is no Unicode. */
  readonly text: (text: string) => void
  /** Everything written so far. */
  readonly finish: () => Uint8Array<ArrayBuffer>
}

/** Makes an empty {@link ByteWriter}. */
export function createByteWriter(): ByteWriter {
  let buffer = new Uint8Array(1024)
  let length = 0

  function reserve(more: number): void {
    if (length + more <= buffer.length) return
    const grown = new Uint8Array(Math.max(buffer.length * 2, length + more))
    grown.set(buffer.subarray(0, length))
    buffer = grown
  }

  /** The caller has reserved the eight bytes that a count takes at most. */
  function putCount(value: number): void {
    let left = value
    while (left >= 128) {
      buffer[length++] = (left % 128) + 128
      left = Math.floor(left / 128)
    }
    buffer[length++] = left
  }

  function count(value: number): void {
    reserve(8)
    putCount(value)
  }

  return {
    count,
    signed: (value) => {
      reserve(9)
      const size = Math.abs(value)
      const first = (size % 64) * 2 + (value < 0 ? 1 : 0)
      if (size < 64) buffer[length++] = first
      else {
        buffer[length++] = first + 128
        putCount(Math.floor(size / 64))
      }
    },
    byte: (value) => {
      reserve(1)
      buffer[length++] = value
    },
    float: (value) => {
      reserve(8)
      new DataView(buffer.buffer).setFloat64(length, value)
      length += 8
    },
    bytes: (bytes) => {
      reserve(bytes.length)
      buffer.set(bytes, length)
      length += bytes.length
    },
    text: (text) => {
      reserve(text.length * 3)
      for (let index = 0; index < text.length; index++) putCount(text.charCodeAt(index))
    },
    finish: () => buffer.slice(0, length),
  }
}
