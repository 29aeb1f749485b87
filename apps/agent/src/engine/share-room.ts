import type { Sha256 } from '@rollcall/protocol'
import type { Room, RoomItem } from '@rollcall/sync'

/*
 * Which of the originals and smaller versions that are to come may come now, so that what lies here never takes more than there is room
 * for, at any moment:
 *
 *   what lies here + what is under way, as large as it will be + what may begin now  ≤  the room there is
 *
 * A little of the room is kept for exchanging: a smaller version comes before its original goes, and goes after its original has come.
 */

/** What `.rollcall/incoming` holds, and what will come into it, by the names of its files. */
export interface Incoming {
  /** Bytes that lie there. */
  readonly lying: ReadonlyMap<string, number>
  /** Bytes that the files of transfers under way will have in the end. */
  readonly reserved: ReadonlyMap<string, number>
  /** What the server said that a smaller version takes, by its original, where this device has not had it yet. */
  readonly announced: ReadonlyMap<Sha256, number>
}

/** Of a process that transfers nothing. */
export const NOTHING_INCOMING: Incoming = { lying: new Map(), reserved: new Map(), announced: new Map() }

/** The file in `.rollcall/incoming` that an original comes into. */
export function incomingOriginal(sha256: Sha256): string {
  return sha256
}

/** The file in `.rollcall/incoming` that the smaller version of an original comes into. */
export function incomingPreview(original: Sha256): string {
  return `${original}.preview`
}

/** An original as {@link shareRoom} looks at it. `sha256` is null for what is not to be judged. */
export interface SharedItem extends RoomItem {
  readonly sha256: Sha256 | null
  /** The library has it, the server can hand out a smaller version, and neither is here. */
  readonly isPreviewToCome: boolean
  /** Bytes of smaller versions of it that lie here, whether or not it is here itself. */
  readonly previewBytesHere: number
  /** It is being fetched by this process, or by the one that the state tells of. */
  readonly isActive: boolean
}

/** What there is to share. */
export interface ToShare {
  /** By key, as planned; `original` for whatever is not in it. */
  readonly rooms: ReadonlyMap<string, Room>
  /** Room beside everything that lies here or is under way, bytes; less than 0 where that is too much already. */
  readonly spareBytes: number
  /** See `RoomPlan`. */
  readonly exchangeBytes: number
  readonly incoming: Incoming
}

/** Who gets what. */
export interface SharedRoom {
  /** The planned rooms; an original that has to wait is `preview`. */
  readonly rooms: ReadonlyMap<string, Room>
  /** What may begin: bytes that each file of `.rollcall/incoming` will have in the end. */
  readonly promised: ReadonlyMap<string, number>
  /** Room that is left beside what was promised. */
  readonly spareBytes: number
}

/**
 * Shares the room there is among what is to come: first originals that somebody asked for, then smaller versions, so that every photo can
 * be seen, then other originals, those used last before others. Pure; answers the same whatever the order of the items.
 */
export function shareRoom(planned: readonly SharedItem[], toShare: ToShare): SharedRoom {
  const { exchangeBytes, incoming } = toShare
  const rooms = new Map(toShare.rooms)
  const promised = new Map<string, number>()
  const isUnderWay = ({ sha256, isActive }: SharedItem) =>
    isActive || (sha256 !== null && incoming.reserved.has(incomingOriginal(sha256)))
  let spare = toShare.spareBytes
  /** Smaller versions that go once what is under way has come. */
  let goingBytes = sum(planned.filter(isUnderWay).map(({ previewBytesHere }) => previewBytesHere))

  function admitOriginal(item: SharedItem): void {
    const { key, sha256, bytes, previewBytesHere } = item
    if (sha256 === null) return
    const name = incomingOriginal(sha256)
    const need = bytes - (incoming.lying.get(name) ?? 0)
    const left = spare - need
    if (left < 0 || left + goingBytes + previewBytesHere < exchangeBytes) {
      rooms.set(key, 'preview')
      return
    }
    spare = left
    goingBytes += previewBytesHere
    promised.set(name, bytes)
  }

  function admitPreview({ sha256, previewBytes }: SharedItem): void {
    if (sha256 === null) return
    const name = incomingPreview(sha256)
    if (incoming.reserved.has(name) || spare - previewBytes < exchangeBytes) return
    spare -= previewBytes
    promised.set(name, previewBytes)
  }

  const isOriginal = ({ key }: SharedItem) => (rooms.get(key) ?? 'original') === 'original'
  const coming = planned.filter((item) => !item.isHere && !isUnderWay(item) && isOriginal(item))
  for (const item of coming.filter(isAsked).toSorted(byWorth)) admitOriginal(item)
  for (const item of planned.toSorted(byWorth))
    if (item.isPreviewToCome && !isUnderWay(item) && !isOriginal(item)) admitPreview(item)
  for (const item of coming.filter((each) => !isAsked(each)).toSorted(byWorth)) admitOriginal(item)
  return { rooms, promised, spareBytes: spare }
}

function isAsked({ isWanted, isPinned }: SharedItem): boolean {
  return isWanted || isPinned
}

function byWorth(one: SharedItem, other: SharedItem): number {
  return (
    Number(other.isWanted) - Number(one.isWanted) ||
    Number(other.isPinned) - Number(one.isPinned) ||
    other.lastUsedAt - one.lastUsedAt ||
    (one.key < other.key ? -1 : 1)
  )
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
