import { ServerAway } from '@rollcall/platform-client'
import type { Storage, Usage } from '@rollcall/protocol'
import type { FoundOffer, Item } from '@rollcall/sync'
import { findOffers, whatFits } from '@rollcall/sync'
import { valueOf } from './describe-problem.ts'
import type { OpenDevice } from './open-device.ts'
import { callRollOf } from './status-command.ts'

/** What this device knows of the room of its library. */
export interface Room {
  /** What the server says now; null when it does not answer. */
  readonly storage: Storage | null
  /** As the server says now, or said last; null when it has never been asked. */
  readonly usage: Usage | null
  /** What would free space, by what this device has of the library. */
  readonly offers: readonly FoundOffer[]
  /** Originals here that are not stored yet: those for which there is room, the smallest first, and those for which there is none [R8]. */
  readonly fitting: readonly Item[]
  readonly left: readonly Item[]
}

/** Asks the server, and this device's own library and roll. Works offline, with what was known last. */
export async function readRoom(device: OpenDevice): Promise<Room> {
  const { state } = device.ports
  const storage = await askStorage(device)
  const usage = storage?.usage ?? state.values.get('usage')
  const { entries } = await callRollOf(device)
  const waiting = entries
    .map(({ item }) => item)
    .filter(({ standing }) => standing.kind === 'to_upload')
    .map((item) => ({ item, bytes: item.bytes, sameAs: item.sha256 ?? item.key }))
  const { fitting, left } = whatFits(waiting, roomOf(usage))
  return {
    storage,
    usage,
    offers: findOffers(state.replica.view().assets),
    fitting: fitting.map(({ item }) => item),
    left: left.map(({ item }) => item),
  }
}

/** Null when the server does not answer; its refusals end the command. */
export async function askStorage(device: OpenDevice): Promise<Storage | null> {
  try {
    return valueOf(await device.storage.storage())
  } catch (away) {
    if (away instanceof ServerAway) return null
    throw away
  }
}

function roomOf(usage: Usage | null): number | null {
  if (usage === null || usage.quotaBytes === null) return null
  return Math.max(0, usage.quotaBytes - usage.usedBytes - usage.reservedBytes)
}
