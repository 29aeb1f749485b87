import type { RawPicture } from '../decoded-picture.ts'
import type { CleanAperture, HeifTransform } from './heif-file.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/** Size in pixels of a picture after the transforms. */
export function sizeAfter(size: Size, transforms: readonly HeifTransform[]): Size {
  let after = size
  for (const transform of transforms) {
    if (transform.kind === 'rotate' && transform.quarterTurns % 2 === 1) {
      after = { width: after.height, height: after.width }
    } else if (transform.kind === 'crop') {
      const { width, height } = cropToRectangle(transform, after)
      after = { width, height }
    }
  }
  return after
}

/**
 * Does to pixels what the file says, in its order. The pixels may be scaled: `scale` is pixels here to one pixel of the
 * original, whose size before the transforms is `full`.
 */
export function transformPixels(
  picture: RawPicture,
  transforms: readonly HeifTransform[],
  full: Size,
  scale: number,
): RawPicture {
  let pixels = picture
  let size = full
  for (const transform of transforms) {
    if (transform.kind === 'crop') {
      const rectangle = cropToRectangle(transform, size)
      pixels = cropPixels(pixels, {
        left: Math.round(rectangle.left * scale),
        top: Math.round(rectangle.top * scale),
        width: Math.round(rectangle.width * scale),
        height: Math.round(rectangle.height * scale),
      })
    } else {
      pixels =
        transform.kind === 'rotate'
          ? turnPixels(pixels, transform.quarterTurns)
          : mirrorPixels(pixels, transform.sides)
    }
    size = sizeAfter(size, [transform])
  }
  return pixels
}

interface Rectangle extends Size {
  readonly left: number
  readonly top: number
}

/** ISO/IEC 14496-12 §12.1.4.1. A crop that would leave nothing, or lies outside, leaves everything. */
function cropToRectangle(crop: CleanAperture, size: Size): Rectangle {
  const left = Math.floor(crop.offsetX + (size.width - crop.width) / 2 + 0.001)
  const top = Math.floor(crop.offsetY + (size.height - crop.height) / 2 + 0.001)
  const inside = {
    left: Math.max(0, left),
    top: Math.max(0, top),
    width: Math.min(Math.floor(crop.width), size.width - Math.max(0, left)),
    height: Math.min(Math.floor(crop.height), size.height - Math.max(0, top)),
  }
  return inside.width >= 1 && inside.height >= 1 ? inside : { left: 0, top: 0, ...size }
}

/** Cuts a rectangle out; what of it lies outside is left away, but at least one pixel remains. */
export function cropPixels(picture: RawPicture, rectangle: Rectangle): RawPicture {
  const left = Math.min(rectangle.left, picture.width - 1)
  const top = Math.min(rectangle.top, picture.height - 1)
  const width = Math.max(1, Math.min(rectangle.width, picture.width - left))
  const height = Math.max(1, Math.min(rectangle.height, picture.height - top))
  if (width === picture.width && height === picture.height) return picture
  const { channels } = picture
  const pixels = new Uint8Array(width * height * channels)
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * picture.width + left) * channels
    pixels.set(picture.pixels.subarray(from, from + width * channels), row * width * channels)
  }
  return { width, height, channels, pixels }
}

/** Pixels moved at a time while turning, in both directions: rows and columns of a block stay in the processor's cache. */
const BLOCK_PX = 32

/** Turns by quarters against the clock. */
function turnPixels(picture: RawPicture, quarterTurns: number): RawPicture {
  const { channels, pixels: from } = picture
  const rowBytes = picture.width * channels
  const lastRow = (picture.height - 1) * rowBytes
  const lastColumn = rowBytes - channels
  const isUpright = quarterTurns === 2
  const width = isUpright ? picture.width : picture.height
  const height = isUpright ? picture.height : picture.width
  // Where the first pixel of the turned picture comes from, and how far the pixels beside and below it lie from that.
  const [start, stepRight, stepDown] =
    quarterTurns === 1
      ? [lastColumn, rowBytes, -channels]
      : isUpright
        ? [lastRow + lastColumn, -channels, -rowBytes]
        : [lastRow, -rowBytes, channels]
  const pixels = new Uint8Array(from.length)
  for (let blockTop = 0; blockTop < height; blockTop += BLOCK_PX) {
    const blockBottom = Math.min(blockTop + BLOCK_PX, height)
    for (let blockLeft = 0; blockLeft < width; blockLeft += BLOCK_PX) {
      const blockRight = Math.min(blockLeft + BLOCK_PX, width)
      for (let y = blockTop; y < blockBottom; y++) {
        let source = start + blockLeft * stepRight + y * stepDown
        let to = (y * width + blockLeft) * channels
        const end = (y * width + blockRight) * channels
        while (to < end) {
          // Written out: a loop over three channels takes twice as long.
          pixels[to] = from[source] ?? 0
          pixels[to + 1] = from[source + 1] ?? 0
          pixels[to + 2] = from[source + 2] ?? 0
          if (channels === 4) pixels[to + 3] = from[source + 3] ?? 0
          to += channels
          source += stepRight
        }
      }
    }
  }
  return { width, height, channels, pixels }
}

function mirrorPixels(picture: RawPicture, sides: 'left_right' | 'top_bottom'): RawPicture {
  const { width, height, channels } = picture
  const pixels = new Uint8Array(picture.pixels.length)
  const rowBytes = width * channels
  for (let y = 0; y < height; y++) {
    if (sides === 'top_bottom') {
      const from = (height - 1 - y) * rowBytes
      pixels.set(picture.pixels.subarray(from, from + rowBytes), y * rowBytes)
      continue
    }
    for (let x = 0; x < width; x++) {
      const from = y * rowBytes + (width - 1 - x) * channels
      const to = y * rowBytes + x * channels
      for (let channel = 0; channel < channels; channel++)
        pixels[to + channel] = picture.pixels[from + channel] ?? 0
    }
  }
  return { width, height, channels, pixels }
}
