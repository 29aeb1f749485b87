import type { WebApi } from '@rollcall/platform-client'
import type { PlacesAnswer } from '@rollcall/protocol'

/** What lies at a spot, by name, from near to far; null where nothing does, or nobody can be asked now. */
export type PlaceNames = PlacesAnswer['places'][number]

/** Spots that are remembered; the one asked longest ago makes way. */
const KEPT_MAX = 2_000

/** Degrees are told apart to so many decimals: about a hundred metres. */
const DECIMALS = 3

/** Asks the server for the names of places, once for each spot. Never rejects: offline, a place has no name yet. */
export function createPlaceBook(
  web: Pick<WebApi, 'places'>,
): (spot: { readonly latitude: number; readonly longitude: number }) => Promise<PlaceNames> {
  const known = new Map<string, Promise<PlaceNames>>()
  return (spot) => {
    const key = `${spot.latitude.toFixed(DECIMALS)},${spot.longitude.toFixed(DECIMALS)}`
    const before = known.get(key)
    if (before !== undefined) return before
    const asking = web.places([spot]).then(
      (answer) => (answer.ok ? (answer.value.places[0] ?? null) : null),
      () => {
        known.delete(key)
        return null
      },
    )
    known.set(key, asking)
    const [oldest] = known.keys()
    if (known.size > KEPT_MAX && oldest !== undefined) known.delete(oldest)
    return asking
  }
}

/** `Lisbon, Portugal`, or null where there is nothing to tell. */
export function placeWords(names: PlaceNames): string | null {
  if (names === null) return null
  const near = names.town ?? names.region
  const words = [near, names.country].filter((name) => name !== null)
  return words.length === 0 ? null : words.join(', ')
}
