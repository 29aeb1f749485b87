import type { ClientId, Intent, Mutation, PushResponse } from '@rollcall/protocol'
import { PUSH_MUTATIONS_MAX } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import type { LibraryState, QueuedMutation } from '../store/library-state.ts'

/*
 * The outbox of this browser, as pure steps from one state to the next; see `Replica` in sync for what each is for.
 */

/** Former ids of this client that are kept: nobody is cloned more often. */
const FORMER_MAX = 100

/** Mutations that the view looks at; a longer outbox shows its first so many. */
const OVERLAY_MAX = 100_000

/** Queues intents in their order, in sight of the base as it stands. */
export function queueIntents(
  state: LibraryState,
  intents: readonly Intent[],
  clock: Pick<Clock, 'now' | 'monotonic' | 'bootId'>,
): LibraryState {
  const first = Math.max(state.outbox.at(-1)?.n ?? 0, state.line.settledThrough) + 1
  const added = intents.map(
    (intent, index): QueuedMutation => ({
      n: first + index,
      intent,
      baseSeq: state.cursor?.seq ?? 0,
      queuedAt: clock.now(),
      queuedMonotonic: clock.monotonic(),
      bootId: clock.bootId,
      outcome: null,
    }),
  )
  return { ...state, outbox: [...state.outbox, ...added] }
}

/** Fixes which mutations the next push sends, and the token that it leaves [R12]. The same state when there is nothing to fix. */
export function freezeBatch(state: LibraryState, freshToken: () => string): LibraryState {
  if (state.line.frozen !== null) return state
  const through = state.outbox.filter(isUndecided).slice(0, PUSH_MUTATIONS_MAX).at(-1)?.n
  if (through === undefined) return state
  return { ...state, line: { ...state.line, frozen: { next: freshToken(), through } } }
}

/** The mutations that wait for the server, up to number `through`, or all. */
export function undecided(
  { outbox }: LibraryState,
  clock: Clock,
  through = Number.POSITIVE_INFINITY,
): Mutation[] {
  return toMutations(
    outbox.filter((queued) => isUndecided(queued) && queued.n <= through),
    clock,
  )
}

/** Everything that the view is made of, ages as of now [R13]. */
export function viewedMutations({ outbox }: LibraryState, clock: Clock): readonly Mutation[] {
  return toMutations(outbox.slice(0, OVERLAY_MAX), clock)
}

/** Keeps the server's word on the frozen batch. */
export function settleBatch(state: LibraryState, { outcomes }: PushResponse): LibraryState {
  const outcomeByN = new Map(outcomes.map(({ n, outcome }) => [n, outcome]))
  const outbox = state.outbox.map((queued) => {
    const outcome = isUndecided(queued) ? outcomeByN.get(queued.n) : undefined
    return outcome === undefined ? queued : { ...queued, outcome }
  })
  const { line } = state
  return { ...state, outbox, line: { ...line, nonce: line.frozen?.next ?? line.nonce, frozen: null } }
}

/**
 * Takes a new client id and numbers what is undecided from 1 again [R12], and with it what was decided beyond `lastMutation`, the last of
 * the old line that the server knows of.
 */
export function renewLine(state: LibraryState, clientId: ClientId, lastMutation: number): LibraryState {
  const outbox = state.outbox
    .filter((queued) => isUndecided(queued) || queued.n > lastMutation)
    .map((queued, index) => ({ ...queued, n: index + 1, outcome: null }))
  const formerIds = [...state.line.formerIds, state.line.clientId].slice(-FORMER_MAX)
  return {
    ...state,
    outbox,
    line: { clientId, nonce: null, frozen: null, settledThrough: 0, formerIds },
  }
}

/** In a new epoch nothing was made in sight of anything, and nothing is decided that the base does not show [S26]. */
export function loseSight(state: LibraryState): LibraryState {
  return { ...state, outbox: state.outbox.map(anew) }
}

/** Drops decided mutations up to `lastMutation`. `isNewEpoch`: what is left is as after {@link loseSight}. The same state when nothing moves. */
export function trimOutbox(state: LibraryState, lastMutation: number, isNewEpoch: boolean): LibraryState {
  const left = state.outbox.filter((queued) => isUndecided(queued) || queued.n > lastMutation)
  const settledThrough = Math.max(state.line.settledThrough, lastMutation)
  const isSame = left.length === state.outbox.length && settledThrough === state.line.settledThrough
  if (isSame && (!isNewEpoch || left.length === 0)) return state
  return {
    ...state,
    outbox: isNewEpoch ? left.map(anew) : left,
    line: { ...state.line, settledThrough },
  }
}

/** How many mutations the server has not decided. */
export function countUndecided({ outbox }: LibraryState): number {
  return outbox.reduce((count, queued) => count + (isUndecided(queued) ? 1 : 0), 0)
}

function isUndecided({ outcome }: QueuedMutation): boolean {
  return outcome === null
}

function anew(queued: QueuedMutation): QueuedMutation {
  return { ...queued, baseSeq: 0, outcome: null }
}

function toMutations(queued: readonly QueuedMutation[], clock: Clock): Mutation[] {
  return queued.map(
    (each) => ({ ...each.intent, n: each.n, baseSeq: each.baseSeq, ageMs: ageOf(each, clock) }) as Mutation,
  )
}

/** How long ago a mutation was queued: by the monotonic clock within a boot, by the wall clock across boots. */
function ageOf({ bootId, queuedAt, queuedMonotonic }: QueuedMutation, clock: Clock): number {
  const age = bootId === clock.bootId ? clock.monotonic() - queuedMonotonic : clock.now() - queuedAt
  return Math.max(0, Math.round(age))
}
