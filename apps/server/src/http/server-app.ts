/*
 * The whole server as a function from request to response. On its way a request meets, in this order: a server that is
 * stopping, a client that is too old, the route, the device, the library, the shape of what it brings, and its handler.
 * Whatever stands in its way answers a problem; nothing but this file knows how that looks.
 */
import type { Outcome, Problem } from '@rollcall/protocol'
import { accepted, OLDEST_PROTOCOL_VERSION, problem, PROTOCOL_HEADER, refused } from '@rollcall/protocol'
import { DiskFailure } from '@rollcall/sync'
import { Hono } from 'hono'
import type { Caller } from '../accounts/authenticate.ts'
import { authenticate } from '../accounts/authenticate.ts'
import { createGates } from '../accounts/gates.ts'
import { createChallenges } from '../accounts/passkeys/challenges.ts'
import { createReauthentications } from '../accounts/reauthentications.ts'
import { SERVER_VERSION } from '../server-version.ts'
import { createReservations } from '../uploads/reservations.ts'
import { problemAnswer } from './answers.ts'
import type { Holds } from './holds.ts'
import { createHolds } from './holds.ts'
import { createInFlight } from './in-flight.ts'
import type { RequestEnv } from './request-env.ts'
import type { Route } from './route.ts'
import { adminRoutes } from './routes/admin-routes.ts'
import { attestRoutes } from './routes/attest-routes.ts'
import { blobRoutes } from './routes/blob-routes.ts'
import { bootstrapRoutes } from './routes/bootstrap-routes.ts'
import { derivativeRoutes } from './routes/derivative-routes.ts'
import { deviceRoutes } from './routes/device-routes.ts'
import { feedRoutes } from './routes/feed-routes.ts'
import { leaseRoutes } from './routes/lease-routes.ts'
import { metaRoutes } from './routes/meta-routes.ts'
import { pageRoutes } from './routes/page-routes.ts'
import { passkeyRoutes } from './routes/passkey-routes.ts'
import { reauthenticationRoutes } from './routes/reauthentication-routes.ts'
import { placeRoutes } from './routes/place-routes.ts'
import { sessionRoutes } from './routes/session-routes.ts'
import { storageRoutes } from './routes/storage-routes.ts'
import { statementRoutes } from './routes/statement-routes.ts'
import { uploadRoutes } from './routes/upload-routes.ts'
import { verifyRoute } from './routes/verify-route.ts'
import { webSessionRoutes } from './routes/web-session-routes.ts'
import { zipRoutes } from './routes/zip-routes.ts'
import type { ServerPorts } from './server-ports.ts'

/** The longest that a stopping server waits for requests that it is answering. */
const DRAIN_MAX_MS = 10_000

/** Bytes of chance in the name of a request. */
const REQUEST_ID_BYTES = 8

/** A server: a function that answers requests, and never rejects. */
export interface ServerApp {
  (request: Request, env?: RequestEnv): Promise<Response>
  /**
   * Refuses what comes from now on, ends event streams and waiting requests, and waits up to ten seconds for the others.
   * The caller closes the ports afterwards.
   */
  readonly close: () => Promise<void>
  /** Milliseconds since anybody last asked for anything, or since the server was built. */
  readonly quietMs: () => number
}

/** Builds a server on its ports. Does nothing until it is called. */
export function createServerApp(ports: ServerPorts): ServerApp {
  const holds = createHolds()
  const inFlight = createInFlight(ports.clock)
  const router = routerOf(ports, allRoutes(ports, holds))
  let isStopping = false
  let askedAt = ports.clock.monotonic()

  const answer = async (request: Request, env: RequestEnv = {}): Promise<Response> => {
    const requestId = ports.random.hex(REQUEST_ID_BYTES)
    const startedAt = ports.clock.now()
    askedAt = ports.clock.monotonic()
    const admitted = isStopping ? refused(problem('shutting_down')) : admitVersion(request)
    const response = admitted.ok
      ? await inFlight.track(Promise.resolve(router.fetch(request, { env, requestId })))
      : problemAnswer(admitted.refusal)
    for (const [name, value] of Object.entries(COMMON_HEADERS)) {
      if (!response.headers.has(name)) response.headers.set(name, value)
    }
    response.headers.set('rollcall-request-id', requestId)
    const milliseconds = ports.clock.now() - startedAt
    const { pathname } = new URL(request.url)
    ports.log.debug('request', {
      requestId,
      method: request.method,
      pathname,
      status: response.status,
      milliseconds,
    })
    return response
  }
  const close = async () => {
    isStopping = true
    holds.endAll()
    const left = await inFlight.drained(DRAIN_MAX_MS)
    if (left > 0) ports.log.info('stopped with requests unfinished', { requests: left })
  }
  return Object.assign(answer, { close, quietMs: () => ports.clock.monotonic() - askedAt })
}

