import type { Asset, Intent } from '@rollcall/protocol'
import { clientIdSchema, PUSH_MUTATIONS_MAX } from '@rollcall/protocol'
import type { Clock, Random, Replica } from '@rollcall/sync'
import type { LibraryStore } from '../store/library-store.ts'
import type { Pile } from '../store/pile.ts'
import {
  freezeBatch,
  loseSight,
  queueIntents,
  renewLine,
  settleBatch,
  trimOutbox,
  undecided,
} from './outbox.ts'

/** The replica of this browser, and how something gets into its outbox. */
export interface WebReplica extends Replica {
  /** Queues intents, all or none, and resolves when they are durable; they are sent with the next push. */
  readonly queue: (intents: readonly Intent[]) => Promise<void>
}

/** What a replica needs. */
export interface ReplicaPorts {
  readonly clock: Clock
  readonly random: Random
  /** Hears of each part of a library that was staged, and in which block's file it lies as it came; null: in several. */
  readonly onPart?: (assets: readonly Asset[], file: number | null) => void
}

/** Makes the replica over the library that lies here. */
export function createWebReplica(
  store: LibraryStore,
  { clock, random, onPart = () => undefined }: ReplicaPorts,
): WebReplica {
  let pile: Pile | null = null

  async function pileFor({
    first,
    fresh,
  }: {
    readonly first: boolean
    readonly fresh: boolean
  }): Promise<Pile> {
    if (!first && pile !== null) return pile
    await pile?.drop()
    pile = store.beginPile(fresh)
    return pile
  }

  return {
    queue: (intents) => store.change((state) => queueIntents(state, intents, clock)),
    cursor: async () => store.state().cursor,
    nextBatch: async () => {
      await store.change((state) => freezeBatch(state, () => random.hex(16)))
      const state = store.state()
      const { clientId, nonce, frozen } = state.line
      if (frozen === null) return null
      // After `loseSight` there may be more than a push holds.
      const mutations = undecided(state, clock, frozen.through).slice(0, PUSH_MUTATIONS_MAX)
      return { clientId, nonce, next: frozen.next, mutations }
    },
    settle: (response) => store.change((state) => settleBatch(state, response)),
    renewClient: (lastMutation) =>
      store.change((state) => renewLine(state, clientIdSchema.parse(random.hex(16)), lastMutation)),
    loseSight: () => store.change(loseSight),
    stage: async ({ changes }, at) => await (await pileFor(at)).stage(changes),
    stagePart: async (part, at) => onPart(part.assets, await (await pileFor(at)).stagePart(part)),
    adopt: async (to, lastMutation) => {
      const staged = await (pile ?? store.beginPile(false)).finish()
      pile = null
      await store.adopt(staged, (state) => {
        const { cursor } = state
        const trimmed = trimOutbox(state, lastMutation, cursor?.epoch !== to.epoch)
        const isThere = cursor?.epoch === to.epoch && cursor.seq === to.seq
        return isThere && trimmed === state ? state : { ...trimmed, cursor: to, checkedAt: clock.now() }
      })
    },
  }
}
