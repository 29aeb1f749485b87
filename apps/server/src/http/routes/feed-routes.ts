import {
  changesQuerySchema,
  feedPageSchema,
  parseCursor,
  problem,
  pushRequestSchema,
  pushResponseSchema,
  refused,
} from '@rollcall/protocol'
import { readChanges } from '../../library/changes.ts'
import { push } from '../../library/push.ts'
import { problemAnswer } from '../answers.ts'
import { pokeLines } from '../event-stream.ts'
import type { Holds } from '../holds.ts'
import type { Route } from '../route.ts'
import { libraryRoute } from '../route.ts'
import type { ServerPorts } from '../server-ports.ts'
import { streamOf } from '../stream-of.ts'

/** When a device with too many waiting requests may try again: they have ended by then. */
const HOLD_RETRY_MS = 30_000

/** Pushing intents, reading the change feed, and hearing that it moved. */
export function feedRoutes(ports: ServerPorts & { readonly holds: Holds }): readonly Route[] {
  return [pushRoute(ports), changesRoute(ports), eventsRoute(ports)]
}

function pushRoute(ports: ServerPorts): Route {
  return libraryRoute(
    {
      method: 'POST',
      path: '/push',
      summary: 'Does a batch of mutations exactly once and answers the changes since its base',
      body: pushRequestSchema,
      answer: { json: pushResponseSchema },
      refuses: [
        'client_forked',
        'mutation_gap',
        'epoch_changed',
        'cursor_expired',
        'server_disk_full',
        'storage_failed',
      ],
    },
    ({ body }, { libraryId, device, account }) => push(ports, { libraryId, device, account, request: body }),
  )
}

function changesRoute(ports: ServerPorts & { readonly holds: Holds }): Route {
  return libraryRoute(
    {
      method: 'GET',
      path: '/changes',
      summary: 'A page of the change feed after a cursor; can wait until there is something new',
      query: changesQuerySchema,
      answer: { json: feedPageSchema },
      refuses: ['epoch_changed', 'cursor_expired', 'throttled'],
    },
    async ({ request, query }, { libraryId, device }) => {
      const hold = ports.holds.open(device.deviceId, request.signal)
      if (hold === null) return refused(problem('throttled', { retryAfterMs: HOLD_RETRY_MS }))
      try {
        return await readChanges(ports, {
          libraryId,
          cursor: query.cursor === undefined ? null : parseCursor(query.cursor),
          clientId: query.client ?? null,
          limit: query.limit,
          waitMs: query.wait,
          signal: hold.signal,
        })
      } finally {
        hold.release()
      }
    },
  )
}

function eventsRoute(ports: ServerPorts & { readonly holds: Holds }): Route {
  return libraryRoute(
    {
      method: 'GET',
      path: '/events',
      summary: 'Server-sent events: a `poke` with the head now, and one whenever it moves',
      answer: { type: 'text/event-stream' },
      refuses: ['throttled'],
    },
    async ({ request }, { libraryId, device }) => {
      const hold = ports.holds.open(device.deviceId, request.signal)
      if (hold === null) return problemAnswer(problem('throttled', { retryAfterMs: HOLD_RETRY_MS }))
      const lines = pokeLines(ports, libraryId, hold.signal)
      const headers = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' }
      return new Response(streamOf(lines, hold.release), { headers })
    },
  )
}
