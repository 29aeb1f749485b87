import type { Mutation, Outcome, Problem, PushRequest } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'

/** What a server remembers of a client's line of mutations. */
export interface ClientLine {
  /** The last `n` whose fate is decided. */
  readonly lastMutation: number
  /** The token that the last accepted push left. */
  readonly nonce: string
}

/**
 * Decides which mutations of a push are new [R12]. Exactly once: an `n` up to the last is skipped, a hole is refused. A push
 * must show the token that the last one left; the retry of a lost answer shows the same pair again and is recognised; a
 * clone of the client (a restored phone, a copied folder) shows another pair and is refused `client_forked`, upon which it
 * takes a new client id and queues again what was not acknowledged. Both refusals tell the `lastMutation` of the line, which a server that
 * was set back has forgotten more of than the client: see `Replica.renewClient`.
 */
export function admitPush(
  line: ClientLine | null,
  push: Pick<PushRequest, 'nonce' | 'next' | 'mutations'>,
): Outcome<readonly Mutation[], Problem> {
  const lastMutation = line?.lastMutation ?? 0
  const isRetry = line !== null && push.next === line.nonce
  const isNext = push.nonce === (line?.nonce ?? null)
  if (!isRetry && !isNext) return refused(problem('client_forked', { lastMutation }))
  let expected = lastMutation + 1
  const fresh: Mutation[] = []
  for (const mutation of push.mutations) {
    if (mutation.n < expected) continue
    if (mutation.n > expected)
      return refused(problem('mutation_gap', { lastMutation, expected, got: mutation.n }))
    fresh.push(mutation)
    expected++
  }
  return accepted(fresh)
}