/** What goes with every answer. The page brings its own, wider `content-security-policy`; originals may be cached. */
const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'rollcall-server-version': SERVER_VERSION,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

function allRoutes(ports: ServerPorts, holds: Holds): readonly Route[] {
  const withHolds = {
    ...ports,
    holds,
    gates: createGates(ports.clock),
    reservations: createReservations(),
    challenges: createChallenges(ports.clock, ports.random),
    reauthentications: createReauthentications(ports.clock),
  }
  const routes = [
    ...sessionRoutes(withHolds),
    ...webSessionRoutes(withHolds),
    ...passkeyRoutes(withHolds),
    ...reauthenticationRoutes(withHolds),
    ...feedRoutes(withHolds),
    ...blobRoutes(withHolds),
    ...uploadRoutes(withHolds),
    ...zipRoutes(withHolds),
    ...derivativeRoutes(ports),
    ...bootstrapRoutes(ports),
    ...storageRoutes(ports),
    ...adminRoutes(ports),
    ...deviceRoutes(withHolds),
    verifyRoute(withHolds),
    ...leaseRoutes(ports),
    ...attestRoutes(withHolds),
    ...statementRoutes(ports),
    ...placeRoutes(ports),
    ...pageRoutes(ports),
  ]
  return [...routes, ...metaRoutes(routes)]
}

interface Bindings {
  readonly env: RequestEnv
  readonly requestId: string
}

function routerOf(ports: ServerPorts, routes: readonly Route[]): Hono<{ Bindings: Bindings }> {
  const router = new Hono<{ Bindings: Bindings }>()
  for (const route of routes) {
    router.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (context) => {
      const request = context.req.raw
      const { env } = context.env
      const pathParams = context.req.param()
      const caller = await admitCaller(ports, route, request, pathParams)
      if (!caller.ok) return problemAnswer(caller.refusal)
      return await route.respond({ request, env, pathParams, caller: caller.value })
    })
  }
  router.notFound(({ req }) => ports.web?.answer(req.raw) ?? problemAnswer(problem('not_found')))
  router.onError((cause, context) => {
    const { requestId } = context.env
    const refusal = refusalOf(cause, requestId)
    if (refusal.code !== 'server_disk_full') {
      ports.log.error('a request failed', {
        requestId,
        method: context.req.method,
        route: context.req.routePath,
        cause,
      })
    }
    return problemAnswer(refusal)
  })
  return router
}

/** Lets a caller in as far as the route asks. A library that is another's and one that does not exist look the same. */
async function admitCaller(
  ports: ServerPorts,
  route: Route,
  request: Request,
  pathParams: Readonly<Record<string, string>>,
): Promise<Outcome<Caller | null, Problem>> {
  if (route.access === 'anyone') return accepted(null)
  const caller = await authenticate(ports, request)
  if (!caller.ok || route.access === 'device') return caller
  return caller.value.account.libraryId === pathParams['libraryId']
    ? caller
    : refused(problem('not_a_member'))
}

/** Clients that name no version, such as curl, are let in. */
function admitVersion(request: Request): Outcome<null, Problem> {
  const version = request.headers.get(PROTOCOL_HEADER)
  if (version === null || Number(version) >= OLDEST_PROTOCOL_VERSION) return accepted(null)
  return refused(
    problem('client_too_old', { version, oldest: OLDEST_PROTOCOL_VERSION, serverVersion: SERVER_VERSION }),
  )
}

/** What a client is told when something threw: of a disk, what is so; of a bug, only under which name it was logged. */
function refusalOf(cause: unknown, requestId: string): Problem {
  if (cause instanceof DiskFailure)
    return problem(cause.kind === 'full' ? 'server_disk_full' : 'storage_failed')
  return problem('internal', { requestId })
}
