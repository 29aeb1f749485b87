import type { Asset, AssetKind } from '@rollcall/protocol'
import { takenAtOf } from '../library/said-of.ts'
import { chooseKeeper } from './choose-keeper.ts'
import type { Steps } from './compare-looks.ts'
import { doSteps } from './compare-looks.ts'
import { bitsBetween, findLookalikesInSteps } from './find-lookalikes.ts'

/**
 * Why assets are taken for duplicates. `same_bytes`: they hold the same original. `copies`: they look the same, and nothing says that
 * they were taken at different moments. `series`: they look the same and were taken one after the other; keeping all may be meant.
 */
export type DuplicateKind = 'same_bytes' | 'copies' | 'series'

/** Assets that a person may want to have once. */
export interface DuplicateGroup {
  readonly kind: DuplicateKind
  readonly keeper: Asset
  /** All but the keeper; never empty. */
  readonly others: readonly Asset[]
  /** The most bits in which an other's look differs from the keeper's; 0 for the same bytes. */
  readonly bits: number
}

/** Bits of 64 in which the looks of duplicates differ at most: see [Note: Bits that differ] in `packages/media`. */
export const DUPLICATE_BITS_MAX = 6

/** Videos of other lengths are others, whatever their first picture looks like. */
const LENGTH_SLACK_MS = 1_000

/** A wrong time zone sets a time off by so many minutes, or a multiple of them, up to so many. */
const ZONE_STEP_MS = 15 * 60_000
const ZONE_MAX_MS = 26 * 3600_000

/** Times that a camera wrote, rather than a program or a disk. */
const CAMERA_TIMES: ReadonlySet<string> = new Set([
  'exif_original',
  'exif_digitized',
  'quicktime_creation_date',
  'quicktime_created',
  'container_created',
])

/**
 * Groups live photos with photos and videos with videos that are the same or look the same; hidden ones are left out. Each asset is in one group at most, and those
 * with the same bytes are found first. What is certain comes first, then the newest; in whatever order the assets come. Linear in the library but for what looks alike.
 */
export function findDuplicates(assets: Iterable<Asset>): readonly DuplicateGroup[] {
  return doSteps(findDuplicatesInSteps(assets))
}

/** As {@link findDuplicates}, step by step; of some ten thousand assets each step takes some milliseconds. */
export function* findDuplicatesInSteps(assets: Iterable<Asset>): Steps<readonly DuplicateGroup[]> {
  // In one order, or what is in a group would depend on who looks.
  const live = [...assets]
    .filter(({ state, kind, hidden }) => state === 'live' && kind !== 'sidecar' && hidden !== true)
    .toSorted((one, other) => one.no - other.no)
  yield
  const same = groupSameBytes(live).map((group) => groupOf('same_bytes', group))
  yield
  const isTaken = new Set(same.flatMap(({ keeper, others }) => [keeper, ...others]))
  const kinds: readonly AssetKind[] = ['photo', 'video']
  const alike: DuplicateGroup[] = []
  for (const kind of kinds)
    alike.push(...(yield* groupAlike(live.filter((asset) => asset.kind === kind && !isTaken.has(asset)))))
  const order: readonly DuplicateKind[] = ['same_bytes', 'copies', 'series']
  return [...same, ...alike].toSorted(
    (one, other) =>
      order.indexOf(one.kind) - order.indexOf(other.kind) || takenAtOf(other.keeper) - takenAtOf(one.keeper),
  )
}

/** Assets of a kind that hold the same original, other than as a sidecar. */
function groupSameBytes(assets: readonly Asset[]): readonly (readonly Asset[])[] {
  const firstByHash = new Map<string, Asset>()
  const groups = new Map<Asset, Set<Asset>>()
  for (const asset of assets) {
    for (const { sha256, role } of asset.resources) {
      if (role === 'sidecar') continue
      const first = firstByHash.get(sha256)
      if (first === undefined) firstByHash.set(sha256, asset)
      else if (first !== asset && first.kind === asset.kind) {
        const group = groups.get(first) ?? new Set([first])
        groups.set(first, group.add(asset))
      }
    }
  }
  const isTaken = new Set<Asset>()
  return [...groups.values()].flatMap((group) => {
    const free = [...group].filter((asset) => !isTaken.has(asset))
    for (const asset of free) isTaken.add(asset)
    return free.length > 1 ? [free] : []
  })
}

function* groupAlike(assets: readonly Asset[]): Steps<readonly DuplicateGroup[]> {
  const looks = assets.map(({ media }) => media?.lookHash ?? null)
  const found: DuplicateGroup[] = []
  for (const positions of yield* findLookalikesInSteps(looks, DUPLICATE_BITS_MAX)) {
    found.push(...splitAlike(positions.flatMap((position) => assets[position] ?? [])))
    yield
  }
  return found
}

/** Of assets that look alike, those that are copies of one, and those that were taken after it. */
function splitAlike(alike: readonly Asset[]): readonly DuplicateGroup[] {
  const keeper = chooseKeeper(alike)
  const fitting = alike.filter((asset) => asset === keeper || hasLengthOf(asset, keeper))
  const copies = new Set(fitting.filter((asset) => asset === keeper || mayBeCopies(asset, keeper)))
  const rest = fitting.filter((asset) => !copies.has(asset))
  if (copies.size < 2) return rest.length === 0 ? [] : [groupOf('series', fitting)]
  const series = rest.length < 2 ? [] : [groupOf('series', rest)]
  return [groupOf('copies', [...copies]), ...series]
}

function groupOf(kind: DuplicateKind, assets: readonly Asset[]): DuplicateGroup {
  const keeper = chooseKeeper(assets)
  const others = assets.filter((asset) => asset !== keeper)
  const look = keeper.media?.lookHash
  const bits = others.map(({ media }) =>
    kind !== 'same_bytes' && look && media?.lookHash ? bitsBetween(look, media.lookHash) : 0,
  )
  return { kind, keeper, others, bits: Math.max(...bits) }
}

function hasLengthOf(asset: Asset, keeper: Asset): boolean {
  const [length, other] = [asset.media?.durationMs ?? null, keeper.media?.durationMs ?? null]
  return length === null || other === null || Math.abs(length - other) <= LENGTH_SLACK_MS
}

/** Whether the times of two assets leave it open that one is made from the other. */
function mayBeCopies(one: Asset, other: Asset): boolean {
  if (!CAMERA_TIMES.has(one.takenFrom) || !CAMERA_TIMES.has(other.takenFrom)) return true
  const apart = Math.abs(one.takenAt - other.takenAt)
  const beyond = apart % ZONE_STEP_MS
  const fromZone = apart <= ZONE_MAX_MS ? Math.min(beyond, ZONE_STEP_MS - beyond) : apart
  if (fromZone >= 1_000) return false
  // One of them may know the second alone.
  const knowsMore = (at: number) => at % 1_000 !== 0
  return fromZone === 0 || !knowsMore(one.takenAt) || !knowsMore(other.takenAt)
}
