/*
 * How a picture looks in 64 bits, so that pictures that look alike can be found without comparing their pixels: scaled down, resized
 * or written anew by another program, a picture keeps nearly all of its bits, while those of another picture differ in about half.
 *
 * The picture is made grey and squeezed to 32 by 32; a discrete cosine transform tells how much there is of each of its 64
 * coarsest patterns, and each bit says whether there is more of one than of half of them. (Zauner, "Implementation and benchmarking of
 * perceptual image hash functions", 2010, chapter 3.2.1.)
 *
 * [Note: Bits that differ] Measured on 40 photos of a test collection, the largest number of bits of any (half of them differed in no
 * more than): written anew as JPEG of quality 30, 3 (0); halved, or scaled to 400 pixels, as JPEG, WebP or AVIF, 4 (0); a fifth
 * brighter, half as much colour again, or without colour, 8 (2); 2.5 % cut off each side, 10 (6). Of two thousand pairs of different
 * pictures the closest differed in 15 (30). A difference hash of as many bits was worse on both counts: up to 13 for a picture scaled
 * down, up to 30 for a brighter one.
 */

/** Pictures that differ in no more bits look alike; see the note above. A person decides whether they are the same. */
export const LOOKALIKE_MAX_BITS = 6

/** Side of the squeezed picture, pixels. */
const SQUEEZED_PX = 32

/** Patterns a side. */
const PATTERNS = 8

/** What is less than so much above the middle is noise: a wave of a quarter of a grey value. */
const NOISE = 64

/** A picture whose grey values spread less than this (standard deviation of 0 … 255) shows nothing to go by. */
const SPREAD_MIN = 4

/** Pixels row by row, one byte a channel: red, green, blue and perhaps more, which is not looked at. */
interface Pixels {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly pixels: Uint8Array
}

/**
 * The look of an upright picture as 16 hexadecimal digits; null for one that is nearly of one colour. A few thousand pixels are
 * enough, and more cost time.
 */
export function lookHashOf(picture: Pixels): string | null {
  const grey = squeeze(picture)
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length
  const spread = Math.sqrt(grey.reduce((sum, value) => sum + (value - mean) ** 2, 0) / grey.length)
  if (spread < SPREAD_MIN) return null
  const patterns = transform(grey)
  // Of the first, which is the mean, there is always more.
  const ordered = patterns.slice(1).toSorted((one, other) => one - other)
  const middle = NOISE + (ordered[Math.floor(ordered.length / 2)] ?? 0)
  let digits = ''
  for (let at = 0; at < patterns.length; at += 4) {
    const bits = [0, 1, 2, 3].map((bit) => ((patterns[at + bit] ?? 0) > middle ? 8 >> bit : 0))
    digits += bits.reduce((digit, bit) => digit + bit, 0).toString(16)
  }
  return digits
}

/** In how many of the 64 bits two looks differ. Throws when either is no look. */
export function bitsBetween(one: string, other: string): number {
  if (!LOOK.test(one) || !LOOK.test(other)) throw new Error('Cannot compare looks: one has not 16 digits')
  let bits = 0
  for (let at = 0; at < one.length; at++) {
    let differing = Number.parseInt(one.charAt(at), 16) ^ Number.parseInt(other.charAt(at), 16)
    for (; differing > 0; differing >>= 1) bits += differing & 1
  }
  return bits
}

const LOOK = /^[0-9a-f]{16}$/

/** The picture in grey (ITU-R BT.601), as the mean of what falls into each of `SQUEEZED_PX` × `SQUEEZED_PX` equal parts. */
function squeeze({ width, height, channels, pixels }: Pixels): Float64Array {
  const squeezed = new Float64Array(SQUEEZED_PX ** 2)
  const across = sharesOf(width)
  const down = sharesOf(height)
  const part = (width / SQUEEZED_PX) * (height / SQUEEZED_PX)
  for (const [y, row, rowShare] of down) {
    for (const [x, column, columnShare] of across) {
      const at = (row * width + column) * channels
      const grey = 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0)
      const to = y * SQUEEZED_PX + x
      squeezed[to] = (squeezed[to] ?? 0) + (grey * rowShare * columnShare) / part
    }
  }
  return squeezed
}

/** Which pixels of a side fall into which of the equal parts, and how much of each. */
function sharesOf(length: number): readonly (readonly [part: number, pixel: number, share: number])[] {
  const shares: [number, number, number][] = []
  for (let part = 0; part < SQUEEZED_PX; part++) {
    const from = (part * length) / SQUEEZED_PX
    const to = ((part + 1) * length) / SQUEEZED_PX
    for (let pixel = Math.floor(from); pixel < Math.min(length, Math.ceil(to)); pixel++) {
      shares.push([part, pixel, Math.min(pixel + 1, to) - Math.max(pixel, from)])
    }
  }
  return shares
}

/** The coarsest patterns of the cosine transform, type II, row by row: first across every row, then down what that gave. */
function transform(grey: Float64Array): readonly number[] {
  const waves = Array.from({ length: PATTERNS }, (_, pattern) =>
    Array.from({ length: SQUEEZED_PX }, (__, at) =>
      Math.cos(((2 * at + 1) * pattern * Math.PI) / (2 * SQUEEZED_PX)),
    ),
  )
  const sumOf = (wave: readonly number[], valueAt: (at: number) => number) =>
    wave.reduce((sum, weight, at) => sum + weight * valueAt(at), 0)
  const across = Array.from({ length: SQUEEZED_PX }, (_, row) =>
    waves.map((wave) => sumOf(wave, (column) => grey[row * SQUEEZED_PX + column] ?? 0)),
  )
  return waves.flatMap((wave) => waves.map((_, pattern) => sumOf(wave, (row) => across[row]?.[pattern] ?? 0)))
}
