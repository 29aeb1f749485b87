import type { AssetId } from '@rollcall/protocol'
import type { LibraryStore } from '../store/library-store.ts'

/*
 * A handle names a photo of a timeline in 32 bits: an era of eight, and the slot of its columns. Slots stay what they are while a library
 * is open; when it is opened anew, or read from its beginning, the era is another, and a handle of the one before names nothing rather
 * than another photo. Photos that only the outbox has get numbers from the top down.
 */

/** Names photos of timelines. */
export interface Handles {
  readonly ofSlot: (slot: number) => number
  /** Of a photo that the base does not have. */
  readonly ofUnsent: (id: AssetId) => number
  readonly idOf: (handle: number) => AssetId | null
}

const SLOT_BITS = 24
const SLOTS = 2 ** SLOT_BITS
const ERAS = 256
/** Photos that only the outbox has. */
const UNSENT_MAX = 100_000

/** Makes handles; `firstEra` is by chance, so that two openings seldom agree. */
export function createHandles(store: LibraryStore, firstEra: number): Handles {
  let era = firstEra % ERAS
  let columns = store.base().columns
  const unsent: AssetId[] = []
  const numberOf = new Map<AssetId, number>()

  function look(): void {
    if (store.base().columns === columns) return
    columns = store.base().columns
    era = (era + 1) % ERAS
    unsent.length = 0
    numberOf.clear()
  }

  return {
    ofSlot: (slot) => {
      look()
      return era * SLOTS + slot
    },
    ofUnsent: (id) => {
      look()
      const number = numberOf.get(id) ?? unsent.push(id) - 1
      if (number >= UNSENT_MAX) throw new Error('Cannot name photo: too many wait to be sent')
      numberOf.set(id, number)
      return era * SLOTS + SLOTS - 1 - number
    },
    idOf: (handle) => {
      look()
      if (Math.floor(handle / SLOTS) !== era) return null
      const slot = handle % SLOTS
      if (slot < columns.count()) return columns.idAt(slot)
      return unsent[SLOTS - 1 - slot] ?? null
    },
  }
}
