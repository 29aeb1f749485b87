import { ServerAway } from '@rollcall/platform-client'
import type { Outcome, Problem } from '@rollcall/protocol'
import type { FirstTier } from '@rollcall/sync'
import { backoffMs, converge, isTryDue, REASONS, serverAwayCodeOf } from '@rollcall/sync'
import type { EnginePorts } from './engine-ports.ts'

/*
 * Stays whole: whether the server is there is one small state that each function here reads or moves.
 */

/** The feed is read this often, whatever the pokes say. */
const CONVERGE_EVERY_MS = 5 * 60 * 1000

/**
 * The talk with the server, and the one place where its absence is noted and retried. What is known of it is kept in the
 * device's state, so that `status` can say it when the engine does not run.
 */
export interface ServerLink {
  /** The library may have changed. */
  readonly notice: () => void
  /** Sends the outbox and reads the feed, if that is due. */
  readonly converge: () => Promise<void>
  /** Asks the server something; what the answer shows of it is noted. Null when there is no use in the answer. */
  readonly ask: <Value>(call: () => Promise<Outcome<Value, Problem>>) => Promise<Value | null>
  /** The server refused something that concerns every item. */
  readonly refuse: (refusal: Problem) => void
  readonly lose: (away: ServerAway) => void
  readonly isReachable: () => boolean
  /** Whether something waits to be sent or read, and may be now. */
  readonly isDue: () => boolean
  readonly dueAt: () => number
  /** Failures in a row. */
  readonly failures: () => number
  /** Whether trying again is of no use until somebody does something. */
  readonly needsSomebody: () => boolean
}

/** Makes a {@link ServerLink} that will read the feed at once. */
export function createServerLink(ports: EnginePorts): ServerLink {
  const { state, api, clock, random } = ports
  let isDirty = true
  /** On the monotonic clock: the wall clock may be set back. */
  let convergedAt = Number.NEGATIVE_INFINITY
  let failures = 0

  const feedServer = {
    push: api.push,
    changes: (cursor: Parameters<typeof api.changes>[0]) =>
      api.changes(cursor, state.values.get('client_id')),
    segments: { manifest: api.bootstrap, segment: api.segment },
  }

  function goAway(code: ServerAway['code'], facts: ServerAway['facts']): void {
    failures++
    noteAway(ports, { code, facts, nextTry: clock.now() + backoffMs(failures, random.fraction()) })
  }

  function refuse(refusal: Problem): void {
    goAway(serverAwayCodeOf(refusal.code), { ...refusal.facts, failure: refusal.title })
  }

  function isReachable(): boolean {
    return state.values.get('server').kind === 'reachable'
  }

  function dueAt(): number {
    const server = state.values.get('server')
    if (server.kind === 'away') return isTryDue(server.nextTry ?? 0, clock.now()) ? 0 : (server.nextTry ?? 0)
    if (isDirty || state.replica.outboxLength() > 0) return 0
    return clock.now() + convergedAt + CONVERGE_EVERY_MS - clock.monotonic()
  }

  async function ask<Value>(call: () => Promise<Outcome<Value, Problem>>): Promise<Value | null> {
    try {
      const answer = await call()
      if (answer.ok) return answer.value
      refuse(answer.refusal)
    } catch (error) {
      if (!(error instanceof ServerAway)) throw error
      goAway(error.code, error.facts)
    }
    return null
  }

  return {
    notice: () => {
      isDirty = true
    },
    ask,
    refuse,
    lose: (away) => goAway(away.code, away.facts),
    isReachable,
    isDue: () => dueAt() <= clock.now(),
    dueAt,
    failures: () => failures,
    needsSomebody: () => {
      const server = state.values.get('server')
      return server.kind === 'away' && REASONS[server.code].state === 'blocked'
    },
    converge: async () => {
      if (dueAt() > clock.now()) return
      isDirty = false
      const onFirstTier = (tier: FirstTier) => ports.onEvent({ kind: 'first_tier', tier })
      const done = await ask(() => converge(state.replica, feedServer, onFirstTier))
      if (done === null) {
        isDirty = true
        return
      }
      convergedAt = clock.monotonic()
      state.transaction(() => state.values.put('converged_at', clock.now()))
      failures = 0
      if (!isReachable()) noteBack(ports)
    },
  }
}

function noteAway(
  { state, clock, onEvent }: EnginePorts,
  away: { readonly code: ServerAway['code']; readonly facts: ServerAway['facts']; readonly nextTry: number },
): void {
  const before = state.values.get('server')
  const wasAway = before.kind === 'away' && before.code === away.code
  const since = wasAway ? before.since : clock.now()
  state.transaction(() => state.values.put('server', { kind: 'away', since, ...away }))
  if (!wasAway)
    onEvent({ kind: 'server_away', code: away.code, failure: String(away.facts['failure'] ?? away.code) })
}

function noteBack({ state, onEvent }: EnginePorts): void {
  state.transaction(() => state.values.put('server', { kind: 'reachable' }))
  onEvent({ kind: 'server_back' })
}
