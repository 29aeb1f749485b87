/*
 * Connects a server to node:http. Uploads are read straight from the socket (measured: wrapping the body in a web stream
 * costs more than a tenth on small files). A refusal may be given before the body was read: a small rest is read and dropped
 * so that the connection can be used again, a large one ends it. A peer that goes silent in the middle of a body is cut off.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { ServerApp } from './server-app.ts'

/** The largest rest of an unread body that is still read and dropped. */
const DROPPED_REST_MAX_BYTES = 16 * 1024 * 1024

/** How long a peer may be silent while bytes are due from or to it. */
const SILENCE_MAX_MS = 120_000

const HEADERS_MAX_BYTES = 16_384
const HEADERS_WITHIN_MS = 30_000
/** Longer than clients keep theirs, so that they, not we, close an idle connection. */
const KEEP_ALIVE_MS = 75_000
const CONNECTIONS_MAX = 4_000

/** An HTTP server for `app`, not listening yet. `onFault` hears of answers that broke off for no fault of the peer. */
export function createNodeServer(app: ServerApp, onFault: (cause: unknown) => void): Server {
  const server = createServer({ maxHeaderSize: HEADERS_MAX_BYTES, keepAliveTimeout: KEEP_ALIVE_MS })
  server.headersTimeout = HEADERS_WITHIN_MS
  server.requestTimeout = 0 // an upload may take hours, as long as it moves
  server.maxConnections = CONNECTIONS_MAX
  const listen = (isExpecting: boolean) => (incoming: IncomingMessage, outgoing: ServerResponse) => {
    answerOnSocket(app, incoming, outgoing, isExpecting).catch((cause: unknown) => {
      outgoing.destroy()
      onFault(cause)
    })
  }
  server.on('request', listen(false))
  server.on('checkContinue', listen(true))
  return server
}

async function answerOnSocket(
  app: ServerApp,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  isExpecting: boolean,
): Promise<void> {
  const gone = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort('client gone')
  })
  const request = requestOf(incoming, gone.signal)
  if (request === null) {
    outgoing.writeHead(400, { connection: 'close' }).end()
    return
  }
  if (hasBody(incoming)) watchSilence(incoming)
  const body = isExpecting ? askedFor(incoming, outgoing) : incoming
  const response = await app(request, { incoming: body, remoteAddress: incoming.socket.remoteAddress })
  if (!incoming.complete && (isExpecting || restIsLarge(incoming))) outgoing.setHeader('connection', 'close')
  outgoing.writeHead(response.status, headersOf(response))
  await sendBody(response, outgoing)
}

/** Cookies stand in headers of their own; every other header has one value. */
function headersOf({ headers }: Response): Record<string, string | string[]> {
  const cookies = headers.getSetCookie()
  return { ...Object.fromEntries(headers), ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }) }
}

/** The request without its body, which is read from the socket. Null for an address that is none. */
function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request | null {
  const host = incoming.headers.host ?? 'localhost'
  const url = URL.parse(
    incoming.url?.startsWith('/') === true ? `http://${host}${incoming.url}` : (incoming.url ?? ''),
  )
  if (url === null) return null
  const headers = new Headers()
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  try {
    return new Request(url, { method: incoming.method ?? 'GET', headers, signal })
  } catch {
    return null // a method that browsers forbid, such as TRACE
  }
}

/** Tells a client that waits for `100 Continue` to go on, at the moment when its body is wanted. */
async function* askedFor(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): AsyncGenerator<Uint8Array, void> {
  outgoing.writeContinue()
  yield* incoming
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Node destroys a socket whose time runs out. */
function watchSilence(incoming: IncomingMessage): void {
  incoming.socket.setTimeout(SILENCE_MAX_MS)
  incoming.once('end', () => incoming.socket.setTimeout(0))
}

function restIsLarge(incoming: IncomingMessage): boolean {
  const declared = Number(incoming.headers['content-length'] ?? Number.POSITIVE_INFINITY)
  return declared > DROPPED_REST_MAX_BYTES
}

async function sendBody(response: Response, outgoing: ServerResponse): Promise<void> {
  if (response.body === null) {
    outgoing.end()
    return
  }
  const reader = response.body.getReader()
  // A stream that has failed refuses to be cancelled with its own failure, which is told where it is read.
  const abandon = () => void reader.cancel().catch(() => {})
  outgoing.once('close', abandon)
  // Nobody hears of a client that had gone before there was an answer.
  if (outgoing.destroyed) abandon()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (outgoing.destroyed) return
    if (!outgoing.write(next.value)) await drained(outgoing)
  }
  outgoing.off('close', abandon)
  outgoing.end()
}

/** Waits for a slow reader; one that takes nothing for too long is cut off. */
function drained(outgoing: ServerResponse): Promise<void> {
  const { socket } = outgoing
  socket?.setTimeout(SILENCE_MAX_MS)
  return new Promise((resolve) => {
    const goOn = () => {
      outgoing.off('drain', goOn)
      outgoing.off('close', goOn)
      socket?.setTimeout(0)
      resolve()
    }
    outgoing.once('drain', goOn)
    outgoing.once('close', goOn)
  })
}
