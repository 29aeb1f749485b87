import type { AssetId, Command, CommandKind, CommandRecord, Facts } from '@rollcall/protocol'
import type { RollCall } from '@rollcall/sync'
import { commandsTo, UPDATE_LINE } from '@rollcall/sync'
import type { CommandAnswer, Grant } from '../state/command-store.ts'
import type { DeviceState } from '../state/device-state.ts'

/*
 * Commands travel in the feed as records. One that waits for this device is done here, in one transaction with the mutation that answers
 * it: killed before, it still waits; killed after, it is answered. What was answered is remembered by its id, so that a library that was
 * set back, and asks again, gets the same answer and nothing is done a second time.
 */

/**
 * What other parts of the engine do for a command. Each changes this device's state and nothing else, within the caller's transaction, and
 * answers what came of it, as facts.
 */
export interface CommandHandlers {
  /** Makes room until so many bytes are free; null: as the settings say. */
  readonly onFreeUp?: (bytes: number | null) => Facts
  /** Brings originals back; null: all of them. */
  readonly onFetch?: (assetIds: readonly AssetId[] | null) => Facts
  /** Reports how this device is, soon. */
  readonly onCheck?: () => Facts
}

/** What a look at the commands left. */
export interface Obeyed {
  /** Commands that were answered. */
  readonly answered: number
  /** The engine is to end and be made anew. */
  readonly restart: boolean
}

/** Does what people ask of this device from another one. */
export interface CommandWatch {
  /** Does every command that waits, each once. `roll` tells what waits here now; it is called only where that counts. */
  readonly obey: (roll: () => RollCall) => Obeyed
}

/** Makes a {@link CommandWatch}. A second run over the same library finds nothing to do. */
export function createCommandWatch({
  state,
  handlers = {},
  only = null,
}: {
  readonly state: DeviceState
  readonly handlers?: CommandHandlers
  /** Commands of other sorts go on waiting. */
  readonly only?: CommandKind | null
}): CommandWatch {
  return {
    obey: (roll) => {
      let restart = false
      const waiting = waitingCommands(state).filter(({ command }) => only === null || command.what === only)
      for (const { commandId, command } of waiting) {
        state.transaction(() => {
          const before = state.folder.answerTo(commandId)
          const answer = before ?? carryOut(state, handlers, command, roll)
          state.folder.noteAnswer(commandId, answer)
          const args = { target: state.deviceId, what: command.what, commandId, ...answer }
          state.replica.queue({ op: 'answerCommand', args }, null)
          if (before === null && command.what === 'restart_sync') restart = true
        })
      }
      return { answered: waiting.length, restart }
    },
  }
}

/** The commands to this device that nobody has answered, as it sees them. There is one of each sort at the most. */
function waitingCommands(state: DeviceState): readonly CommandRecord[] {
  const records = state.replica.view().records.recordsIn(commandsTo(state.deviceId))
  return records.flatMap((record) =>
    record.kind === 'command' && record.state === 'waiting' ? [record] : [],
  )
}

function carryOut(
  state: DeviceState,
  handlers: CommandHandlers,
  command: Command,
  roll: () => RollCall,
): CommandAnswer {
  switch (command.what) {
    case 'retry':
      return done({ items: forgetAttempts(state) })
    case 'sync_now':
      return done({ items: grantToWaiting(state, roll(), 'everything') })
    case 'allow_mobile_once':
      return done({ items: grantToWaiting(state, roll(), 'mobile') })
    case 'reset_connections':
      forgetServer(state)
      return done({})
    case 'restart_sync':
      return done({})
    case 'free_up_space':
      return handlers.onFreeUp === undefined ? CANNOT : done(handlers.onFreeUp(command.bytes))
    case 'fetch':
      return handlers.onFetch === undefined ? CANNOT : done(handlers.onFetch(command.assetIds))
    case 'check':
      return handlers.onCheck === undefined ? CANNOT : done(handlers.onCheck())
    case 'update':
      return done({ line: UPDATE_LINE })
    case 'change_plan':
      return refusal('Only the server does this.')
  }
}

const CANNOT = refusal('This device does not do this.')

function done(facts: Facts): CommandAnswer {
  return { state: 'done', facts }
}

function refusal(because: string): CommandAnswer {
  return { state: 'refused', facts: { because } }
}

/** Lets everything that has failed be tried again at once; answers how many items that was. */
function forgetAttempts(state: DeviceState): number {
  const keys = [...state.folder.attempts().keys()]
  for (const key of keys) state.folder.putAttempt(key, null)
  forgetServer(state)
  return keys.length
}

/** What is known of the server stays until it is asked again, at once. */
function forgetServer({ values }: DeviceState): void {
  const server = values.get('server')
  if (server.kind === 'away') values.put('server', { ...server, nextTry: 0 })
}

/** Allows everything that is still to move; answers how many items that is. */
function grantToWaiting(state: DeviceState, { entries }: RollCall, grant: Grant): number {
  const waiting = entries.filter(({ decision }) => OPEN.has(decision.state))
  for (const { item } of waiting) {
    state.folder.putGrant(item.key, grant)
    if (grant === 'everything') state.folder.putAttempt(item.key, null)
  }
  return waiting.length
}

/** Where a grant may make a difference. */
const OPEN: ReadonlySet<string> = new Set(['waiting', 'inProgress'])

/** Ends what was allowed for items that are safe by now, or gone. Writes only what changed. */
export function clearGrants(state: DeviceState, { entries }: RollCall): void {
  const grants = state.folder.grants()
  if (grants.size === 0) return
  const open = new Set(entries.flatMap(({ item, decision }) => (decision.state === 'safe' ? [] : [item.key])))
  const over = [...grants.keys()].filter((key) => !open.has(key))
  if (over.length === 0) return
  state.transaction(() => {
    for (const key of over) state.folder.putGrant(key, null)
  })
}
