import type { Identity, Session } from '@rollcall/protocol'
import { SERVER_VERSION } from '../server-version.ts'
import { sessionCookie } from './session-cookie.ts'

/** A browser that was signed in: what it is told, and the cookie that it is given. */
export interface WebSession {
  readonly identity: Identity
  /** The value of `set-cookie`; it holds the token, which is nowhere else. */
  readonly cookie: string
}

/** Makes a device's session one of a browser. The request was let in as one of the same origin. */
export function webSessionOf(request: Request, { token, ...session }: Session): WebSession {
  return {
    identity: { ...session, serverVersion: SERVER_VERSION },
    cookie: sessionCookie(request, token),
  }
}
