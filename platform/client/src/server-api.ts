import type {
  BootstrapManifest,
  Cursor,
  Device,
  DeviceCode,
  Durable,
  FeedPage,
  Identity,
  LibraryId,
  OpenUpload,
  Outcome,
  Problem,
  PushRequest,
  PushResponse,
  SegmentFile,
  ServerKey,
  Session,
  Sha256,
  UploadId,
  UploadState,
  Usage,
  WaitingDevice,
} from '@rollcall/protocol'
import {
  accepted,
  bootstrapManifestSchema,
  deviceCodeSchema,
  deviceSchema,
  durableSchema,
  feedPageSchema,
  formatCursor,
  identitySchema,
  parseCursor,
  PROTOCOL_HEADER,
  PROTOCOL_VERSION,
  problemSchema,
  pushResponseSchema,
  refused,
  serverKeySchema,
  sessionSchema,
  uploadStateSchema,
  usageSchema,
  waitingDeviceSchema,
  parseJson,
} from '@rollcall/protocol'
import { readStranger, signsOf } from './answer-of-a-stranger.ts'
import { blocksOf } from './blocks-of.ts'
import type { LeaseApi } from './lease-api.ts'
import { createLeaseApi } from './lease-api.ts'
import { ServerAway } from './server-away.ts'

/**
 * Sends a request. The platform's `fetch`, or the simulator's network. Rejects when there is no answer. The signal is handed
 * over beside the request: Node follows a request's own signal only until that request is collected as garbage.
 */
export type Fetch = (request: Request, options?: { readonly signal?: AbortSignal }) => Promise<Response>

/** Checks the hash of a segment's file and unpacks it; null when the bytes are not that segment, which asking again would not mend. */
export type UnpackSegment = (bytes: Uint8Array<ArrayBuffer>, file: SegmentFile) => Promise<Uint8Array | null>

/** Answers of the server, read and checked. Refusals are values; everything else that goes wrong rejects with {@link ServerAway}. */
type Answer<Value> = Promise<Outcome<Value, Problem>>

/** The server as a device uses it, before and after it is linked. One method a route. */
export interface ServerApi {
  readonly signIn: (credentials: { account: string; password: string; deviceName: string }) => Answer<Session>
  readonly requestDeviceCode: (deviceName: string) => Answer<DeviceCode>
  readonly redeemDeviceCode: (deviceCode: string) => Answer<Session>
  /** Who shows this code. Refuses `code_expired`. */
  readonly waitingDevice: (userCode: string) => Answer<WaitingDevice>
  readonly approveDeviceCode: (userCode: string) => Answer<null>
  readonly identity: () => Answer<Identity>
  readonly devices: () => Answer<readonly Device[]>
  readonly removeDevice: (deviceId: string) => Answer<null>
  readonly signOut: () => Answer<null>
  /** The key by which the server signs; also for who is not signed in. */
  readonly serverKey: () => Answer<ServerKey>
}

/** The server as a linked device uses its library. */
export interface LibraryApi extends LeaseApi {
  readonly push: (request: PushRequest) => Answer<PushResponse>
  readonly changes: (cursor: Cursor | null, clientId: string | null) => Answer<FeedPage>
  readonly bootstrap: () => Answer<BootstrapManifest>
  /** A segment, checked and unpacked; null when it is gone or is not what it should be. */
  readonly segment: (file: SegmentFile) => Promise<Uint8Array | null>
  readonly usage: () => Answer<Usage>
  /** With a `signal`, here and below: a request that is aborted rejects with ServerAway. */
  readonly putBlob: (sha256: Sha256, bytes: Uint8Array, signal?: AbortSignal) => Answer<Durable>
  readonly openUpload: (upload: OpenUpload) => Answer<UploadState | Durable>
  readonly putPart: (
    uploadId: UploadId,
    part: number,
    bytes: Uint8Array,
    digest: Sha256,
    signal?: AbortSignal,
  ) => Answer<null>
  readonly completeUpload: (uploadId: UploadId) => Answer<Durable>
  /** The bytes from position `from` on; the body has not been read yet. */
  readonly getBlob: (sha256: Sha256, from: number, signal?: AbortSignal) => Answer<Response>
  /** The smaller version of an original that devices keep in its place, a JPEG; the body has not been read yet. */
  readonly getPreview: (sha256: Sha256, version: number, signal?: AbortSignal) => Answer<Response>
  /** A stream of pokes (Server-Sent Events); the body has not been read yet. */
  readonly events: (signal: AbortSignal) => Answer<Response>
  /** Lines of `verifyLineSchema`; the body has not been read yet. */
  readonly verify: (scope: 'live' | 'everything') => Answer<Response>
}

