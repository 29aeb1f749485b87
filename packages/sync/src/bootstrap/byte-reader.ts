/** Bytes that are no segment, or one that this release cannot read. */
export class SegmentFailure extends Error {
  constructor(what: string) {
    super(`Cannot read segment: ${what}`)
    this.name = 'SegmentFailure'
  }
}

/**
 * Reads what a `ByteWriter` wrote. Whatever the bytes are, it reads nothing beyond them and makes room for nothing that they do
 * not hold: every method throws a {@link SegmentFailure} instead.
 */
export interface ByteReader {
  readonly count: () => number
  readonly signed: () => number
  readonly byte: () => number
  readonly float: () => number
  /** The next bytes, as a view. */
  readonly bytes: (length: number) => Uint8Array
  /** A text of so many UTF-16 units. */
  readonly text: (units: number) => string
  /** How many bytes have not been read. */
  readonly left: () => number
}

/** Units that become a text at a time: a call takes only so many arguments. */
const TEXT_CHUNK = 4_096

/** Seven bits further than any number that is exact. */
const SCALE_MAX = 2 ** 56

/** Begins to read `input` at its first byte. */
export function createByteReader(input: Uint8Array): ByteReader {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
  let at = 0

  function byte(): number {
    const value = input[at]
    if (value === undefined) throw new SegmentFailure('it ends too early')
    at++
    return value
  }

  function take(length: number): number {
    if (length > input.length - at) throw new SegmentFailure('it ends too early')
    at += length
    return at - length
  }

  function count(): number {
    let last = byte()
    if (last < 128) return last
    let value = last - 128
    for (let scale = 128; last >= 128; scale *= 128) {
      last = byte()
      value += (last % 128) * scale
      if (scale >= SCALE_MAX || value > Number.MAX_SAFE_INTEGER)
        throw new SegmentFailure('a number is too large')
    }
    return value
  }

  function text(units: number): string {
    if (units > input.length - at) throw new SegmentFailure('it ends too early')
    let whole = ''
    for (let done = 0; done < units; done += TEXT_CHUNK) {
      const codes: number[] = []
      for (let index = done; index < Math.min(units, done + TEXT_CHUNK); index++) {
        const first = input[at] ?? 128
        if (first < 128) at++ // ASCII, most of the time: a call less
        codes.push(first < 128 ? first : count())
      }
      whole += String.fromCharCode(...codes)
    }
    return whole
  }

  return {
    count,
    signed: () => {
      const first = byte()
      const low = (first % 128) >> 1
      const size = first < 128 ? low : count() * 64 + low
      if (size > Number.MAX_SAFE_INTEGER) throw new SegmentFailure('a number is too large')
      return first % 2 === 0 || size === 0 ? size : -size
    },
    byte,
    float: () => view.getFloat64(take(8)),
    bytes: (length) => {
      const from = take(length)
      return input.subarray(from, from + length)
    },
    text,
    left: () => input.length - at,
  }
}
