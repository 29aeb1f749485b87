import type { DeviceSettings } from '@rollcall/protocol'

/*
 * Which originals a device has room for while storage is optimised.
 *
 * All originals are put into one order that does not depend on how much room there is: first what somebody pinned or asked for,
 * then what was taken in the last days, then what was used last, then further files with the same bytes; a large file ages faster, as it
 * takes the place of many.
 * Originals fit from the front of that order until the room is used up; from there on smaller versions do. So more room never
 * takes an original away. What is pinned or asked for and is here stays, even if it alone is more than there is room for.
 *
 * A little of the room is left for exchanging: a smaller version comes before its original goes, and is there for a moment beside an
 * original that has come. So the room is never overstepped, not even while one takes the place of the other.
 */

/** An original of the library as the plan looks at it. Times in wall milliseconds. */
export interface RoomItem {
  readonly key: string
  readonly bytes: number
  /** What its smaller version takes; 0 when there is none. */
  readonly previewBytes: number
  /** The original is on this device. */
  readonly isHere: boolean
  /** Its smaller version is on this device. */
  readonly isPreviewHere: boolean
  readonly lastUsedAt: number
  readonly takenAt: number
  /** In an album, or a photo, whose originals always stay. */
  readonly isPinned: boolean
  /** Somebody asked for this original. */
  readonly isWanted: boolean
  /** A further file here with the same bytes as another: it goes first, and nothing takes its place. */
  readonly isSecondCopy: boolean
}

/** What a device keeps of a photo. `over_budget`: somebody asked for the original, and there is no room for it. */
export type Room = 'original' | 'preview' | 'over_budget'

/** The answer of {@link planRoom}. */
export interface RoomPlan {
  /** By key; whatever is not in it is `original`. */
  readonly rooms: ReadonlyMap<string, Room>
  /** By how much the originals that must stay, and those that were asked for, are more than fits. */
  readonly overBytes: number
  /** Left free of originals, for smaller versions that lie beside their originals for a moment. */
  readonly exchangeBytes: number
}

/** Room for exchanging is this part of the whole … */
const EXCHANGE_SHARE = 1 / 50

/** … but enough for one smaller version, and not more than so many of them can use. */
const EXCHANGED_MAX = 64

const DAY_MS = 24 * 60 * 60 * 1000

/** Files up to this size age alike; one of twice the size ages twice as fast. */
const PLAIN_BYTES = 50_000_000

/** The settings that room depends on. */
export type RoomSettings = Pick<DeviceSettings, 'optimise' | 'budgetBytes' | 'freeFloorBytes' | 'keepDays'>

/**
 * Decides for each original whether this device has room for it. `freeBytes`: what the disk can still take, null while that is not
 * known, when only the budget counts. Everything is `original` while storage is not optimised.
 */
export function planRoom(
  settings: RoomSettings,
  disk: { readonly freeBytes: number | null; readonly now: number },
  items: Iterable<RoomItem>,
): RoomPlan {
  const rooms = new Map<string, Room>()
  if (!settings.optimise) return { rooms, overBytes: 0, exchangeBytes: 0 }
  const all = [...items]
  const ordered = inOrderOfWorth(all, settings.keepDays, disk.now)
  let used = all.reduce((sum, item) => sum + smallest(item), 0)
  const capacity = capacityOf(settings, disk.freeBytes, all)
  const exchangeBytes = exchangeOf(all, capacity)
  const fitting = capacity - exchangeBytes
  let overBytes = Math.max(0, used - capacity)
  let isFull = false
  for (const item of ordered) {
    used += item.bytes - smallest(item)
    isFull = isFull || used > fitting
    if (!isFull || item.bytes === smallest(item)) continue
    const isAsked = item.isPinned || item.isWanted
    if (isAsked) overBytes = Math.max(overBytes, used - fitting)
    if (isAsked && item.isHere) continue
    rooms.set(item.key, isAsked ? 'over_budget' : 'preview')
  }
  return { rooms, overBytes, exchangeBytes }
}

/** Enough for the largest smaller version that lies here or may come. */
function exchangeOf(items: readonly RoomItem[], capacity: number): number {
  const largest = items.reduce(
    (most, { bytes, previewBytes }) => Math.max(most, previewBytes < bytes ? previewBytes : 0),
    0,
  )
  return Math.max(largest, Math.min(EXCHANGED_MAX * largest, Math.floor(capacity * EXCHANGE_SHARE)))
}

/** Bytes that photos may take here: the budget, and never so many that the floor of the disk is reached. Not below 0. */
function capacityOf(settings: RoomSettings, freeBytes: number | null, items: readonly RoomItem[]): number {
  const budget = settings.budgetBytes ?? Number.POSITIVE_INFINITY
  if (freeBytes === null) return budget
  const bytesHere = items.reduce(
    (sum, item) => sum + (item.isHere ? item.bytes : 0) + (item.isPreviewHere ? item.previewBytes : 0),
    0,
  )
  return Math.max(0, Math.min(budget, bytesHere + freeBytes - settings.freeFloorBytes))
}

/** What a photo takes at least: its smaller version, unless that is no smaller. */
function smallest({ bytes, previewBytes }: RoomItem): number {
  return Math.min(bytes, previewBytes)
}

function inOrderOfWorth(items: readonly RoomItem[], keepDays: number, now: number): readonly RoomItem[] {
  const keptSince = now - keepDays * DAY_MS
  const ranked = items.map((item) => ({
    item,
    rank: rankOf(item, keepDays > 0 && item.takenAt >= keptSince),
    age: (Math.max(0, now - item.lastUsedAt) + DAY_MS) * Math.max(1, item.bytes / PLAIN_BYTES),
  }))
  return ranked
    .toSorted((a, b) => a.rank - b.rank || a.age - b.age || (a.item.key < b.item.key ? -1 : 1))
    .map(({ item }) => item)
}

/** Less stays longer. */
function rankOf({ isPinned, isWanted, isSecondCopy }: RoomItem, isTakenLately: boolean): number {
  if (isPinned || isWanted) return 0
  if (isSecondCopy) return 3
  return isTakenLately ? 1 : 2
}
