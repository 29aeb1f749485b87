import type { AlbumId, Asset, AssetId } from '@rollcall/protocol'
import type { Clock, Search, SearchRow } from '@rollcall/sync'
import { findAlbums, matchesSearch, parseSearch, resolveNames, searchRowOf } from '@rollcall/sync'
import { findPlaces, placeMarksOf } from '../places/find-places.ts'
import type { Places } from '../places/learn-places.ts'
import { NO_BLOCK } from '../store/columns.ts'
import type { LibraryStore } from '../store/library-store.ts'
import { createAddedFrom } from './added-from.ts'
import type { LibraryView } from './library-view.ts'

/*
 * A search goes through the blocks, those with the newest photos first, one block at a time, and lets others have their turn between two
 * blocks. What it has found so far can be shown at any moment. Of
 * places it knows what was learned of them so far; see `learn-places.ts`.
 */

/** Finds of a search at most. */
const FINDS_MAX = 100_000

/** A search under way. */
export interface SearchScan {
  /** What was found so far; grows until {@link isWhole}. */
  readonly found: ReadonlySet<AssetId>
  readonly isWhole: () => boolean
  /** Goes on for a block; false when there is nothing left to look through. */
  readonly step: () => Promise<boolean>
}

/** What a search looks at. */
export interface SearchWorld {
  readonly store: LibraryStore
  readonly view: LibraryView
  readonly clock: Clock
  readonly isUnsynced: (id: AssetId) => boolean
  readonly places: Pick<Places, 'namesOf' | 'register'>
  /** Local time minus UTC where the person is, minutes. */
  readonly offsetMinutes: () => number
}

/** Begins a search over the library as it is now. */
export function beginSearch(world: SearchWorld, text: string): SearchScan {
  const { store, view } = world
  const search = understand(world, text)
  const rowOf = createRows(world)
  const found = new Set<AssetId>()
  const blocks = blocksNewestFirst(store)
  let isFirst = true

  function look(asset: Asset): void {
    const row = rowOf(asset)
    if (row !== null && matchesSearch(search, row, world.isUnsynced(asset.id))) found.add(asset.id)
  }

  async function lookThrough(block: number): Promise<void> {
    const file = store.state().blocks[block]?.file
    const assets = file === undefined ? null : await store.blocks.read(file)
    const { columns } = store.base()
    for (const [row, asset] of (assets ?? []).entries()) {
      const slot = columns.slotOf(asset.id)
      const isHere = slot !== null && columns.block()[slot] === block && columns.row()[slot] === row
      if (isHere && !view.overlay.assets.has(asset.id)) look(asset)
    }
  }

  return {
    found,
    isWhole: () => blocks.length === 0,
    step: async () => {
      if (isFirst) for (const asset of view.overlay.assets.values()) look(asset)
      isFirst = false
      const block = blocks.shift()
      if (block !== undefined) await lookThrough(block)
      if (found.size >= FINDS_MAX) blocks.length = 0
      return blocks.length > 0
    },
  }
}

function understand({ view, clock, offsetMinutes, places }: SearchWorld, text: string): Search {
  const albums = [...view.records.all()].flatMap((record) => (record.kind === 'album' ? [record] : []))
  const parsed = parseSearch(text, { now: clock.now(), offsetMinutes: offsetMinutes() })
  return resolveNames(parsed, (field, words, isPrefix) =>
    field === 'album' ? findAlbums(albums, words, isPrefix) : findPlaces(places.register, words, isPrefix),
  )
}

/** Makes the rows that a search compares, with the albums, the places and the device of each asset. */
function createRows({
  view: { records },
  places,
}: Pick<SearchWorld, 'view' | 'places'>): (asset: Asset) => SearchRow | null {
  const added = createAddedFrom(records)
  return (asset) => {
    const albumIds = records
      .entriesWithAsset(asset.id)
      .flatMap(({ isIn, albumId }): AlbumId[] => (isIn ? [albumId] : []))
    const placeMarks = placeMarksOf(places.namesOf(asset))
    return searchRowOf(asset, { albumIds, placeMarks, deviceName: added.deviceOf(asset.no) })
  }
}

/** The blocks that hold a photo of the base, in the order in which the newest photo of each stands. */
function blocksNewestFirst(store: LibraryStore): number[] {
  const { columns, order } = store.base()
  const seen = new Uint8Array(NO_BLOCK + 1)
  const blocks: number[] = []
  const at = columns.block()
  for (const slot of order) {
    const block = at[slot] ?? NO_BLOCK
    if (seen[block] !== 0) continue
    seen[block] = 1
    if (block !== NO_BLOCK) blocks.push(block)
  }
  return blocks
}
