import type { SearchIndex } from '@rollcall/platform-node'
import { placeInTime } from '@rollcall/platform-node'
import type { Asset, AssetId } from '@rollcall/protocol'
import type { Search, SearchMoment, SearchRow } from '@rollcall/sync'
import { findAlbums, matchesSearch, parseSearch, resolveNames } from '@rollcall/sync'
import type { DeviceState } from '../state/device-state.ts'
import { catchUpSearch } from './catch-up-search.ts'
import type { SearchView } from './search-view.ts'
import { openSearchView } from './search-view.ts'

/*
 * Searches what people see: base ⊕ outbox. The base is asked through its index. What the outbox touches, which is little, is compared
 * row by row and stands before what the index says of it; so is what is not synced, when that is asked for.
 */

/** Finds that are counted; more are "more than". */
export const FINDS_COUNTED_MAX = 10_000

/** Finds of the index that are read at a time. */
const PAGE = 500

/** What is searched for and how much of it is wanted. */
export interface SearchOrder extends SearchMoment {
  readonly text: string
  /** The newest so many. */
  readonly limit: number
  /** Assets that the roll call does not call safe; asked when the search is about them. */
  readonly unsynced: () => Promise<ReadonlySet<AssetId>>
  /** Told while the index learns what is new: rows of the base that are left. */
  readonly onTurn?: (left: number) => void
}

/** What was found. */
export interface SearchAnswer {
  /** As it was understood, with the names that its words are. */
  readonly search: Search
  /** The newest first. */
  readonly assets: readonly Asset[]
  /** How many there are in all, counted up to {@link FINDS_COUNTED_MAX}. */
  readonly total: number
}

/** Searches a device's view of its library, after the index has learned what is new. */
export async function searchLibrary(
  state: DeviceState,
  deviceName: string,
  order: SearchOrder,
): Promise<SearchAnswer> {
  const { search: store } = state
  await catchUpSearch(store, order.onTurn)
  const view = await openSearchView(state, deviceName, order.now)
  const search = resolveNames(parseSearch(order.text, order), (field, words, isPrefix) =>
    field === 'place' ? store.places.findPlaces(words, isPrefix) : findAlbums(view.albums(), words, isPrefix),
  )
  const asked = search.clauses.filter(({ anyOf }) => anyOf.some(({ kind }) => kind === 'unsynced'))
  const unsynced = asked.length === 0 ? new Set<AssetId>() : await order.unsynced()
  const onlyUnsynced = asked.some(({ isNot }) => !isNot)
  const compared = compare(search, view, unsynced, onlyUnsynced ? unsynced : view.touched)
  // The index cannot count what is synced.
  const wanted = asked.length === 0 ? order.limit : FINDS_COUNTED_MAX
  const left = new Set([...view.touched, ...unsynced])
  const found = onlyUnsynced ? compared : [...compared, ...takeFrom(store.index, search, left, wanted)]
  return {
    search,
    total: asked.length === 0 ? countAll(store.index, search, view, compared.length) : found.length,
    assets: found
      .toSorted((one, other) => other.place - one.place)
      .slice(0, order.limit)
      .flatMap(({ assetId }) => view.asset(assetId) ?? []),
  }
}

interface Find {
  readonly assetId: AssetId
  readonly place: number
}

/** Those of some assets that a search finds. */
function compare(
  search: Search,
  view: SearchView,
  unsynced: ReadonlySet<AssetId>,
  assetIds: Iterable<AssetId>,
): readonly Find[] {
  const found: Find[] = []
  for (const assetId of assetIds) {
    const row = view.rowOf(assetId)
    if (row !== null && matchesSearch(search, row, unsynced.has(assetId)))
      found.push({ assetId, place: placeOf(row) })
  }
  return found
}

/** The newest of what the index finds, but for `left`. */
function takeFrom(
  index: SearchIndex,
  search: Search,
  left: ReadonlySet<AssetId>,
  limit: number,
): readonly Find[] {
  const found: Find[] = []
  const size = left.size === 0 ? limit : PAGE
  let below: number | null = null
  while (found.length < limit) {
    const page = index.find(search, { limit: size, below })
    found.push(...page.filter(({ assetId }) => !left.has(assetId)))
    const last = page.at(-1)
    if (last === undefined || page.length < size) break
    below = last.place
  }
  return found.slice(0, limit)
}

/** What the index counts, with what the outbox touches as it looks now and not as it was. */
function countAll(index: SearchIndex, search: Search, view: SearchView, compared: number): number {
  const inIndex = index.count(search, FINDS_COUNTED_MAX + view.touched.size)
  let changed = 0
  for (const assetId of view.touched) {
    const before = view.baseRowOf(assetId)
    if (before !== null && matchesSearch(search, before)) changed++
  }
  return Math.min(FINDS_COUNTED_MAX, inIndex - changed + compared)
}

function placeOf({ localAt, no }: SearchRow): number {
  return placeInTime(localAt) + no
}
