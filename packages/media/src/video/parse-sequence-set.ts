/** Numbers above this are damage: no field that is read here has more bits of zeros before it. */
const ZEROS_MAX = 24
/** Frames of more pixels a side do not exist in H.264. */
const SIDE_PX_MAX = 16_384
/** Profiles whose sequence parameter set tells chroma, depth and scaling (ITU-T H.264, 7.3.2.1.1). */
const HIGH_PROFILES: readonly number[] = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]
/** Reference frames in a picture order cycle, by the standard. */
const CYCLE_MAX = 255

/** Size and rate of H.264 pictures. */
export interface SequenceSize {
  readonly width: number
  readonly height: number
  /** Always null: the rate in a sequence parameter set is of fields as often as of frames. */
  readonly framesPerSecond: null
}

/** Size of the pictures after cropping, by a sequence parameter set (ITU-T H.264, 7.3.2.1.1). Null when it makes no sense. */
export function parseSequenceSet(unit: Uint8Array): SequenceSize | null {
  const bits = new BitReader(stripEmulation(unit))
  const profile = bits.read(8)
  bits.read(16)
  bits.readGolomb()
  let chroma = 1
  if (HIGH_PROFILES.includes(profile)) chroma = skipHighFields(bits)
  bits.readGolomb()
  const orderType = bits.readGolomb()
  if (orderType === 0) bits.readGolomb()
  if (orderType === 1) {
    bits.read(1)
    bits.readGolomb()
    bits.readGolomb()
    const cycle = bits.readGolomb()
    for (let index = 0; index < Math.min(cycle, CYCLE_MAX); index += 1) bits.readGolomb()
  }
  bits.readGolomb()
  bits.read(1)
  const columns = bits.readGolomb() + 1
  const rows = bits.readGolomb() + 1
  const framesOnly = bits.read(1)
  if (framesOnly === 0) bits.read(1)
  bits.read(1)
  let [left, right, top, bottom] = [0, 0, 0, 0]
  if (bits.read(1) === 1) {
    left = bits.readGolomb()
    right = bits.readGolomb()
    top = bits.readGolomb()
    bottom = bits.readGolomb()
  }
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1
  const unitY = (chroma === 1 ? 2 : 1) * (2 - framesOnly)
  const width = columns * 16 - (left + right) * unitX
  const height = rows * 16 * (2 - framesOnly) - (top + bottom) * unitY
  const isPlausible = !bits.isPast && width > 0 && height > 0 && width <= SIDE_PX_MAX && height <= SIDE_PX_MAX
  return isPlausible ? { width, height, framesPerSecond: null } : null
}

/** Reads over chroma, depth and scaling lists; returns the chroma format. */
function skipHighFields(bits: BitReader): number {
  const chroma = bits.readGolomb()
  if (chroma === 3) bits.read(1)
  bits.readGolomb()
  bits.readGolomb()
  bits.read(1)
  if (bits.read(1) === 0) return chroma
  for (let list = 0; list < (chroma === 3 ? 12 : 8); list += 1) {
    if (bits.read(1) === 0) continue
    let [last, next] = [8, 8]
    for (let entry = 0; entry < (list < 6 ? 16 : 64) && next !== 0; entry += 1) {
      const golomb = bits.readGolomb()
      const delta = golomb % 2 === 1 ? (golomb + 1) / 2 : -golomb / 2
      next = (last + delta + 256) % 256
      if (next !== 0) last = next
    }
  }
  return chroma
}

/** The bytes without the 03 that is put after two zero bytes, lest they look like a start code (7.4.1). */
export function stripEmulation(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, at) => !(byte === 3 && at >= 2 && bytes[at - 1] === 0 && bytes[at - 2] === 0))
}

/** Reads bits, most significant first; zeros past the end. */
class BitReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isPast(): boolean {
    return this.#at > this.#bytes.length * 8
  }

  read(bits: number): number {
    let value = 0
    for (let count = 0; count < bits; count += 1) {
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1)
      this.#at += 1
    }
    return value
  }

  /** Exponential Golomb code (9.1): as many zeros as bits follow the one. */
  readGolomb(): number {
    let zeros = 0
    while (zeros < ZEROS_MAX && this.read(1) === 0) zeros += 1
    return 2 ** zeros - 1 + this.read(zeros)
  }
}
