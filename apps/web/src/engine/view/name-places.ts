import type { CountedName } from '../library-client.ts'
import { namesIn } from '../places/find-places.ts'
import type { PlaceRegister } from '../places/place-register.ts'
import { isShown } from '../store/asset-row.ts'
import type { Columns } from '../store/columns.ts'
import type { AddedFrom } from './added-from.ts'

/** Photos of a group that are looked at; of a larger one, so many of them evenly. */
const LOOKED_AT_MAX = 512
/** Names that are told of a group. */
const TOLD_MAX = 3
/** Names of each kind to filter by. */
const NAMES_MAX = 500

/** The names of the towns where a group of photos was taken, or of what is next further away, the most frequent first, at most three. */
export function placesOfGroup(
  numbers: readonly number[],
  { placeOf, namesOf }: Pick<PlaceRegister, 'placeOf' | 'namesOf'>,
): readonly string[] {
  const counts = new Map<string, number>()
  const step = Math.max(1, numbers.length / LOOKED_AT_MAX)
  for (let at = 0; at < numbers.length; at += step) {
    const [nearest] = namesIn(namesOf(placeOf(numbers[Math.floor(at)] ?? -1)))
    if (nearest !== undefined) counts.set(nearest, (counts.get(nearest) ?? 0) + 1)
  }
  return mostFirst(counts, TOLD_MAX).map(({ name }) => name)
}

/** What the photos of a library can be filtered by, those with the most photos first, at most 500 of each kind. */
export function countNames(
  columns: Columns,
  { placeOf, namesOf }: Pick<PlaceRegister, 'placeOf' | 'namesOf'>,
  added: AddedFrom,
): { readonly places: readonly CountedName[]; readonly devices: readonly CountedName[] } {
  const byPlace = new Map<number, number>()
  const byDevice = new Map<string, number>()
  const [no, marks] = [columns.no(), columns.marks()]
  for (let slot = 0; slot < columns.count(); slot++) {
    if (!isShown(marks[slot] ?? 0)) continue
    const number = no[slot] ?? 0
    const place = placeOf(number)
    if (place !== 0) byPlace.set(place, (byPlace.get(place) ?? 0) + 1)
    const device = added.deviceOf(number)
    if (device !== null) byDevice.set(device, (byDevice.get(device) ?? 0) + 1)
  }
  const byName = new Map<string, number>()
  for (const [place, photos] of byPlace)
    for (const name of namesIn(namesOf(place))) byName.set(name, (byName.get(name) ?? 0) + photos)
  return { places: mostFirst(byName, NAMES_MAX), devices: mostFirst(byDevice, NAMES_MAX) }
}

function mostFirst(counts: ReadonlyMap<string, number>, most: number): readonly CountedName[] {
  return [...counts]
    .map(([name, photos]) => ({ name, photos }))
    .toSorted((one, other) => other.photos - one.photos || one.name.localeCompare(other.name))
    .slice(0, most)
}
