import { ServerAway } from '@rollcall/platform-client'
import type { Outcome, Problem } from '@rollcall/protocol'
import { CommandStop } from './exit.ts'

/** The value of an answer; a refusal ends the command with the server's words. */
export function valueOf<Value>(answer: Outcome<Value, Problem>): Value {
  if (answer.ok) return answer.value
  throw new CommandStop(describeProblem(answer.refusal))
}

/** A refusal as a sentence for a person. */
function describeProblem({ code, title, facts }: Problem): string {
  const retryAfterMs = facts['retryAfterMs']
  const wait = typeof retryAfterMs === 'number' ? ` Try again in ${Math.ceil(retryAfterMs / 1000)} s.` : ''
  return `${title} (${code}).${wait}`
}

/** What any thrown value means for a person; null for a bug, whose stack is worth printing. */
export function describeFailure(error: unknown): string | null {
  if (error instanceof CommandStop) return error.message
  if (error instanceof ServerAway) {
    const { server, failure } = error.facts
    return `The server${server === undefined ? '' : ` at ${server}`} does not answer: ${failure ?? error.code}.`
  }
  if (error instanceof Error && error.message.startsWith('Cannot ')) return `${error.message}.`
  return null
}
