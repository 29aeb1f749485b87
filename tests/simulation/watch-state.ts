import type { DeviceState } from '@rollcall/agent'
import type { Cursor } from '@rollcall/protocol'
import type { ServerHistory } from './watch-store.ts'
import { differenceOf } from './watch-store.ts'
import type { Witness } from './witness.ts'

/** The firewall's rule, told once more and independently [R17]. */
const BATCH_FILES = 20
const BATCH_SHARE = 0.1

/** How many mutations a device has queued, and how many the server has answered. Outlives the process. */
export interface OutboxTally {
  queued: number
  settled: number
}

/**
 * Watches a device's state: that its base is always exactly some state of the library, that mutations wait for an answer,
 * that no deletion passes the firewall, and that it takes a new client id only when it has to.
 */
export function watchState(
  state: DeviceState,
  name: string,
  tally: OutboxTally,
  history: ServerHistory,
  witness: Witness,
): DeviceState {
  const { replica, folder } = state
  let trashed = 0

  const checkBase = (to: Cursor) => checkReplica(state, to, name, history, witness)

  return {
    ...state,
    transaction: (work) => {
      trashed = 0
      const agreed = folder.agreed().length
      const approved = folder.approved().size
      const result = state.transaction(work)
      const isLarge = trashed > BATCH_FILES && trashed > BATCH_SHARE * agreed
      const isEverything = agreed > 1 && trashed === agreed
      const isHeld = approved > 0 || !(isLarge || isEverything)
      witness.expect(isHeld, 'firewall holds', () => `${name} trashed ${trashed} of ${agreed} files unasked`)
      return result
    },
    replica: {
      ...replica,
      queue: (intent, path) => {
        tally.queued++
        if (intent.op === 'trash') {
          trashed++
          const { assetId } = intent.args
          const isAsked = witness.trashable.has(assetId)
          witness.expect(isAsked, 'nothing trashed unasked', () => `${name} wants ${path} trashed`)
        }
        replica.queue(intent, path)
      },
      settle: async (response) => {
        const before = replica.outboxLength()
        await replica.settle(response)
        tally.settled += before - replica.outboxLength()
      },
      renewClient: async () => {
        witness.expect(witness.mayFork, 'no needless new client', () => `${name} took a new client id`)
        await replica.renewClient()
      },
      adopt: async (to, lastMutation) => {
        await replica.adopt(to, lastMutation)
        checkBase(to)
      },
    },
  }
}

/** Its base is the library at the cursor, and nothing is trimmed that the server had not done by then. */
function checkReplica(
  { replica, values }: DeviceState,
  to: Cursor,
  name: string,
  history: ServerHistory,
  witness: Witness,
): void {
  const checkpoint = history.at(to)
  if (checkpoint === null)
    return witness.report('replicas agree', `${name} stands at ${to.epoch}.${to.seq}, which never was`)
  const difference = differenceOf(checkpoint.assets, replica.base())
  witness.expect(
    difference === null,
    'replicas agree',
    () => `${name} at ${to.epoch}.${to.seq}: ${difference}`,
  )
  const clientId = values.get('client_id')
  const settled = values.get('settled_through')
  const last = [...checkpoint.lines].find(([id]) => id === clientId)?.[1]
  if (last === undefined) return
  witness.expect(
    settled <= last,
    'exactly once',
    () => `${name} trimmed ${settled}, and the server had ${last}`,
  )
}
