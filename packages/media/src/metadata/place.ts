import type { Place } from '../media-facts.ts'

/** Heights that photos are taken at, in metres: the deepest sea to low orbit. */
const LEAST_ALTITUDE_M = -12_000
const LARGEST_ALTITUDE_M = 500_000

/**
 * A place, when both coordinates are there and on the globe. Exactly 0, 0 is what devices write without a fix, in the
 * sea south of Ghana, and counts as none. An impossible altitude is left out.
 */
export function composePlace(
  latitude: number | null,
  longitude: number | null,
  altitudeM: number | null,
): Place | null {
  if (latitude === null || longitude === null) return null
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return null
  if (latitude === 0 && longitude === 0) return null
  const isHeight = altitudeM !== null && altitudeM >= LEAST_ALTITUDE_M && altitudeM <= LARGEST_ALTITUDE_M
  return { latitude, longitude, altitudeM: isHeight ? altitudeM : null }
}
