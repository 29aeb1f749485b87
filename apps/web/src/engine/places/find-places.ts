import type { NamedMark } from '@rollcall/sync'
import { hasPhrase, wordsIn } from '@rollcall/sync'
import type { PlaceNames, PlaceRegister } from './place-register.ts'

/** Names of places that one word may mean; the rest is not looked for. */
const NAMES_MAX = 500

/** What a place is called, from near to far, each name once. */
export function namesIn(names: PlaceNames): readonly string[] {
  if (names === null) return []
  const { town, region, country } = names
  return [...new Set([town, region, country].filter((name) => name !== null))]
}

/** The marks by which a search finds what was taken at a place. */
export function placeMarksOf(names: PlaceNames): readonly string[] {
  return namesIn(names).map(markOf)
}

/** Finds the names of places with these words in them; with `isPrefix` the last may go on. See `FindNamed` in sync. */
export function findPlaces(
  { places, namesOf }: Pick<PlaceRegister, 'places' | 'namesOf'>,
  words: readonly string[],
  isPrefix: boolean,
): readonly NamedMark[] {
  const names = new Set(places().flatMap((place) => namesIn(namesOf(place))))
  return [...names]
    .filter((name) => hasPhrase(wordsIn(name), words, isPrefix))
    .slice(0, NAMES_MAX)
    .map((name) => ({ mark: markOf(name), label: `place ${name}` }))
}

function markOf(name: string): string {
  return `place:${name}`
}
