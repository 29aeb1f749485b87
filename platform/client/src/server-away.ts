import type { Facts } from '@rollcall/protocol'
import type { ServerAwayCode } from '@rollcall/sync'

/** Failures of the platform's network that mean "no network here" rather than "no server there"; the last one is a browser's. */
const OFFLINE_CODES = new Set(['ENETUNREACH', 'ENETDOWN', 'EAI_AGAIN', 'ERR_INTERNET_DISCONNECTED'])

/** Failures of Node's TLS: the certificate, or the talk about it. */
const TLS_CODES =
  /^(?:CERT_|ERR_SSL_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|HOSTNAME_MISMATCH|EPROTO)/

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
    const where = server === null ? {} : { server }
    if (isProxySignIn(cause))
      return new ServerAway('proxy_refused', { failure: '407', ...where }, { cause: error })
    // A browser's exceptions have a number there, which says nothing.
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : null
    const away = code === null ? 'server_unreachable' : awayCodeOf(code)
    const facts = { failure: code ?? cause.message, ...where }
    return new ServerAway(away, facts, { cause: error })
  }
}

/** Which reason a failure of Node's network is, by its code. */
export function awayCodeOf(code: string): ServerAwayCode {
  if (OFFLINE_CODES.has(code)) return 'offline'
  return TLS_CODES.test(code) ? 'tls_failed' : 'server_unreachable'
}

/** Node's `fetch` hides an answer with status 407 (a proxy wants a sign-in) behind a failure without any words. */
function isProxySignIn(cause: Error): boolean {
  return cause.message === '' && !('code' in cause) && cause.stack?.includes('makeNetworkError') === true
}

function deepestCause(error: unknown): Error {
  let cause = error instanceof Error ? error : new Error(String(error))
  for (let depth = 0; depth < 5 && cause.cause instanceof Error; depth++) cause = cause.cause
  return cause
}
