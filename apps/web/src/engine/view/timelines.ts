import { markBits } from '@rollcall/grid'
import type { Album, AssetId } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import type { Badge, PhotoFilter, Timeline, TimelineQuery } from '../library-client.ts'
import type { Places } from '../places/learn-places.ts'
import { isHiddenPhoto, isShown, isTrashed } from '../store/asset-row.ts'
import type { LibraryStore } from '../store/library-store.ts'
import { createAddedFrom } from './added-from.ts'
import { assetIdsInAlbum } from './album-photos.ts'
import { createFilter, isAmong } from './filter-rows.ts'
import type { Handles } from './handles.ts'
import type { LibraryView } from './library-view.ts'
import type { SearchScan } from './search-scan.ts'
import { beginSearch } from './search-scan.ts'
import type { BuiltTimeline, TimelineWorld } from './timeline-builder.ts'
import { buildByTime, buildInOrder } from './timeline-builder.ts'

/*
 * Stays whole: what is kept and which search runs is one small state of a few functions.
 */

/** Timelines that are kept until the library moves: 18 bytes a photo each. */
const KEPT_MAX = 2

/** The first answer to a search waits for so many blocks, or its end. */
const FIRST_BLOCKS = 2

/** Assets that a query may name. */
const NAMED_MAX = 100_000

/** What timelines need of the engine. */
export interface TimelinesWorld {
  readonly store: LibraryStore
  readonly view: () => Promise<LibraryView>
  readonly handles: Handles
  readonly badges: () => ReadonlyMap<AssetId, Badge>
  readonly places: Pick<Places, 'register' | 'placeOf' | 'namesOf'>
  readonly clock: Clock
  readonly offsetMinutes: () => number
  readonly generation: () => number
  /** A search has found more: the generation moves. */
  readonly onMore: () => void
  /** Lets others have their turn. */
  readonly breathe: () => Promise<void>
}

/** Answers queries for timelines. */
export interface Timelines {
  readonly timeline: (query: TimelineQuery) => Promise<Timeline>
  /** The photo that a handle names; null when it names none any more. */
  readonly idOf: (handle: number) => AssetId | null
}

interface Built {
  readonly built: BuiltTimeline
  readonly isWhole: boolean
}

interface KeptTimeline extends Built {
  readonly stamp: number
}

interface RunningSearch {
  readonly text: string
  readonly stamp: number
  readonly scan: SearchScan
}

/** Makes {@link Timelines}. `libraryGeneration` moves with the library alone, not with what a search finds. */
export function createTimelines(world: TimelinesWorld, libraryGeneration: () => number): Timelines {
  const kept = new Map<string, KeptTimeline>()
  let running: RunningSearch | null = null

  async function build(query: TimelineQuery): Promise<Built> {
    const view = await world.view()
    const { store, handles } = world
    const at: TimelineWorld = { store, handles, view, badges: world.badges() }
    if (query.kind === 'search') return await buildSearch(at, query.text)
    if (query.kind === 'filtered') return whole(buildFiltered(at, query.filter, world.places))
    if (query.kind === 'album') return await buildAlbum(at, view.records.record('album', query.albumId))
    return whole(buildPlain(at, query))
  }

  async function buildAlbum(at: TimelineWorld, album: Album | null): Promise<Built> {
    if (album === null || album.type === 'folder') return whole(buildInOrder(at, [], isShown))
    if (album.type === 'smart') {
      const found = await buildSearch(at, album.search ?? '')
      return album.sort === 'oldest' ? { ...found, built: oldestFirst(found.built) } : found
    }
    const ids = await assetIdsInAlbum(world.store, at.view, album)
    if (album.sort === 'manual') return whole(buildInOrder(at, ids, isShown))
    const newestFirst = buildByTime(at, isShown, new Set(ids))
    return whole(album.sort === 'newest' ? newestFirst : oldestFirst(newestFirst))
  }

  async function buildSearch(at: TimelineWorld, text: string): Promise<Built> {
    const scan = await searchFor(at.view, text)
    const isWhole = scan.isWhole()
    return { isWhole, built: buildByTime(at, () => true, scan.found) }
  }

  /** The search for a text, begun or gone on with; the one that was running before is over. */
  async function searchFor(view: LibraryView, text: string): Promise<SearchScan> {
    const stamp = libraryGeneration()
    if (running?.text === text && running.stamp === stamp) return running.scan
    const badges = world.badges()
    const isUnsynced = (id: AssetId) => badges.has(id) || view.touched.has(id)
    const scan = beginSearch({ ...world, view, isUnsynced }, text)
    const mine = { text, stamp, scan }
    running = mine
    for (let block = 0; block < FIRST_BLOCKS; block++) if (!(await scan.step())) break
    if (!scan.isWhole()) void goOn(mine)
    return scan
  }

  async function goOn(mine: RunningSearch): Promise<void> {
    let told = mine.scan.found.size
    while (running === mine && mine.stamp === libraryGeneration()) {
      await world.breathe()
      const isMore = await mine.scan.step()
      if (mine.scan.found.size > told || !isMore) world.onMore()
      told = mine.scan.found.size
      if (!isMore) return
    }
  }

  return {
    idOf: world.handles.idOf,
    timeline: async (query) => {
      const isSearch = query.kind === 'search' || query.kind === 'album'
      const name = JSON.stringify(query)
      const generation = world.generation()
      const stamp = isSearch ? generation : libraryGeneration()
      const known = kept.get(name)
      const { built, isWhole } = known?.stamp === stamp ? known : await keep(name, query, stamp)
      return { generation, columns: built.columns, handles: built.handles, isWhole }
    },
  }

  async function keep(name: string, query: TimelineQuery, stamp: number): Promise<KeptTimeline> {
    const made = { stamp, ...(await build(query)) }
    kept.delete(name)
    kept.set(name, made)
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_MAX) break
      kept.delete(oldest)
    }
    return made
  }
}

