import type { Outcome, Problem } from '@rollcall/protocol'
import { accepted, problem, PROTOCOL_HEADER, refused } from '@rollcall/protocol'

/*
 * A browser sends its cookies with whatever page asks it to. So a request that rests on a cookie, or gets one, must show that a page of
 * this server sent it: by Fetch Metadata where the browser tells (https://www.w3.org/TR/fetch-metadata/), else by `Origin`, and, when it
 * changes something, by the protocol header, which a form cannot carry and a script of another origin only with a leave that we never give.
 */

/** Refuses `cross_site` for a request that a page of another origin may have sent. */
export function admitSameOrigin(request: Request): Outcome<null, Problem> {
  const isReading = request.method === 'GET' || request.method === 'HEAD'
  if (!isReading && !request.headers.has(PROTOCOL_HEADER)) return refused(problem('cross_site'))
  const site = request.headers.get('sec-fetch-site')
  // `none`: somebody typed the address, or opened a bookmark.
  const isOurs =
    site === null ? originFits(request) : site === 'same-origin' || (isReading && site === 'none')
  return isOurs ? accepted(null) : refused(problem('cross_site'))
}

/**
 * Whether a browser reached the server over https. The server itself speaks plain HTTP; a proxy before it that speaks https leaves the
 * page's own origin as the browser told it. Ask only of a request that {@link admitSameOrigin} let in.
 */
export function isOverHttps(request: Request): boolean {
  const origin = request.headers.get('origin')
  return new URL(request.url).protocol === 'https:' || origin?.startsWith('https://') === true
}

/** The origin of the page that sent a request, when it has the host that the request was sent to; else null. */
export function ownOriginOf(request: Request): URL | null {
  const origin = URL.parse(request.headers.get('origin') ?? '')
  return origin !== null && origin.host === new URL(request.url).host ? origin : null
}

function originFits(request: Request): boolean {
  return !request.headers.has('origin') || ownOriginOf(request) !== null
}
