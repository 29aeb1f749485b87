import type { ProblemCode } from '@rollcall/protocol'
import { PROBLEM_STATUS, problemSchema } from '@rollcall/protocol'
import { z } from 'zod'
import { SESSION_COOKIE } from '../accounts/session-cookie.ts'
import { SERVER_VERSION } from '../server-version.ts'
import type { AnswerKind, Route } from './route.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** The OpenAPI 3.1 document of these routes, as a plain object. */
export function describeRoutes(routes: readonly Route[]): JsonObject {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const operations = (paths[route.path] ??= {})
    operations[route.method.toLowerCase()] = operationOf(route)
    if (answersHead(route)) operations['head'] = operationOf(route)
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Rollcall', version: SERVER_VERSION, license: { name: 'AGPL-3.0-or-later' } },
    paths,
    components: {
      securitySchemes: {
        device: { type: 'http', scheme: 'bearer' },
        browser: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
      },
      schemas: { Problem: jsonSchemaOf(problemSchema, 'output') },
    },
  }
}

/** Whether HEAD is worth telling: only where an answer is bytes with a length. */
function answersHead(route: Route): boolean {
  return route.method === 'GET' && contentTypeOf(route.answer) === 'application/octet-stream'
}

function operationOf(route: Route): JsonObject {
  return {
    summary: route.summary,
    security: route.access === 'anyone' ? [] : [{ device: [] }, { browser: [] }],
    parameters: [...parametersOf(route, 'path'), ...parametersOf(route, 'query')],
    ...(route.body === undefined && route.bytesMax === undefined
      ? {}
      : { requestBody: requestBodyOf(route) }),
    responses: { ...successOf(route), ...refusalsOf(route) },
  }
}

function parametersOf(route: Route, place: 'path' | 'query'): readonly JsonObject[] {
  const shape = (place === 'path' ? route.params : route.query)?.shape ?? {}
  const declared = Object.entries(shape).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || !z.safeParse(schema as z.ZodType, undefined).success,
    schema: jsonSchemaOf(schema as z.ZodType, 'input'),
  }))
  const isWithinLibrary = place === 'path' && route.access === 'member'
  const library = {
    name: 'libraryId',
    in: 'path',
    required: true,
    schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
  }
  return isWithinLibrary ? [library, ...declared] : declared
}

function requestBodyOf(route: Route): JsonObject {
  const content =
    route.body === undefined
      ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
      : { 'application/json': { schema: jsonSchemaOf(route.body, 'input') } }
  return { required: true, content }
}

function successOf({ answer, status }: Route): JsonObject {
  const code = String(status ?? (answer === null ? 204 : 200))
  if (answer === null) return { [code]: { description: 'Done' } }
  const schema = 'json' in answer ? jsonSchemaOf(answer.json, 'output') : { type: 'string' }
  return { [code]: { description: 'Done', content: { [contentTypeOf(answer)]: { schema } } } }
}

function contentTypeOf(answer: AnswerKind): string {
  return answer === null || 'json' in answer ? 'application/json' : answer.type
}

/** One response a status, naming the codes that it may carry. */
function refusalsOf(route: Route): JsonObject {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  const codesByStatus = Map.groupBy(new Set(codesOf(route)), (code) => String(PROBLEM_STATUS[code]))
  return Object.fromEntries(
    [...codesByStatus].map(([status, codes]) => [
      status,
      { description: `Refused: ${codes.join(', ')}`, content },
    ]),
  )
}

function codesOf(route: Route): readonly ProblemCode[] {
  const takes = [route.params, route.query, route.body]
  return [
    ...(takes.every((schema) => schema === undefined) ? [] : (['bad_request'] as const)),
    ...(route.body === undefined ? [] : (['body_cut_short', 'too_large'] as const)),
    ...(route.bytesMax === undefined ? [] : (['length_required', 'too_large'] as const)),
    ...(route.access === 'anyone'
      ? []
      : (['signed_out', 'cross_site', 'auth_expired', 'device_removed'] as const)),
    ...(route.access === 'member' ? (['not_a_member'] as const) : []),
    ...route.refuses,
    'client_too_old',
    'internal',
    'shutting_down',
  ]
}

function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return described
}
