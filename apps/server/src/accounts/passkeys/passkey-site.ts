import { isIP } from 'node:net'
import type { Outcome, Problem } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import { ownOriginOf } from '../same-origin.ts'

/** Where a passkey is good. */
export interface PasskeySite {
  /** Of the page, such as `https://photos.example:8443`. */
  readonly origin: string
  /** The host's name, which the passkey is bound to. */
  readonly host: string
}

/**
 * The site of the page that sent a request. Refuses `passkeys_unavailable` where browsers have none, and where the page's host is not the
 * one that the request was sent to, as behind a proxy that changes `Host`: then nothing tells which host is ours.
 */
export function passkeySiteOf(request: Request): Outcome<PasskeySite, Problem> {
  const origin = ownOriginOf(request)
  if (origin === null || !isNamed(origin.hostname)) return refused(problem('passkeys_unavailable'))
  const isSafe = origin.protocol === 'https:' || isThisMachine(origin.hostname)
  return isSafe
    ? accepted({ origin: origin.origin, host: origin.hostname })
    : refused(problem('passkeys_unavailable'))
}

/**
 * Whether a page at this address can have passkeys, as far as a request without `Origin` shows it: browsers send Fetch Metadata only to
 * addresses that they hold to be safe.
 */
export function mayHavePasskeys(request: Request): boolean {
  const { hostname, protocol } = new URL(request.url)
  const isSafe =
    protocol === 'https:' || isThisMachine(hostname) || request.headers.get('sec-fetch-site') !== null
  return isNamed(hostname) && isSafe
}

/** Web Authentication wants a domain, and a number is none. */
function isNamed(hostname: string): boolean {
  return isIP(hostname) === 0 && !hostname.startsWith('[')
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost')
}