/** Where the server is, and how to talk to it. `token` null before a device is linked. */
export interface ServerAddress {
  /** Such as `https://photos.example:7655`; a path is kept. */
  readonly url: string
  readonly token: string | null
  readonly fetch: Fetch
}

interface Schema<Value> {
  readonly safeParse: (value: unknown) => { success: true; data: Value } | { success: false }
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly json?: unknown
  readonly bytes?: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** A caller of the server that knows its address and its token. */
export type Caller = ReturnType<typeof createCaller>

/** Makes a {@link Caller}. */
export function createCaller({ url, token, fetch }: ServerAddress) {
  const base = url.replace(/\/+$/, '')

  async function send(call: Call): Answer<Response> {
    const headers = new Headers({ [PROTOCOL_HEADER]: String(PROTOCOL_VERSION), ...call.headers })
    if (token !== null) headers.set('authorization', `Bearer ${token}`)
    if (call.json !== undefined) headers.set('content-type', 'application/json')
    if (call.bytes !== undefined) headers.set('content-type', 'application/octet-stream')
    const body = call.json === undefined ? call.bytes : JSON.stringify(call.json)
    const request = new Request(`${base}/api/v1/${call.path}`, {
      method: call.method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> | string }),
    })
    const response = await awayOnFailure(base, () =>
      call.signal === undefined ? fetch(request) : fetch(request, { signal: call.signal }),
    )
    if (response.ok) return accepted(response)
    const problem = problemSchema.safeParse(parseJson(await awayOnFailure(base, () => response.text())))
    if (problem.success) return refused(problem.data)
    throw awayByStranger(response)
  }

  function awayByStranger(response: Response): ServerAway {
    const { code, failure } = readStranger(signsOf(response), base)
    return new ServerAway(code, { server: base, failure })
  }

  async function ask<Value>(call: Call, schema: Schema<Value>): Answer<Value> {
    const answer = await send(call)
    if (!answer.ok) return answer
    const { headers } = answer.value
    const parsed = schema.safeParse(parseJson(await awayOnFailure(base, () => answer.value.text())))
    if (parsed.success) return accepted(parsed.data)
    if (/^text\/html\b/i.test(headers.get('content-type') ?? '')) throw awayByStranger(answer.value)
    throw new ServerAway('server_too_old', {
      server: base,
      failure: `unknown answer to ${call.method} ${call.path}`,
    })
  }

  async function tell(call: Call): Answer<null> {
    const answer = await send(call)
    if (!answer.ok) return answer
    await awayOnFailure(base, () => answer.value.arrayBuffer())
    return accepted(null)
  }

  /** The body, which is to have exactly `length` bytes; null when it has not. */
  async function fetchBytes(call: Call, length: number): Answer<Uint8Array<ArrayBuffer> | null> {
    const answer = await send(call)
    if (!answer.ok) return answer
    return accepted(await awayOnFailure(base, () => bytesWithin(answer.value, length)))
  }

  return { send, ask, tell, fetchBytes }
}

async function awayOnFailure<Value>(server: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    throw ServerAway.from(error, server)
  }
}

