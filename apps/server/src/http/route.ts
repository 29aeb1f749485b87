/*
 * A route says, in one place, who may call it, what it takes, what it answers and what it refuses. The same words check
 * every request and write the OpenAPI document, so neither can drift from the other.
 */
import type { LibraryId, Outcome, Problem, ProblemCode } from '@rollcall/protocol'
import { accepted, JSON_BODY_MAX_BYTES, problem, refused } from '@rollcall/protocol'
import type { z } from 'zod'
import type { Caller } from '../accounts/authenticate.ts'
import { jsonAnswer, problemAnswer } from './answers.ts'
import { bodyOf, declaredLength, readText } from './read-body.ts'
import type { RequestEnv } from './request-env.ts'

/** Who may call a route: anybody, a signed-in device, or a device whose account is a member of the library in the path. */
export type Access = 'anyone' | 'device' | 'member'

/** What a route's answer is made of: JSON of a shape, or another type of content. `null`: nothing. */
export type AnswerKind = { readonly json: z.ZodType } | { readonly type: string } | null

/** A request that came to its route and was let in. */
export interface Arrival {
  readonly request: Request
  readonly env: RequestEnv
  readonly pathParams: Readonly<Record<string, string>>
  /** Null on routes for anybody. */
  readonly caller: Caller | null
}

/** A route as the server runs it and the document tells it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** As in OpenAPI: `/libraries/{libraryId}/push`. */
  readonly path: string
  readonly summary: string
  readonly access: Access
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** Takes raw bytes of declared length, at most so many. */
  readonly bytesMax?: number
  readonly answer: AnswerKind
  /** 200, or 204 for an answer of nothing, unless said otherwise. */
  readonly status?: number
  readonly refuses: readonly ProblemCode[]
  readonly respond: (arrival: Arrival) => Promise<Response>
}

/** What a handler is given: everything checked, nothing raw but the bytes of an upload. */
export interface Asked<Params, Query, Body> {
  readonly request: Request
  readonly env: RequestEnv
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** The raw body of a route with `bytesMax`, and its declared length. */
  readonly bytes: { readonly length: number; readonly body: AsyncIterable<Uint8Array> }
}

/** The declaration of a route: a {@link Route} without what follows from it. */
type Declaration<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType> = Omit<
  Route,
  'access' | 'params' | 'query' | 'body' | 'respond'
> & { readonly params?: Params; readonly query?: Query; readonly body?: Body }

/** A value to tell as JSON, a refusal, or a finished response where the answer is no JSON. */
type Answered = Promise<Outcome<unknown, Problem> | Response>

/** Declares a route for anybody. */
export function openRoute<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  declared: Declaration<Params, Query, Body>,
  handle: (asked: Asked<z.output<Params>, z.output<Query>, z.output<Body>>) => Answered,
): Route {
  return routeOf(declared, 'anyone', (asked) => handle(asked))
}

/** Declares a route for signed-in devices. */
export function deviceRoute<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  declared: Declaration<Params, Query, Body>,
  handle: (asked: Asked<z.output<Params>, z.output<Query>, z.output<Body>>, caller: Caller) => Answered,
): Route {
  return routeOf(declared, 'device', (asked, { caller }) => handle(asked, present(caller)))
}

/** Declares a route within a library, for its members; `path` begins after `/api/v1/libraries/{libraryId}`. */
export function libraryRoute<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  declared: Declaration<Params, Query, Body>,
  handle: (
    asked: Asked<z.output<Params>, z.output<Query>, z.output<Body>>,
    member: Caller & { readonly libraryId: LibraryId },
  ) => Answered,
): Route {
  const path = `/api/v1/libraries/{libraryId}${declared.path}`
  return routeOf({ ...declared, path }, 'member', (asked, arrival) => {
    const caller = present(arrival.caller)
    // Let in as a member: the library in the path is the account's own.
    return handle(asked, { ...caller, libraryId: caller.account.libraryId })
  })
}

function routeOf<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  declared: Declaration<Params, Query, Body>,
  access: Access,
  handle: (asked: Asked<z.output<Params>, z.output<Query>, z.output<Body>>, arrival: Arrival) => Answered,
): Route {
  const respond = async (arrival: Arrival): Promise<Response> => {
    const asked = await checkRequest(declared, arrival)
    if (!asked.ok) return problemAnswer(asked.refusal)
    const answered = await handle(asked.value, arrival)
    if (answered instanceof Response) return answered
    if (!answered.ok) return problemAnswer(answered.refusal)
    if (declared.answer === null) return new Response(null, { status: declared.status ?? 204 })
    return jsonAnswer(answered.value, declared.status ?? 200)
  }
  return { ...declared, access, respond }
}

async function checkRequest<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  declared: Declaration<Params, Query, Body>,
  { request, env, pathParams }: Arrival,
): Promise<Outcome<Asked<z.output<Params>, z.output<Query>, z.output<Body>>, Problem>> {
  const params = check(declared.params, pathParams, 'path')
  if (!params.ok) return params
  const query = check(declared.query, Object.fromEntries(new URL(request.url).searchParams), 'query')
  if (!query.ok) return query
  const json = declared.body === undefined ? accepted(null) : await readJson(request, env)
  if (!json.ok) return json
  const body = check(declared.body, json.value, 'body')
  if (!body.ok) return body
  const length = declared.bytesMax === undefined ? accepted(0) : admitLength(request, declared.bytesMax)
  if (!length.ok) return length
  const bytes = { length: length.value, body: bodyOf(request, env) }
  return accepted({ request, env, params: params.value, query: query.value, body: body.value, bytes })
}

function check<Schema extends z.ZodType>(
  schema: Schema | undefined,
  value: unknown,
  place: 'path' | 'query' | 'body',
): Outcome<z.output<Schema>, Problem> {
  // Without a schema the handler's type for it is `never` used.
  if (schema === undefined) return accepted(undefined as z.output<Schema>)
  const parsed = schema.safeParse(value)
  if (parsed.success) return accepted(parsed.data)
  const issue = parsed.error.issues[0]
  const path = [place, ...(issue?.path ?? [])].map(String).join('.')
  return refused(problem('bad_request', { path, message: issue?.message ?? 'has another shape' }))
}

async function readJson(request: Request, env: RequestEnv): Promise<Outcome<unknown, Problem>> {
  const text = await readText(request, env, JSON_BODY_MAX_BYTES)
  if (!text.ok) return text
  try {
    return accepted(JSON.parse(text.value))
  } catch {
    return refused(problem('bad_request', { path: 'body', message: 'must be JSON' }))
  }
}

function admitLength(request: Request, bytesMax: number): Outcome<number, Problem> {
  const length = declaredLength(request)
  if (length === null) return refused(problem('length_required'))
  return length > bytesMax ? refused(problem('too_large', { bytes: length, bytesMax })) : accepted(length)
}

function present(caller: Caller | null): Caller {
  if (caller === null) throw new Error('Cannot handle request: nobody was let in')
  return caller
}
