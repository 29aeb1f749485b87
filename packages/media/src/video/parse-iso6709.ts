import type { Place } from '../media-facts.ts'

const DEGREES = /^([-+]\d{1,2}(?:\.\d*)?)([-+]\d{1,3}(?:\.\d*)?)([-+]\d+(?:\.\d*)?)?/
const MINUTES = /^([-+])(\d{2})(\d{2}(?:\.\d*)?)([-+])(\d{3})(\d{2}(?:\.\d*)?)([-+]\d+(?:\.\d*)?)?/
const SECONDS =
  /^([-+])(\d{2})(\d{2})(\d{2}(?:\.\d*)?)([-+])(\d{3})(\d{2})(\d{2}(?:\.\d*)?)([-+]\d+(?:\.\d*)?)?/
/** Neither Everest nor the Dead Sea, with room for aeroplanes and divers. */
const ALTITUDE_M_MAX = 100_000

/**
 * A point as ISO 6709 writes it: `+27.1281+100.2508+000.000/`, in degrees, degrees and minutes, or down to seconds.
 * Null for anything else, and for what `keepPlace` refuses.
 */
export function parseIso6709(text: string): Place | null {
  const degrees = DEGREES.exec(text)
  if (degrees !== null) return keepPlace(Number(degrees[1]), Number(degrees[2]), toAltitude(degrees[3]))
  const minutes = MINUTES.exec(text)
  if (minutes !== null) {
    const [, latitudeSign, latitude, latitudeMinutes, longitudeSign, longitude, longitudeMinutes, altitude] =
      minutes
    return keepPlace(
      toDegrees(latitudeSign, latitude, latitudeMinutes, '0'),
      toDegrees(longitudeSign, longitude, longitudeMinutes, '0'),
      toAltitude(altitude),
    )
  }
  const seconds = SECONDS.exec(text)
  if (seconds === null) return null
  return keepPlace(
    toDegrees(seconds[1], seconds[2], seconds[3], seconds[4]),
    toDegrees(seconds[5], seconds[6], seconds[7], seconds[8]),
    toAltitude(seconds[9]),
  )
}

/** A place on earth; null outside the globe's degrees and at 0, 0, which cameras write that do not know where they are. */
export function keepPlace(latitude: number, longitude: number, altitudeM: number | null): Place | null {
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return null
  if (latitude === 0 && longitude === 0) return null
  const plausible = altitudeM !== null && Math.abs(altitudeM) <= ALTITUDE_M_MAX
  return { latitude, longitude, altitudeM: plausible ? altitudeM : null }
}

function toDegrees(sign = '+', degrees = '', minutes = '', seconds = ''): number {
  const value = Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600
  return sign === '-' ? -value : value
}

function toAltitude(text: string | undefined): number | null {
  return text === undefined ? null : Number(text)
}
