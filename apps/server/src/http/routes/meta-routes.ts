import { accepted } from '@rollcall/protocol'
import { z } from 'zod'
import { SERVER_VERSION } from '../../server-version.ts'
import { describeRoutes } from '../openapi.ts'
import type { Route } from '../route.ts'
import { openRoute } from '../route.ts'

/** Whether the server is up, and the description of `routes` and of these two. */
export function metaRoutes(routes: readonly Route[]): readonly Route[] {
  const health: Route = openRoute(
    {
      method: 'GET',
      path: '/healthz',
      summary: 'Whether the server is up, and its release',
      answer: { json: z.object({ ok: z.literal(true), serverVersion: z.string() }) },
      refuses: [],
    },
    async () => accepted({ ok: true, serverVersion: SERVER_VERSION }),
  )
  const description: Route = openRoute(
    {
      method: 'GET',
      path: '/api/v1/openapi.json',
      summary: 'This description, as OpenAPI 3.1',
      answer: { json: z.looseObject({ openapi: z.string() }) },
      refuses: [],
    },
    async () => accepted(document()),
  )
  const document = once(() => describeRoutes([...routes, health, description]))
  return [health, description]
}

/** Making the document takes a while and nobody asks for it at start. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
