import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type {
  Asset,
  AssetId,
  Change,
  ClientId,
  Intent,
  LibraryId,
  Mutation,
  ProblemCode,
  PushRequest,
  Session,
  Sha256,
} from '@rollcall/protocol'
import { problemSchema, sessionSchema } from '@rollcall/protocol'
import { createNodeDisk, createSystemClock, createSystemRandom } from '@rollcall/platform-node'
import type { PasswordHasher, RequestEnv, ServerApp, ServerPorts } from '@rollcall/server'
import {
  createAccount,
  createBootstrap,
  createDerivativeFiles,
  createFileBlobs,
  createInProcessNotifier,
  createPartEncoder,
  createServerApp,
  createSqliteStore,
  createWants,
  silentLog,
} from '@rollcall/server'

export const PASSWORD = 'a long password'

/** Not slow, and just as right or wrong. */
const plainHasher: PasswordHasher = {
  hash: async (password) => `plain ${password}`,
  isRight: async (kept, password) => kept === `plain ${password}`,
  decoy: 'nothing fits',
}

/** A whole server within the test: real database and real files in a folder of its own, a clock that can be put forward. */
export interface TestServer extends AsyncDisposable {
  readonly app: ServerApp
  readonly ports: ServerPorts
  readonly folder: string
  /** Lets time pass, on both clocks. */
  readonly pass: (milliseconds: number) => void
  readonly addAccount: (name: string, quotaBytes?: number | null) => Promise<LibraryId>
  /** Signs a device in with the password. */
  readonly signIn: (account: string, deviceName?: string) => Promise<Member>
}

/** A signed-in device and its library. */
export interface Member {
  readonly session: Session
  readonly libraryId: LibraryId
  /** Calls `/api/v1/…` with the token. */
  readonly call: (method: string, path: string, sent?: Sent) => Promise<Response>
  /** Calls a route of the library. */
  readonly inLibrary: (method: string, path: string, sent?: Sent) => Promise<Response>
  readonly put: (bytes: Uint8Array) => Promise<Response>
}

/** What goes with a call. */
export interface Sent {
  readonly json?: unknown
  readonly bytes?: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  readonly env?: RequestEnv
  readonly signal?: AbortSignal
}

