import type { Asset } from '@rollcall/protocol'

/*
 * What is so of an asset for the people who look at it: their own word where they have given it, what the files say otherwise.
 */

/** When it was taken, milliseconds since 1970-01-01 UTC. */
export function takenAtOf({ dated, takenAt }: Pick<Asset, 'dated' | 'takenAt'>): number {
  return dated?.at ?? takenAt
}

/** Local time minus UTC where and when it was taken, minutes; null when nobody knows, and the time is local time taken for UTC. */
export function offsetMinutesOf({ dated, media }: Pick<Asset, 'dated' | 'media'>): number | null {
  return dated ? dated.offsetMinutes : (media?.offsetMinutes ?? null)
}

/** Where it was taken: degrees, WGS 84; null when nobody knows, or nobody is to know. */
export function locationOf({
  located,
  media,
}: Pick<Asset, 'located' | 'media'>): { readonly latitude: number; readonly longitude: number } | null {
  const { latitude, longitude } = located ?? media?.place ?? { latitude: null, longitude: null }
  return latitude === null || longitude === null ? null : { latitude, longitude }
}
