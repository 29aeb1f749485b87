import type { PlaneMap } from '@rollcall/media'
import type { RawPicture } from './decoded-picture.ts'

/*
 * Every pixel of the result asks where it comes from. A turn by quarters and a crop lead exactly onto pixels, which are copied. A
 * straightened picture leads between them: there sixteen neighbours are mixed (Catmull-Rom splines; Keys, "Cubic convolution
 * interpolation for digital image processing", 1981), which keeps edges sharper than four would. What lies beyond the edge is
 * taken to be as the edge is.
 */

/** Places between two pixels that are told apart. */
const PLACES = 256

/** Neighbours in a row. */
const TAPS = 4

const CHANNELS = 3

/** What a result is like. */
export interface Warp {
  readonly width: number
  readonly height: number
  /** From a place in the result to the same place in the picture. */
  readonly toSource: PlaneMap
  /** Every place leads onto the middle of a pixel. */
  readonly isExact: boolean
}

/** Moves the pixels of a picture without transparency; see this file's header. Throws for one with it. */
export function warpPixels(picture: RawPicture, warp: Warp): RawPicture {
  if (picture.channels !== CHANNELS) throw new Error('Cannot warp picture: it has transparency')
  const { width, height } = warp
  // Clamped, since splines overshoot at edges.
  const pixels = new Uint8ClampedArray(width * height * CHANNELS)
  if (warp.isExact) copyPixels(picture, warp, pixels)
  else mixPixels(picture, warp, pixels)
  return { width, height, channels: CHANNELS, pixels: new Uint8Array(pixels.buffer) }
}

function copyPixels(picture: RawPicture, { width, height, toSource }: Warp, to: Uint8ClampedArray): void {
  const from = picture.pixels
  const [a, b, c, d, e, f] = toSource
  const step = (b * picture.width + a) * CHANNELS
  for (let y = 0, at = 0; y < height; y++) {
    const startX = a * 0.5 + c * (y + 0.5) + e - 0.5
    const startY = b * 0.5 + d * (y + 0.5) + f - 0.5
    let source = (startY * picture.width + startX) * CHANNELS
    for (let x = 0; x < width; x++, at += CHANNELS, source += step) {
      to[at] = from[source] ?? 0
      to[at + 1] = from[source + 1] ?? 0
      to[at + 2] = from[source + 2] ?? 0
    }
  }
}

/** Written out, neighbour by neighbour and colour by colour: with loops it takes five times as long. */
function mixPixels(picture: RawPicture, { width, height, toSource }: Warp, to: Uint8ClampedArray): void {
  const from = picture.pixels
  const [a, b, c, d, e, f] = toSource
  const weights = tapWeights()
  const rowBytes = picture.width * CHANNELS
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += CHANNELS) {
      const sourceX = a * (x + 0.5) + c * (y + 0.5) + e - 0.5
      const sourceY = b * (x + 0.5) + d * (y + 0.5) + f - 0.5
      const column = Math.floor(sourceX)
      const row = Math.floor(sourceY)
      const across = TAPS * Math.floor((sourceX - column) * PLACES)
      const down = TAPS * Math.floor((sourceY - row) * PLACES)
      const weight0 = weights[across] ?? 0
      const weight1 = weights[across + 1] ?? 0
      const weight2 = weights[across + 2] ?? 0
      const weight3 = weights[across + 3] ?? 0
      const column0 = within(column - 1, picture.width) * CHANNELS
      const column1 = within(column, picture.width) * CHANNELS
      const column2 = within(column + 1, picture.width) * CHANNELS
      const column3 = within(column + 2, picture.width) * CHANNELS
      let red = 0
      let green = 0
      let blue = 0
      for (let tap = 0; tap < TAPS; tap++) {
        const weight = weights[down + tap] ?? 0
        const start = within(row - 1 + tap, picture.height) * rowBytes
        const at0 = start + column0
        const at1 = start + column1
        const at2 = start + column2
        const at3 = start + column3
        red +=
          weight *
          (weight0 * (from[at0] ?? 0) +
            weight1 * (from[at1] ?? 0) +
            weight2 * (from[at2] ?? 0) +
            weight3 * (from[at3] ?? 0))
        green +=
          weight *
          (weight0 * (from[at0 + 1] ?? 0) +
            weight1 * (from[at1 + 1] ?? 0) +
            weight2 * (from[at2 + 1] ?? 0) +
            weight3 * (from[at3 + 1] ?? 0))
        blue +=
          weight *
          (weight0 * (from[at0 + 2] ?? 0) +
            weight1 * (from[at1 + 2] ?? 0) +
            weight2 * (from[at2 + 2] ?? 0) +
            weight3 * (from[at3 + 2] ?? 0))
      }
      to[at] = red
      to[at + 1] = green
      to[at + 2] = blue
    }
  }
}

/** The pixel of a side that is nearest to a place. */
function within(place: number, length: number): number {
  return Math.max(0, Math.min(length - 1, place))
}

/** The weights of four neighbours, for every place between the second and the third of them. */
function tapWeights(): Float64Array {
  const weights = new Float64Array(PLACES * TAPS)
  for (let place = 0; place < PLACES; place++) {
    const part = (place + 0.5) / PLACES
    const [square, cube] = [part ** 2, part ** 3]
    weights.set(
      [
        (-cube + 2 * square - part) / 2,
        (3 * cube - 5 * square + 2) / 2,
        (-3 * cube + 4 * square + part) / 2,
        (cube - square) / 2,
      ],
      place * TAPS,
    )
  }
  return weights
}
