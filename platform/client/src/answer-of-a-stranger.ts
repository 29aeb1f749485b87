import type { ServerAwayCode } from '@rollcall/sync'

/** Statuses with which a proxy between here and the server speaks for itself. */
const PROXY_STATUSES: ReadonlySet<number> = new Set([403, 407, 413, 414, 431, 502, 503, 504])

/** RFC 6585: the network wants a sign-in first. */
const SIGN_IN_FIRST = 511

/** What a browser tells of a redirection that it was not to follow: nothing but that there is one (fetch.spec.whatwg.org). */
const HIDDEN_REDIRECTION = 0

/** What tells one answer from another, without its body. */
export interface AnswerSigns {
  readonly status: number
  readonly contentType: string | null
  /** Where a redirection leads. */
  readonly location: string | null
  /** The header that every answer of a Rollcall server carries. */
  readonly serverVersion: string | null
}

/** Which reason an answer shows that no Rollcall server gave, and what it looked like. `server` is the address that was asked. */
export function readStranger(
  { status, contentType, location, serverVersion }: AnswerSigns,
  server: string,
): { readonly code: ServerAwayCode; readonly failure: string } {
  const isPage = contentType !== null && /^text\/html\b/i.test(contentType)
  if (serverVersion !== null)
    return { code: 'server_too_old', failure: `it answered ${status} in a form that is not known here` }
  if (status === SIGN_IN_FIRST)
    return { code: 'captive_portal', failure: 'the network wants a sign-in first' }
  if (status === HIDDEN_REDIRECTION)
    return { code: 'captive_portal', failure: 'the network leads to another page' }
  if (status >= 300 && status < 400) {
    return leadsHome(location, server)
      ? { code: 'server_unreachable', failure: `it has moved to ${originOf(location, server)}` }
      : {
          code: 'captive_portal',
          failure: `the network leads to ${originOf(location, server) ?? 'another page'}`,
        }
  }
  if (status < 400 && isPage)
    return { code: 'captive_portal', failure: 'a web page came instead of an answer' }
  if (PROXY_STATUSES.has(status))
    return { code: 'proxy_refused', failure: `something on the way answered ${status}` }
  return { code: 'server_unreachable', failure: `it answered ${status}, which is not Rollcall` }
}

/** The signs of an answer of the platform's. */
export function signsOf({ status, headers }: Pick<Response, 'status' | 'headers'>): AnswerSigns {
  return {
    status,
    contentType: headers.get('content-type'),
    location: headers.get('location'),
    serverVersion: headers.get('rollcall-server-version'),
  }
}

/** A server that moved from http to https, or to another port, is no captive portal. */
function leadsHome(location: string | null, server: string): boolean {
  const to = urlOf(location, server)
  return to !== null && to.hostname === urlOf(server, server)?.hostname
}

function originOf(location: string | null, server: string): string | null {
  return urlOf(location, server)?.origin ?? null
}

function urlOf(text: string | null, base: string): URL | null {
  return text !== null && URL.canParse(text, base) ? new URL(text, base) : null
}
