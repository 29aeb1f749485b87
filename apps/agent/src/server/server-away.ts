import type { Facts } from '@rollcall/protocol'
import type { ServerAwayCode } from '@rollcall/sync'

/** Failures of the platform's network that mean "no network here" rather than "no server there". */
const OFFLINE_CODES = new Set(['ENETUNREACH', 'ENETDOWN', 'EAI_AGAIN'])

/** There was no answer, or none that a Rollcall server gives. Retried in one place, the engine. */
export class ServerAway extends Error {
  readonly code: ServerAwayCode
  readonly facts: Facts
  constructor(code: ServerAwayCode, facts: Facts, options?: { cause?: unknown }) {
    super(`Cannot reach server: ${facts['failure'] ?? code}`, options)
    this.name = 'ServerAway'
    this.code = code
    this.facts = facts
  }

  /** Reads what `fetch`, or an answer's body, rejected with. `server` is its address, where the caller knows it. */
  static from(error: unknown, server: string | null): ServerAway {
    if (error instanceof ServerAway) return error
    const cause = deepestCause(error)
    const code = 'code' in cause ? String(cause.code) : null
    const away = code !== null && OFFLINE_CODES.has(code) ? 'offline' : 'server_unreachable'
    const facts = { failure: code ?? cause.message, ...(server === null ? {} : { server }) }
    return new ServerAway(away, facts, { cause: error })
  }
}

function deepestCause(error: unknown): Error {
  let cause = error instanceof Error ? error : new Error(String(error))
  for (let depth = 0; depth < 5 && cause.cause instanceof Error; depth++) cause = cause.cause
  return cause
}