export async function startServer(replaced: Partial<ServerPorts> = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-server-'))
  const system = createSystemClock()
  const ahead = { by: 0 }
  const clock = {
    ...system,
    now: () => system.now() + ahead.by,
    monotonic: () => system.monotonic() + ahead.by,
  }
  const random = createSystemRandom()
  const store = createSqliteStore(join(folder, 'rollcall.db'))
  const below = {
    disk: createNodeDisk(),
    root: folder,
    store,
    clock,
    log: silentLog,
    openEncoder: (kind: 'assets' | 'records') => createPartEncoder(kind, gzipSync),
  }
  const ports: ServerPorts = {
    store,
    blobs: createFileBlobs({ disk: createNodeDisk(), random, root: folder }),
    derivativeFiles: createDerivativeFiles({ disk: createNodeDisk(), random, root: folder }),
    wants: createWants(),
    bootstrap: createBootstrap({ ...below, sizes: { partRows: 4, leastRows: 1, turnRows: 3 } }),
    notifier: createInProcessNotifier(clock),
    clock,
    random,
    passwordHasher: plainHasher,
    log: silentLog,
    ...replaced,
  }
  const app = createServerApp(ports)
  return {
    app,
    ports,
    folder,
    pass: (milliseconds) => {
      ahead.by += milliseconds
    },
    addAccount: async (name, quotaBytes = null) => {
      const made = await createAccount(ports, { name, password: PASSWORD, quotaBytes })
      assert.ok(made.ok)
      return made.value.libraryId
    },
    signIn: async (account, deviceName = 'Pixel') => {
      const json = { account, password: PASSWORD, deviceName }
      const response = await app(requestOf('POST', '/api/v1/sessions', { json }))
      assert.equal(response.status, 201)
      return memberOf(app, sessionSchema.parse(await response.json()))
    },
    [Symbol.asyncDispose]: async () => {
      await app.close()
      await ports.store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Uses a session as its device would. */
export function memberOf(app: ServerApp, session: Session): Member {
  const libraryId = session.libraries[0]?.libraryId
  assert.ok(libraryId)
  const call: Member['call'] = (method, path, sent = {}) => {
    const headers = { authorization: `Bearer ${session.token}`, ...sent.headers }
    return app(requestOf(method, `/api/v1/${path}`, { ...sent, headers }), sent.env)
  }
  const inLibrary: Member['inLibrary'] = (method, path, sent) =>
    call(method, `libraries/${libraryId}/${path}`, sent)
  return {
    session,
    libraryId,
    call,
    inLibrary,
    put: (bytes) => inLibrary('PUT', `blobs/${shaOf(bytes)}`, { bytes }),
  }
}

/** A request as it comes from the network: with the length of what it carries. */
export function requestOf(
  method: string,
  path: string,
  { json, bytes, headers, signal }: Sent = {},
): Request {
  const body = json === undefined ? bytes : new TextEncoder().encode(JSON.stringify(json))
  const all = new Headers(headers)
  if (body !== undefined && !all.has('content-length')) all.set('content-length', String(body.length))
  return new Request(`http://server.test${path}`, {
    method,
    headers: all,
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
}

/** Asserts that this is a well-formed refusal with that code; answers its facts. */
export async function refusedWith(code: ProblemCode, response: Response | Promise<Response>) {
  const answer = await response
  assert.equal(answer.headers.get('content-type'), 'application/problem+json')
  const problem = problemSchema.parse(await answer.json())
  assert.equal(problem.code, code)
  assert.equal(answer.status, problem.status)
  return problem.facts
}

/** Asserts the status and answers the JSON. */
export async function answeredWith<Value>(
  status: number,
  schema: { parse: (value: unknown) => Value },
  response: Promise<Response>,
) {
  const answer = await response
  const text = await answer.text()
  assert.equal(answer.status, status, text)
  return schema.parse(JSON.parse(text))
}

export function shaOf(bytes: Uint8Array): Sha256 {
  return createHash('sha256').update(bytes).digest('hex') as Sha256
}

/** Bytes that differ for each `seed`. */
export function bytesOf(seed: number, length = 100): Uint8Array {
  return new Uint8Array(createHash('shake256', { outputLength: length }).update(String(seed)).digest())
}

/** A client with its own line of mutations, as in a device. */
export function createLine(member: Member, clientId: ClientId) {
  const line = { nonce: null as string | null, pushes: 0, n: 0 }
  const idKey = member.session.libraries[0]?.idKey ?? ''

  return { clientId, assetIdOf, create, numbered, request, push }

  /** The next push of this line; `send` it with {@link push}. */
  function request(mutations: readonly Mutation[], base: string | null = null): PushRequest {
    line.pushes++
    const next = createHmac('sha256', clientId).update(String(line.pushes)).digest('hex').slice(0, 32)
    const made: PushRequest = { clientId, nonce: line.nonce, next, base, mutations: [...mutations] }
    line.nonce = next
    return made
  }

  function push(made: PushRequest): Promise<Response> {
    return member.inLibrary('POST', 'push', { json: made })
  }

  function numbered<Made extends Intent>(
    intent: Made,
    at: { baseSeq?: number; ageMs?: number } = {},
  ): Extract<Mutation, { op: Made['op'] }> {
    line.n++
    const mutation: unknown = { n: line.n, baseSeq: at.baseSeq ?? 0, ageMs: at.ageMs ?? 0, ...intent }
    return mutation as Extract<Mutation, { op: Made['op'] }>
  }

  function assetIdOf(sha256: Sha256): AssetId {
    return createHmac('sha256', Buffer.from(idKey, 'hex'))
      .update(`${sha256}:0`)
      .digest('hex')
      .slice(0, 32) as AssetId
  }

  function create(bytes: Uint8Array) {
    const sha256 = shaOf(bytes)
    const file = { name: 'IMG_0001.JPG', mime: 'image/jpeg', bytes: bytes.length, modifiedAt: 0 }
    const args = {
      assetId: assetIdOf(sha256),
      copyNo: 0,
      kind: 'photo' as const,
      takenAt: 0,
      takenFrom: 'file_time',
      resources: [{ ...file, role: 'still' as const, sha256 }],
      source: 'automatic' as const,
    }
    return numbered({ op: 'create' as const, args })
  }
}

export function clientId(index: number): ClientId {
  return index.toString(16).padStart(32, '0') as ClientId
}

/** The assets among changes, in their order. */
export function assetsIn(changes: readonly Change[]): readonly Asset[] {
  return changes.flatMap((change) => (change.kind === 'asset' ? [change.asset] : []))
}
