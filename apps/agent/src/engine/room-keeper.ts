import type { Sha256 } from '@rollcall/protocol'
import type { Disk } from '@rollcall/sync'
import { asDiskFailure } from '../folder/as-disk-failure.ts'
import { devicePaths } from '../folder/device-paths.ts'
import type { Incoming } from './share-room.ts'
import { incomingPreview } from './share-room.ts'

/*
 * The room on this device, byte for byte, while transfers come and go between two looks at it. Before a byte comes in, room for the whole
 * of its file is set aside; what was set aside counts until the next look finds the file itself.
 */

/** What may come until the next look. */
export interface RoomAllowance {
  /** See `SharedRoom`. */
  readonly promised: ReadonlyMap<string, number>
  /** Bytes beside that; `Infinity` while nothing bounds them. */
  readonly spareBytes: number
  /** See `RoomPlan`. */
  readonly exchangeBytes: number
  /** Nothing that is here can go: smaller versions come whatever room there is, as every photo should be seen. */
  readonly isAsSmallAsCanBe: boolean
}

/** Sets room aside for what comes in. Files are named as in `.rollcall/incoming`. */
export interface RoomKeeper {
  /** Looks at what lies in `.rollcall/incoming`. */
  readonly look: () => Promise<void>
  /** What that was, and what is under way. */
  readonly incoming: () => Incoming
  /** Whether originals may be exchanged for smaller versions now: there is room for that, or nothing else is under way. */
  readonly mayExchange: () => boolean
  readonly allow: (allowance: RoomAllowance) => void
  /** Sets room aside for a file that will have so many bytes; false when there is none for it. */
  readonly reserve: (name: string, bytes: number) => boolean
  /** As `reserve`, for the smaller version of an original, whose size is remembered when there is no room for it. */
  readonly reservePreview: (original: Sha256, bytes: number) => boolean
  /**
   * As `reservePreview`, for one whose original goes right afterwards. One of them may always come, as nothing else makes room; while more
   * lies here than there is room for, so may as many as are exchanged at once.
   */
  readonly reserveExchange: (original: Sha256, bytes: number) => boolean
  /** The file lies where the next look finds it, or is gone. */
  readonly release: (name: string) => void
  /** Removes parts of files that nobody will go on with. Call it while nothing is under way. `isWanted`: by the file's name. */
  readonly sweep: (isWanted: (name: string) => boolean) => Promise<void>
}

/** Makes a {@link RoomKeeper} that allows everything until it is told otherwise. */
export function createRoomKeeper({ disk, root }: { readonly disk: Disk; readonly root: string }): RoomKeeper {
  const folder = devicePaths(root).incoming
  const reserved = new Map<string, number>()
  const announced = new Map<Sha256, number>()
  let lying = new Map<string, number>()
  let promised = new Map<string, number>()
  let spare = Number.POSITIVE_INFINITY
  let exchange = 0
  let isAsSmallAsCanBe = false
  const exchanging = new Set<string>()

  function reserve(name: string, bytes: number): boolean {
    const more = bytes - (reserved.get(name) ?? promised.get(name) ?? lying.get(name) ?? 0)
    if (more > spare && more > 0) return false
    spare -= more
    promised.delete(name)
    reserved.set(name, bytes)
    return true
  }

  return {
    look: async () => {
      lying = (await sizesIn(disk, folder)) ?? lying
    },
    incoming: () => ({ lying, reserved, announced }),
    mayExchange: () => reserved.size === 0 || spare >= exchange || spare < 0,
    allow: (allowance) => {
      promised = new Map(allowance.promised)
      spare = allowance.spareBytes
      exchange = allowance.exchangeBytes
      isAsSmallAsCanBe = allowance.isAsSmallAsCanBe
    },
    reserve,
    reservePreview: (original, bytes) => {
      const name = incomingPreview(original)
      if (reserve(name, bytes)) return true
      const isNews = announced.get(original) !== bytes
      announced.set(original, bytes)
      if (isNews || !isAsSmallAsCanBe) return false // what was planned may be planned otherwise now
      reserved.set(name, bytes)
      return true
    },
    reserveExchange: (original, bytes) => {
      const name = incomingPreview(original)
      const isOver = spare < 0
      if (reserve(name, bytes)) return true
      let exchanged = bytes
      for (const other of exchanging) exchanged += reserved.get(other) ?? 0
      if (reserved.size > 0 && !(isOver && exchanged <= exchange)) return false
      exchanging.add(name)
      reserved.set(name, bytes)
      return true
    },
    release: (name) => {
      reserved.delete(name)
      exchanging.delete(name)
    },
    sweep: async (isWanted) => {
      for (const name of lying.keys()) {
        if (reserved.has(name) || isWanted(name)) continue
        try {
          await disk.remove(`${folder}/${name}`)
          lying.delete(name)
        } catch (error) {
          asDiskFailure(error) // it goes on counting, and is looked at again
        }
      }
    },
  }
}

/** Null when the disk does not say, as when it was unplugged a moment ago; the next scan finds out. */
async function sizesIn(disk: Disk, folder: string): Promise<Map<string, number> | null> {
  const sizes = new Map<string, number>()
  try {
    for (const { name, kind } of await disk.list(folder)) {
      const stat = kind === 'file' ? await disk.stat(`${folder}/${name}`) : null
      if (stat !== null) sizes.set(name, stat.bytes)
    }
  } catch (error) {
    return asDiskFailure(error).kind === 'not_found' ? sizes : null
  }
  return sizes
}
