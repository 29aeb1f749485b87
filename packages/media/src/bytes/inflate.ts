/*
 * The inverse of deflate (RFC 1951) behind a zlib header (RFC 1950), for the texts that PNG keeps packed. It is
 * here because this package has no other way to it, and because its output is bounded while it grows: a text of
 * 100 bytes may claim to be gigabytes. Codes are read bit by bit from counts per length (as in Mark Adler's puff).
 */

const BITS_MAX = 15
const LENGTH_BASES = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
]
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const DISTANCE_BASES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
]
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

interface Code {
  readonly countByLength: Uint16Array
  readonly symbols: Uint16Array
}

interface State {
  readonly bytes: Uint8Array
  /** In bits. */
  at: number
  out: Uint8Array
  length: number
  readonly limit: number
}

/**
 * Unpacks zlib's format. Null when it is damaged, cut short or would be longer than `limitBytes`. The time it
 * takes grows with the bytes given and the limit only. The checksum is not compared.
 */
export function inflate(bytes: Uint8Array, limitBytes: number): Uint8Array | null {
  const [method = 0, flags = 0] = bytes
  if ((method & 15) !== 8 || (method * 256 + flags) % 31 !== 0 || (flags & 32) !== 0) return null
  const state: State = {
    bytes: bytes.subarray(2),
    at: 0,
    out: new Uint8Array(Math.min(limitBytes, 4096)),
    length: 0,
    limit: limitBytes,
  }
  for (;;) {
    const isLast = readBits(state, 1)
    const kind = readBits(state, 2)
    const isDone = kind === 0 ? copyStored(state) : kind === 1 || kind === 2 ? readPacked(state, kind) : false
    if (!isDone) return null
    if (isLast === 1) return state.out.subarray(0, state.length)
  }
}

/** NaN past the end. */
function readBits(state: State, count: number): number {
  let value = 0
  for (let index = 0; index < count; index += 1) {
    const byte = state.bytes[state.at >> 3]
    if (byte === undefined) return Number.NaN
    value |= ((byte >> (state.at & 7)) & 1) << index
    state.at += 1
  }
  return value
}

function append(state: State, byte: number): boolean {
  if (state.length >= state.limit) return false
  if (state.length === state.out.length) {
    const wider = new Uint8Array(Math.min(state.limit, state.out.length * 2))
    wider.set(state.out)
    state.out = wider
  }
  state.out[state.length] = byte
  state.length += 1
  return true
}

function copyStored(state: State): boolean {
  let at = (state.at + 7) >> 3
  const length = (state.bytes[at] ?? 0) | ((state.bytes[at + 1] ?? 0) << 8)
  at += 4
  if (at + length > state.bytes.length) return false
  for (let index = 0; index < length; index += 1)
    if (!append(state, state.bytes[at + index] ?? 0)) return false
  state.at = (at + length) * 8
  return true
}

function readPacked(state: State, kind: 1 | 2): boolean {
  const codes = kind === 1 ? FIXED : readCodes(state)
  if (codes === null) return false
  for (;;) {
    const symbol = readSymbol(state, codes.literals)
    if (symbol === 256) return true
    if (symbol < 256) {
      if (!append(state, symbol)) return false
      continue
    }
    const lengthAt = symbol - 257
    const length = (LENGTH_BASES[lengthAt] ?? Number.NaN) + readBits(state, LENGTH_BITS[lengthAt] ?? 0)
    const distanceAt = readSymbol(state, codes.distances)
    const distance =
      (DISTANCE_BASES[distanceAt] ?? Number.NaN) + readBits(state, DISTANCE_BITS[distanceAt] ?? 0)
    if (!(distance <= state.length && length > 0)) return false
    for (let index = 0; index < length; index += 1) {
      if (!append(state, state.out[state.length - distance] ?? 0)) return false
    }
  }
}

/** The symbol of the next code; NaN when there is none. */
function readSymbol(state: State, { countByLength, symbols }: Code): number {
  let [code, first, index] = [0, 0, 0]
  for (let length = 1; length <= BITS_MAX; length += 1) {
    code |= readBits(state, 1)
    if (state.at > state.bytes.length * 8) return Number.NaN
    const count = countByLength[length] ?? 0
    if (code - count < first) return symbols[index + code - first] ?? Number.NaN
    index += count
    first = (first + count) << 1
    code <<= 1
    if (state.at >= state.bytes.length * 8) return Number.NaN
  }
  return Number.NaN
}

function readCodes(state: State) {
  const literalCount = readBits(state, 5) + 257
  const distanceCount = readBits(state, 5) + 1
  const orderCount = readBits(state, 4) + 4
  const orderLengths = Array.from({ length: 19 }, () => 0)
  for (const position of CODE_ORDER.slice(0, orderCount)) orderLengths[position] = readBits(state, 3)
  const order = makeCode(orderLengths)
  const lengths: number[] = []
  while (lengths.length < literalCount + distanceCount) {
    const symbol = readSymbol(state, order)
    if (symbol < 16) lengths.push(symbol)
    else if (symbol === 16) repeat(lengths, lengths.at(-1) ?? 0, 3 + readBits(state, 2))
    else if (symbol === 17) repeat(lengths, 0, 3 + readBits(state, 3))
    else if (symbol === 18) repeat(lengths, 0, 11 + readBits(state, 7))
    else return null
  }
  return {
    literals: makeCode(lengths.slice(0, literalCount)),
    distances: makeCode(lengths.slice(literalCount, literalCount + distanceCount)),
  }
}

/** Adds a length so often; a count that is missing ends the list of codes as too short. */
function repeat(lengths: number[], length: number, count: number): void {
  for (let index = 0; index < (Number.isNaN(count) ? 1 : count); index += 1) lengths.push(length)
}

function makeCode(lengths: readonly number[]): Code {
  const countByLength = new Uint16Array(BITS_MAX + 1)
  for (const length of lengths) countByLength[length] = (countByLength[length] ?? 0) + 1
  countByLength[0] = 0
  const next = new Uint16Array(BITS_MAX + 2)
  for (let length = 1; length <= BITS_MAX; length += 1) {
    next[length + 1] = (next[length] ?? 0) + (countByLength[length] ?? 0)
  }
  const symbols = new Uint16Array(lengths.length)
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue
    const at = next[length] ?? 0
    symbols[at] = symbol
    next[length] = at + 1
  }
  return { countByLength, symbols }
}

/** The codes of blocks that bring none of their own. */
const FIXED = {
  literals: makeCode(
    Array.from({ length: 288 }, (_, index) => (index < 144 ? 8 : index < 256 ? 9 : index < 280 ? 7 : 8)),
  ),
  distances: makeCode(Array.from({ length: 30 }, () => 5)),
}
