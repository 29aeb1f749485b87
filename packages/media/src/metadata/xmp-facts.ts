import type { Place } from '../media-facts.ts'
import { composePlace } from './place.ts'
import { readXmpNumber, readXmpText, type Xmp } from './read-xmp.ts'

/** The place of a photo in XMP's EXIF properties; null when it tells none. */
export function readXmpPlace(xmp: Xmp): Place | null {
  const latitude = parseDegrees(readXmpText(xmp, 'exif:GPSLatitude'), readXmpText(xmp, 'exif:GPSLatitudeRef'))
  const longitude = parseDegrees(
    readXmpText(xmp, 'exif:GPSLongitude'),
    readXmpText(xmp, 'exif:GPSLongitudeRef'),
  )
  const height = readXmpNumber(xmp, 'exif:GPSAltitude')
  const isBelow = readXmpNumber(xmp, 'exif:GPSAltitudeRef') === 1
  return composePlace(latitude, longitude, height === null ? null : isBelow ? -Math.abs(height) : height)
}

/** Whether GPano's properties tell of a whole sphere, of a part of one, or of none. */
export function panoramaKindOf(xmp: Xmp): 'photo_sphere' | 'panorama' | null {
  const projection = readXmpText(xmp, 'GPano:ProjectionType')?.toLowerCase() ?? null
  if (projection === null) return null
  if (projection !== 'equirectangular') return 'panorama'
  const isWhole = (['Width', 'Height'] as const).every((side) => {
    const cropped = readXmpNumber(xmp, `GPano:CroppedAreaImage${side}Pixels`)
    const full = readXmpNumber(xmp, `GPano:FullPano${side}Pixels`)
    return cropped === null || full === null || full === 0 || cropped / full >= WHOLE_SHARE
  })
  return isWhole ? 'photo_sphere' : 'panorama'
}

/** Spheres are often cropped by a few pixels. */
const WHOLE_SHARE = 0.95

/** `39,6.9N`, `39,6,54N`, `39.115N` or `-108.4`; the letter may stand in a property of its own. */
function parseDegrees(text: string | null, reference: string | null): number | null {
  const match =
    /^([+-])?(\d{1,3}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?(?:,(\d{1,2}(?:\.\d+)?))?\s*([NSEW])?$/i.exec(
      text ?? '',
    )
  if (match === null) return null
  const size = Number(match[2]) + Number(match[3] ?? 0) / 60 + Number(match[4] ?? 0) / 3600
  const letter = (match[5] ?? reference ?? '').charAt(0).toUpperCase()
  return match[1] === '-' || letter === 'S' || letter === 'W' ? -size : size
}
