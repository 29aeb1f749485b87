/** A town, region or country: its mark in a search, what it is called, and what else. */
export interface PlaceName {
  /** `place:`, `region:` or `country:`, and what tells it from others. Letters, digits, dots and dashes. */
  readonly mark: string
  readonly name: string
  /** In other languages and spellings. */
  readonly otherNames: readonly string[]
}

/** What is at a spot, from near to far; null where nothing of the kind is. */
export interface Place {
  readonly town: PlaceName | null
  readonly region: PlaceName | null
  readonly country: PlaceName | null
}

/** What there is of a place, from near to far. */
export function namesOfPlace(place: Place | null): readonly PlaceName[] {
  if (place === null) return []
  return [place.town, place.region, place.country].filter((name) => name !== null)
}
