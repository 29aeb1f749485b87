import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '@rollcall/protocol'
import { PASSWORD, requestOf } from './server-harness.ts'
import type { Sent, TestServer } from './server-harness.ts'

/** Where the page of a test's browser came from: a proxy that speaks https, before a server that does not. */
export const ORIGIN = 'https://server.test'

/** A browser with a page of the server open: it keeps cookies, and says of each request what browsers say. */
export interface TestBrowser {
  readonly cookies: Map<string, string>
  readonly call: (method: string, path: string, sent?: Sent) => Promise<Response>
  readonly signIn: (account?: string, password?: string) => Promise<Response>
}

/** `origin`: of its page. What a test sends as headers takes the place of what the browser would say; '' leaves it out. */
export function openBrowser({ app }: TestServer, origin = ORIGIN): TestBrowser {
  const cookies = new Map<string, string>()
  const call: TestBrowser['call'] = async (method, path, sent = {}) => {
    const said: Record<string, string> = {
      [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
      ...(origin.startsWith('https:') ? { 'sec-fetch-site': 'same-origin' } : {}),
      ...(method === 'GET' ? {} : { origin }),
      ...(cookies.size === 0 ? {} : { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') }),
      ...sent.headers,
    }
    const headers = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''))
    const env = { remoteAddress: '192.0.2.1', ...sent.env }
    const response = await app(requestOf(method, path, { ...sent, headers }), env)
    for (const line of response.headers.getSetCookie()) keep(line)
    return response
  }
  return {
    cookies,
    call,
    signIn: (account = 'ana', password = PASSWORD) =>
      call('POST', '/api/v1/web-sessions', { json: { account, password, deviceName: 'Firefox' } }),
  }

  function keep(line: string): void {
    const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(line) ?? []
    const isRefused = attributes.includes('Secure') && !origin.startsWith('https:')
    if (isRefused) return
    if (attributes.includes('Max-Age=0')) cookies.delete(name)
    else cookies.set(name, value)
  }
}
