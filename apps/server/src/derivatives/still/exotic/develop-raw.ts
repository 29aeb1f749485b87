/*
 * What a sensor saw, made into a picture. The decoder has made white white already (`AsShotNeutral`). The sensor's
 * channels become those of sRGB (as dcraw does: the matrix to XYZ turned round, each row made to keep white white), the
 * picture is brightened as far as the file says and, when it is then still dark, until its lights are light; the brightest
 * parts are bent rather than cut.
 */
import type { DngTags } from './read-dng-tags.ts'
import { bendHighlight, tabulateSrgb } from './tone-map.ts'

/** sRGB to CIE XYZ under D65, by rows. */
const SRGB_TO_XYZ = [0.4124, 0.3576, 0.1805, 0.2126, 0.7152, 0.0722, 0.0193, 0.1192, 0.9505]
const SAME = [1, 0, 0, 0, 1, 0, 0, 0, 1]
/** Share of the pixels that may be brighter than `LIGHT`, and how far a dark picture is brightened for that. */
const LIGHT_SHARE = 0.01
const LIGHT = 0.8
const BRIGHTEN_MAX = 4
const BINS = 4_096

/** Turns linear samples of a sensor (red, green, blue, 0…65535, black at 0, grey alike in all) into sRGB, one byte each. */
export function developRaw(samples: Uint16Array, tags: DngTags): Uint8Array {
  const matrix = tags.colourMatrix === null ? SAME : cameraToSrgb(tags.colourMatrix)
  const [rr = 1, rg = 0, rb = 0, gr = 0, gg = 1, gb = 0, br = 0, bg = 0, bb = 1] = matrix
  const stops = 2 ** tags.exposure
  const gain = (stops * chooseGain(samples, stops)) / 65_535
  const byteByLight = tabulateSrgb()
  const steps = byteByLight.length - 1
  const bytes = new Uint8Array(samples.length)
  for (let at = 0; at + 2 < samples.length; at += 3) {
    const r = (samples[at] ?? 0) * gain
    const g = (samples[at + 1] ?? 0) * gain
    const b = (samples[at + 2] ?? 0) * gain
    const red = Math.max(0, rr * r + rg * g + rb * b)
    const green = Math.max(0, gr * r + gg * g + gb * b)
    const blue = Math.max(0, br * r + bg * g + bb * b)
    const scale = bendHighlight(Math.max(red, green, blue)) * steps
    bytes[at] = byteByLight[Math.min(steps, Math.round(red * scale))] ?? 255
    bytes[at + 1] = byteByLight[Math.min(steps, Math.round(green * scale))] ?? 255
    bytes[at + 2] = byteByLight[Math.min(steps, Math.round(blue * scale))] ?? 255
  }
  return bytes
}

/** How much brighter than `gain` a dark picture should be; 1 when it is light enough. */
function chooseGain(samples: Uint16Array, gain: number): number {
  const counts = new Uint32Array(BINS)
  for (let at = 1; at < samples.length; at += 3) {
    const bin = Math.min(BINS - 1, ((samples[at] ?? 0) * gain * BINS) / 65_536) | 0
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  let left = (samples.length / 3) * LIGHT_SHARE
  let bin = BINS - 1
  while (bin > 0 && left > 0) left -= counts[bin--] ?? 0
  return Math.max(1, Math.min(BRIGHTEN_MAX, (LIGHT * BINS) / (bin + 1)))
}

/** From CIE XYZ → sensor (by rows) to sensor with white made white → sRGB. */
function cameraToSrgb(xyzToCamera: readonly number[]): readonly number[] {
  const rgbToCamera = multiply(xyzToCamera, SRGB_TO_XYZ)
  for (let row = 0; row < 3; row++) {
    const sum =
      (rgbToCamera[row * 3] ?? 0) + (rgbToCamera[row * 3 + 1] ?? 0) + (rgbToCamera[row * 3 + 2] ?? 0)
    for (let column = 0; column < 3; column++) {
      rgbToCamera[row * 3 + column] = (rgbToCamera[row * 3 + column] ?? 0) / sum
    }
  }
  return invert(rgbToCamera) ?? SAME
}

function multiply(one: readonly number[], other: readonly number[]): number[] {
  return Array.from({ length: 9 }, (_, index) => {
    const row = Math.floor(index / 3) * 3
    const column = index % 3
    return [0, 1, 2].reduce((sum, nth) => sum + (one[row + nth] ?? 0) * (other[nth * 3 + column] ?? 0), 0)
  })
}

/** Null when the matrix cannot be turned round, or only into absurd numbers. */
function invert(matrix: readonly number[]): readonly number[] | null {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = matrix
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
  if (!(Math.abs(determinant) > 1e-6)) return null
  const cofactors = [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ]
  return cofactors.map((value) => value / determinant)
}
