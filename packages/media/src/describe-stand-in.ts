import type { DerivativeMark } from './read-derivative-mark.ts'

/** Pixels, as stored. */
interface Size {
  readonly width: number | null
  readonly height: number | null
}

/** A picture of so many times fewer pixels than the camera recorded is no original. Programs round, editors trim. */
const FEWER_PIXELS_MIN = 2

/** Cut is not scaled: sides may differ in proportion by so much. */
const PROPORTION_MAX = 1.03

/**
 * [R9] Says so when a file is a smaller version that stands in for an original: it carries Rollcall's own mark, or the camera
 * recorded many more pixels, in the same proportion, than the file holds, as services that shrink photos leave behind. Null for
 * what may well be an original. `recorded`: EXIF's PixelXDimension and PixelYDimension.
 */
export function describeStandIn(held: Size, recorded: Size, mark: DerivativeMark | null): string | null {
  if (mark !== null) return `a smaller version that Rollcall made of ${mark.originalSha256.slice(0, 12)}…`
  const { width, height } = held
  if (!width || !height || !recorded.width || !recorded.height) return null
  const across = recorded.width / width
  const down = recorded.height / height
  const isScaled = Math.max(across / down, down / across) <= PROPORTION_MAX
  if (!isScaled || across * down < FEWER_PIXELS_MIN) return null
  return `a smaller version: the camera recorded ${recorded.width} x ${recorded.height} pixels, the file holds ${width} x ${height}`
}
