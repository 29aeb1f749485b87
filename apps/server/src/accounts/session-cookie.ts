import { isOverHttps } from './same-origin.ts'
import { SESSION_IDLE_MAX_MS } from './tokens.ts'

/*
 * The cookie that holds a browser's token. Scripts cannot read it, and pages of other sites cannot send it. Over https it has the prefix
 * `__Host-` (RFC 6265bis, section 4.1.3.2), so that nobody but this very host can have set it.
 */

/** The cookie's name where there is no https. */
export const SESSION_COOKIE = 'rollcall'

const SECURE_NAME = `__Host-${SESSION_COOKIE}`

/** As long as a session may be idle, which is also the longest that browsers keep a cookie. */
const KEPT_S = SESSION_IDLE_MAX_MS / 1000

/** The token in a request's cookies; null when there is none. */
export function cookieTokenOf(request: Request): string | null {
  return heldCookieOf(request)?.token ?? null
}

/** The value of `set-cookie` that gives a browser its token. The request was let in as one of the same origin. */
export function sessionCookie(request: Request, token: string): string {
  return cookie(isOverHttps(request) ? SECURE_NAME : SESSION_COOKIE, token, KEPT_S)
}

/** The value of `set-cookie` that lets a cookie last from now on, under the name it has; null when the request came without. */
export function renewedCookie(request: Request): string | null {
  const held = heldCookieOf(request)
  return held === null ? null : cookie(held.name, held.token, KEPT_S)
}

/** The values of `set-cookie` that take a browser's token away, whatever its name. */
export function clearedCookies(): readonly string[] {
  return [cookie(SESSION_COOKIE, '', 0), cookie(SECURE_NAME, '', 0)]
}

function cookie(name: string, value: string, seconds: number): string {
  const secure = name === SECURE_NAME ? '; Secure' : ''
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
}

function heldCookieOf(request: Request): { readonly name: string; readonly token: string } | null {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  for (const name of [SECURE_NAME, SESSION_COOKIE]) {
    const found = pairs.find((pair) => pair.startsWith(`${name}=`))
    if (found !== undefined) return { name, token: found.slice(name.length + 1) }
  }
  return null
}
