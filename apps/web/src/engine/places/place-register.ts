import type { LibraryId, PlacesAnswer } from '@rollcall/protocol'

/*
 * What is known of where photos were taken, by name: a table of places, which place lies at which spot, and for each photo, by its dense
 * number, the place where it was taken. Two bytes a photo, so a million of them are filtered without a look at any.
 */

/** What lies at a spot, by name, from near to far; null where nothing does. */
export type PlaceNames = PlacesAnswer['places'][number]

/** Degrees, WGS 84. */
export interface Spot {
  readonly latitude: number
  readonly longitude: number
}

/** Degrees within which spots count as one, some 200 m, as on other devices. */
const SPOT_DEGREES = 0.002
/** Both ends of a row count, as 180° east and west do. */
const SPOTS_AROUND = Math.round(360 / SPOT_DEGREES) + 1
/** Spots that are remembered; of the one learned longest ago the server is asked again, should it be needed. */
const SPOTS_MAX = 200_000
/** Places that can be told apart; photos at further ones have no name. */
const PLACES_MAX = 65_535
/** In place of a place: it was not learned, or nothing is there. */
const NOWHERE = 0
const FIRST_NUMBERS = 1_024

/** See the file's header. */
export interface PlaceRegister {
  /** The place at a spot: 0 where nothing is; null when nobody has learned it. */
  readonly placeAtSpot: (spot: Spot) => number | null
  /** Keeps what lies at a spot. */
  readonly learnSpot: (spot: Spot, names: PlaceNames) => void
  /** Notes where the photo of this number was taken: a place, or 0. */
  readonly put: (no: number, place: number) => void
  /** Where the photo of this number was taken: a place, or 0. */
  readonly placeOf: (no: number) => number
  readonly namesOf: (place: number) => PlaceNames
  /** The numbers of all places. */
  readonly places: () => readonly number[]
  /** Blocks of the library that were looked through, by the number of their file. */
  readonly seen: Set<number>
  /** Forgets everything, and begins to keep the places of this library; the same one: does nothing. */
  readonly beginFor: (libraryId: LibraryId | null) => void
}

/** What a register is made of, as a file keeps it. */
export interface RegisterParts {
  /** Whose photos these are; null: nobody's yet. */
  readonly libraryId: LibraryId | null
  readonly names: readonly NonNullable<PlaceNames>[]
  readonly seen: readonly number[]
  readonly spots: Float64Array
  readonly spotPlaces: Uint16Array
  readonly byNo: Uint16Array
}

/** A register, and what it is made of now. */
export type KeptRegister = PlaceRegister & { readonly parts: () => RegisterParts }

/** Makes a register, empty or out of what was kept of one. */
export function createPlaceRegister(from?: RegisterParts): KeptRegister {
  const names: NonNullable<PlaceNames>[] = [...(from?.names ?? [])]
  const numberByText = new Map(names.map((each, index) => [textOf(each), index + 1]))
  const placeBySpot = new Map<number, number>()
  const seen = new Set(from?.seen)
  let byNo = from?.byNo ?? new Uint16Array(0)
  let numbers = byNo.length
  let owner = from?.libraryId ?? null
  for (const [index, spot] of (from?.spots ?? []).entries())
    placeBySpot.set(spot, from?.spotPlaces[index] ?? NOWHERE)

  function numberOf(found: PlaceNames): number {
    if (found === null) return NOWHERE
    const known = numberByText.get(textOf(found))
    if (known !== undefined) return known
    if (names.length >= PLACES_MAX) return NOWHERE
    const number = names.push(found)
    numberByText.set(textOf(found), number)
    return number
  }

  return {
    seen,
    placeAtSpot: (spot) => placeBySpot.get(numberOfSpot(spot)) ?? null,
    learnSpot: (spot, found) => {
      placeBySpot.set(numberOfSpot(spot), numberOf(found))
      const [oldest] = placeBySpot.keys()
      if (placeBySpot.size > SPOTS_MAX && oldest !== undefined) placeBySpot.delete(oldest)
    },
    put: (no, place) => {
      if (no >= byNo.length) {
        if (place === NOWHERE) return
        const wider = new Uint16Array(Math.max(FIRST_NUMBERS, no + 1, Math.ceil(byNo.length * 1.5)))
        wider.set(byNo)
        byNo = wider
      }
      byNo[no] = place
      numbers = Math.max(numbers, no + 1)
    },
    placeOf: (no) => byNo[no] ?? NOWHERE,
    namesOf: (place) => names[place - 1] ?? null,
    places: () => names.map((_, index) => index + 1),
    beginFor: (libraryId) => {
      if (owner === libraryId) return
      owner = libraryId
      names.length = 0
      numberByText.clear()
      placeBySpot.clear()
      seen.clear()
      byNo = new Uint16Array(0)
      numbers = 0
    },
    parts: () => ({
      libraryId: owner,
      names,
      seen: [...seen],
      spots: Float64Array.from(placeBySpot.keys()),
      spotPlaces: Uint16Array.from(placeBySpot.values()),
      byNo: byNo.subarray(0, numbers),
    }),
  }
}

/** The middle of what counts as one spot, for which the server is asked: it learns no more of where somebody was than it needs to. */
export function middleOf({ latitude, longitude }: Spot): Spot {
  const middle = (degrees: number) => Math.round(degrees / SPOT_DEGREES) * SPOT_DEGREES
  return { latitude: middle(latitude), longitude: middle(longitude) }
}

/** The same for all spots that count as one. */
export function numberOfSpot({ latitude, longitude }: Spot): number {
  return Math.round(latitude / SPOT_DEGREES) * SPOTS_AROUND + Math.round(longitude / SPOT_DEGREES)
}

function textOf({ town, region, country }: NonNullable<PlaceNames>): string {
  return JSON.stringify([town, region, country])
}
