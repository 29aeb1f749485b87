import { markBits } from '@rollcall/grid'
import type { AssetId } from '@rollcall/protocol'
import type { PhotoFilter } from '../library-client.ts'
import { namesIn } from '../places/find-places.ts'
import type { PlaceRegister } from '../places/place-register.ts'
import { isShown } from '../store/asset-row.ts'
import type { ColumnRow } from '../store/columns.ts'
import type { AddedFrom } from './added-from.ts'

/** Of a photo, what a filter looks at. */
export type FilteredRow = Pick<ColumnRow, 'no' | 'marks'> & {
  /** Its place in the register; undefined: the one of its number. */
  readonly place?: number
}

/** Whether a photo passes; made once for a whole library. */
export type PassesFilter = (row: FilteredRow) => boolean

/** What a filter needs to know beyond the columns. */
export interface FilterWorld {
  readonly register: Pick<PlaceRegister, 'places' | 'namesOf' | 'placeOf'>
  readonly added: AddedFrom
}

const BIT_OF = { favourites: markBits.FAVOURITE, videos: markBits.VIDEO, live: markBits.LIVE } as const

/** Makes the test of a filter, but for what is not synced: that is known of few photos, and asked of them by {@link isAmong}. */
export function createFilter(filter: PhotoFilter, { register, added }: FilterWorld): PassesFilter {
  const bit = filter.show === 'library' ? null : BIT_OF[filter.show]
  const wanted = filter.place === null ? null : new Set(placesNamed(register, filter.place))
  return ({ no, marks, place = register.placeOf(no) }) =>
    isShown(marks) &&
    (bit === null || (marks & bit) !== 0) &&
    (wanted === null || wanted.has(place)) &&
    (filter.device === null || added.deviceOf(no) === filter.device)
}

/** The photos that a filter chooses among; null: all. */
export function isAmong(
  { isUnsynced }: PhotoFilter,
  unsynced: () => ReadonlySet<AssetId>,
): ReadonlySet<AssetId> | null {
  return isUnsynced ? unsynced() : null
}

function placesNamed({ places, namesOf }: FilterWorld['register'], name: string): readonly number[] {
  return places().filter((place) => namesIn(namesOf(place)).includes(name))
}
