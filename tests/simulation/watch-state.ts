import type { DeviceState } from '@rollcall/agent'
import type { Cursor, LibraryRecord } from '@rollcall/protocol'
import { differenceOf, disorderOf, recordsByName } from './difference-of.ts'
import type { ServerHistory } from './watch-store.ts'
import type { QueuedLine, Witness } from './witness.ts'

/** The firewall's rule, told once more and independently [R17]. */
const BATCH_FILES = 20
const BATCH_SHARE = 0.1

/** How many mutations a device has queued, and how many the server has answered. Outlives the process. */
export interface OutboxTally {
  queued: number
  settled: number
  /** What is in its client's line, as far as it is known when that was queued. */
  line: QueuedLine
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
  trueNow: () => number,
): DeviceState {
  const { replica, folder } = state
  let trashed = 0

  const checkBase = (to: Cursor, before: number) =>
    checkReplica(state, to, { name, before }, history, witness)

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
    folder: watchCommands(folder, name, witness),
    replica: {
      ...replica,
      queue: (intent, path) => {
        tally.queued++
        if (intent.op === 'trash') {
          if (path !== null) trashed++ // a person who asks for it is not held by this device
          const { assetId } = intent.args
          const isAsked = witness.trashable.has(assetId)
          witness.expect(isAsked, 'nothing trashed unasked', () => `${name} wants ${path} trashed`)
        }
        replica.queue(intent, path)
        const last = replica.mutations().at(-1)
        if (last !== undefined) tally.line.set(last.n, { intent, baseSeq: last.baseSeq, at: trueNow() })
      },
      nextBatch: async () => {
        const batch = await replica.nextBatch()
        if (batch !== null) witness.noteLine(batch.clientId, tally.line)
        return batch
      },
      settle: async (response) => {
        const before = replica.outboxLength()
        await replica.settle(response)
        tally.settled += before - replica.outboxLength()
      },
      renewClient: async (lastMutation) => {
        witness.expect(witness.mayFork, 'no needless new client', () => `${name} took a new client id`)
        tally.line = new Map() // the numbers begin anew, and nobody has noted which is which
        await countAnew(replica, tally, () => replica.renewClient(lastMutation))
      },
      loseSight: () => countAnew(replica, tally, () => replica.loseSight()),
      adopt: async (to, lastMutation) => {
        const trimmedBefore = state.values.get('settled_through')
        await countAnew(replica, tally, () => replica.adopt(to, lastMutation))
        checkBase(to, trimmedBefore)
      },
    },
  }
}

/** What an older server may have forgotten waits for an answer again [S26]. */
async function countAnew(
  replica: DeviceState['replica'],
  tally: OutboxTally,
  work: () => Promise<void>,
): Promise<void> {
  const before = replica.outboxLength()
  await work()
  tally.settled -= replica.outboxLength() - before
}

function watchCommands(folder: DeviceState['folder'], name: string, witness: Witness): DeviceState['folder'] {
  /** Commands that are about to be answered as before. */
  const recalled = new Set<string>()
  return {
    ...folder,
    answerTo: (commandId) => {
      const answer = folder.answerTo(commandId)
      if (answer !== null) recalled.add(commandId)
      return answer
    },
    noteAnswer: (commandId, answer) => {
      const deed = `${name}/${commandId}`
      const isRecalled = recalled.delete(commandId)
      const isFirst = !witness.obeyed.has(deed)
      witness.expect(isRecalled || isFirst, 'a command is done once', () => `${deed} was done again`)
      witness.obeyed.add(deed)
      folder.noteAnswer(commandId, answer)
    },
  }
}

/**
 * Its base is the library at the cursor, and nothing is trimmed that the server had not done by then. `before` is how far it had trimmed
 * until now: what it does not trim now was judged when it was, by the line of that time, and may since be more than the line has. Set back,
 * a server goes on with the line of whichever clone shows the token that it remembers; the other, which had gone further along the line, has
 * a token that this server never saw. So nothing of that one is taken for done: what it says next is refused `client_forked`, and sent under
 * an id of its own [S33].
 */
function checkReplica(
  { replica, values }: DeviceState,
  to: Cursor,
  { name, before }: { readonly name: string; readonly before: number },
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
  checkRecords(checkpoint.records, replica, `${name} at ${to.epoch}.${to.seq}`, witness)
  const clientId = values.get('client_id')
  const trimmed = values.get('settled_through')
  const last = [...checkpoint.lines].find(([id]) => id === clientId)?.[1]
  if (last === undefined || trimmed === before) return
  witness.expect(
    trimmed <= last,
    'exactly once',
    () => `${name} trimmed ${trimmed}, and the server had ${last}`,
  )
}

/** Compares the records of a replica, and the order of its lists, with those of the library. `where` says whose they are, and when. */
export function checkRecords(
  expected: ReadonlyMap<string, LibraryRecord>,
  replica: DeviceState['replica'],
  where: string,
  witness: Witness,
): void {
  const records = replica.baseRecords()
  const difference = differenceOf(expected, recordsByName(records.all()))
  witness.expect(difference === null, 'replicas agree', () => `${where}: ${difference}`)
  if (difference !== null) return
  const disorder = disorderOf(expected.values(), records.recordsIn)
  witness.expect(disorder === null, 'albums have one order', () => `${where}: ${disorder}`)
}