function whole(built: BuiltTimeline): Built {
  return { built, isWhole: true }
}

function buildPlain(
  at: TimelineWorld,
  query: Exclude<TimelineQuery, { kind: 'search' | 'album' | 'filtered' }>,
): BuiltTimeline {
  switch (query.kind) {
    case 'library':
      return buildByTime(at, isShown)
    case 'favourites':
      return buildByTime(at, (marks) => isShown(marks) && (marks & markBits.FAVOURITE) !== 0)
    case 'videos':
      return buildByTime(at, (marks) => isShown(marks) && (marks & markBits.VIDEO) !== 0)
    case 'live':
      return buildByTime(at, (marks) => isShown(marks) && (marks & markBits.LIVE) !== 0)
    case 'hidden':
      return buildByTime(at, isHiddenPhoto)
    case 'trash':
      return buildByTime(at, isTrashed)
    case 'not_synced':
      return buildByTime(at, isShown, unsyncedIn(at))
    case 'assets':
      return buildInOrder(at, query.assetIds.slice(0, NAMED_MAX), () => true)
  }
}

function buildFiltered(
  at: TimelineWorld,
  filter: PhotoFilter,
  { register, placeOf }: TimelinesWorld['places'],
): BuiltTimeline {
  const { columns } = at.store.base()
  const { overlay, records } = at.view
  const passes = createFilter(filter, { register, added: createAddedFrom(records) })
  const [no, marks] = [columns.no(), columns.marks()]
  return buildByTime(
    at,
    isShown,
    isAmong(filter, () => unsyncedIn(at)),
    {
      ofSlot: (slot) => passes({ no: no[slot] ?? 0, marks: marks[slot] ?? 0 }),
      ofRow: (row) => {
        const asset = overlay.assets.get(row.id)
        return passes(asset === undefined ? row : { ...row, place: placeOf(asset) })
      },
    },
  )
}

/** What is not wholly synced, as far as this browser knows. */
function unsyncedIn({ badges, view }: TimelineWorld): ReadonlySet<AssetId> {
  return new Set([...badges.keys(), ...view.touched.keys()])
}

function oldestFirst({ columns, handles }: BuiltTimeline): BuiltTimeline {
  return {
    columns: {
      count: columns.count,
      takenAtS: columns.takenAtS.toReversed(),
      ratio: columns.ratio.toReversed(),
      colour: columns.colour.toReversed(),
      marks: columns.marks.toReversed(),
    },
    handles: handles.toReversed(),
  }
}
