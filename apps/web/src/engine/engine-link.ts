import { ServerAway } from '@rollcall/platform-client'
import type { Outcome, Problem } from '@rollcall/protocol'
import type { Clock, Random, ReasonCode } from '@rollcall/sync'
import { backoffMs, REASONS, serverAwayCodeOf } from '@rollcall/sync'
import type { ClientState } from './library-client.ts'

/** Whether the server is there, and when it is asked again. */
export interface EngineLink {
  /** Why it is not, since when; null while it answers. */
  readonly away: () => ClientState['away']
  readonly isSignedOut: () => boolean
  /** Asks the server something; what the answer shows of it is noted. Null when there is no use in the answer. */
  readonly ask: <Value>(call: () => Promise<Outcome<Value, Problem>>) => Promise<Value | null>
  /** It answered, and not with a refusal. */
  readonly noteBack: () => void
  /** How long to wait for the next try; 0 while it answers. */
  readonly waitMs: () => number
  /** Something has changed that may mend it: the next try is now. */
  readonly tryNow: () => void
  /** Puts a reason of this browser's own in the way; `sentence` says it where the reason's own words are about folders. */
  readonly block: (code: ReasonCode, sentence?: string) => void
}

/** Refusals that mean that nobody is signed in here. */
const SIGNED_OUT: ReadonlySet<string> = new Set(['auth_expired', 'signed_out', 'device_removed'])

/** Makes a link that nothing is known of. */
export function createEngineLink(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  onChange: () => void,
): EngineLink {
  let away: ReturnType<EngineLink['away']> = null
  let failures = 0
  /** On the monotonic clock: the wall clock may be set back. */
  let nextTry = Number.NEGATIVE_INFINITY

  function goAway(
    code: ReasonCode,
    facts: ServerAway['facts'],
    sentence = REASONS[code].sentence(facts),
  ): void {
    failures++
    nextTry = clock.monotonic() + backoffMs(failures, random.fraction())
    const since = away?.code === code ? away.since : clock.now()
    away = { code, facts, sentence, since }
    onChange()
  }

  return {
    away: () => away,
    isSignedOut: () => away !== null && SIGNED_OUT.has(away.code),
    ask: async (call) => {
      try {
        const answer = await call()
        if (answer.ok) return answer.value
        goAway(serverAwayCodeOf(answer.refusal.code), {
          ...answer.refusal.facts,
          failure: answer.refusal.title,
        })
      } catch (failure) {
        if (!(failure instanceof ServerAway)) throw failure
        goAway(failure.code, failure.facts)
      }
      return null
    },
    noteBack: () => {
      failures = 0
      nextTry = Number.NEGATIVE_INFINITY
      if (away === null) return
      away = null
      onChange()
    },
    waitMs: () => (away === null ? 0 : Math.max(0, nextTry - clock.monotonic())),
    tryNow: () => {
      nextTry = Number.NEGATIVE_INFINITY
    },
    block: (code, sentence) => goAway(code, {}, sentence),
  }
}