/** The routes that need no library. */
export function createServerApi({ ask, tell }: Caller): ServerApi {
  return {
    signIn: (json) => ask({ method: 'POST', path: 'sessions', json }, sessionSchema),
    requestDeviceCode: (deviceName) =>
      ask({ method: 'POST', path: 'device-codes', json: { deviceName } }, deviceCodeSchema),
    redeemDeviceCode: (deviceCode) =>
      ask({ method: 'POST', path: 'device-codes/token', json: { deviceCode } }, sessionSchema),
    waitingDevice: (userCode) =>
      ask(
        { method: 'GET', path: `device-codes/waiting/${encodeURIComponent(userCode)}` },
        waitingDeviceSchema,
      ),
    approveDeviceCode: (userCode) =>
      tell({ method: 'POST', path: 'device-codes/approve', json: { userCode } }),
    identity: () => ask({ method: 'GET', path: 'me' }, identitySchema),
    devices: () => ask({ method: 'GET', path: 'devices' }, deviceSchema.array()),
    removeDevice: (deviceId) => tell({ method: 'DELETE', path: `devices/${deviceId}` }),
    signOut: () => tell({ method: 'DELETE', path: 'sessions/current' }),
    serverKey: () => ask({ method: 'GET', path: 'server-key' }, serverKeySchema),
  }
}

/** The routes of one library. */
export function createLibraryApi(
  caller: Caller,
  libraryId: LibraryId,
  unpackSegment: UnpackSegment,
): LibraryApi {
  const { send, ask, tell, fetchBytes } = caller
  const library = `libraries/${libraryId}`
  return {
    ...createLeaseApi(caller, libraryId),
    push: (json) => ask({ method: 'POST', path: `${library}/push`, json }, pushResponseSchema),
    changes: async (cursor, clientId) => {
      const query = new URLSearchParams()
      if (cursor !== null) query.set('cursor', formatCursor(cursor))
      if (clientId !== null) query.set('client', clientId)
      const page = await ask({ method: 'GET', path: `${library}/changes?${query}` }, feedPageSchema)
      // As a cache between here and there gives that should not keep answers.
      if (page.ok && !(beginsAt(page.value, cursor) && (page.value.client ?? null) === clientId))
        throw new ServerAway('server_unreachable', { failure: 'it answered another question' })
      return page
    },
    bootstrap: () => ask({ method: 'GET', path: `${library}/bootstrap` }, bootstrapManifestSchema),
    segment: async (file) => {
      const path = `${library}/segments/${file.sha256}`
      const answer = await fetchBytes({ method: 'GET', path }, file.bytes)
      return answer.ok && answer.value !== null ? unpackSegment(answer.value, file) : null
    },
    usage: () => ask({ method: 'GET', path: `${library}/usage` }, usageSchema),
    putBlob: (sha256, bytes, signal) =>
      ask({ method: 'PUT', path: `${library}/blobs/${sha256}`, bytes, ...heeding(signal) }, durableSchema),
    openUpload: (json) =>
      ask({ method: 'POST', path: `${library}/uploads`, json }, durableSchema.or(uploadStateSchema)),
    putPart: (uploadId, part, bytes, digest, signal) =>
      tell({
        ...heeding(signal),
        method: 'PUT',
        path: `${library}/uploads/${uploadId}/parts/${part}`,
        bytes,
        headers: { 'content-digest': `sha-256=:${hexToBase64(digest)}:` },
      }),
    completeUpload: (uploadId) =>
      ask({ method: 'POST', path: `${library}/uploads/${uploadId}/complete`, json: {} }, durableSchema),
    getBlob: (sha256, from, signal) =>
      send({
        ...heeding(signal),
        method: 'GET',
        path: `${library}/blobs/${sha256}`,
        headers: from > 0 ? { range: `bytes=${from}-` } : {},
      }),
    getPreview: (sha256, version, signal) =>
      send({
        ...heeding(signal),
        method: 'GET',
        path: `${library}/derivatives/${version}/${sha256}/preview`,
      }),
    events: (signal) => send({ method: 'GET', path: `${library}/events`, signal }),
    verify: (scope) => send({ method: 'POST', path: `${library}/verify?scope=${scope}`, json: {} }),
  }
}

function heeding(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}

function beginsAt({ from }: FeedPage, cursor: Cursor | null): boolean {
  return cursor === null ? parseCursor(from)?.seq === 0 : from === formatCursor(cursor)
}

async function bytesWithin(response: Response, bytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const whole = new Uint8Array(bytes)
  let at = 0
  for await (const block of blocksOf(response)) {
    if (at + block.length > bytes) return null
    whole.set(block, at)
    at += block.length
  }
  return at === bytes ? whole : null
}

function hexToBase64(hex: string): string {
  return btoa(hex.replace(/../g, (byte) => String.fromCharCode(Number.parseInt(byte, 16))))
}
