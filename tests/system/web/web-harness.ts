import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import type { Asset, Cursor, Intent, LibraryRecord } from '@rollcall/protocol'
import { BATCHES_KEPT, formatCursor } from '@rollcall/protocol'
import type { Caller } from '@rollcall/platform-client'
import { createCaller, createLibraryApi } from '@rollcall/platform-client'
import {
  createNodeDisk,
  createPrivateFiles,
  createSystemClock,
  createSystemRandom,
  unpackSegment,
} from '@rollcall/platform-node'
import type { FeedServer, PrivateFiles } from '@rollcall/sync'
import { converge, NOTHING_MEASURED } from '@rollcall/sync'
import type {
  ClientState,
  LibraryEngine,
  LibraryFiles,
  LibraryStore,
  Uploads,
  UploadsLibrary,
  WebReplica,
} from '@rollcall/web'
import { createWebReplica, createWithoutUploads, openLibraryEngine, openLibraryStore } from '@rollcall/web'
import type { Member, TestServer } from '../server/server-harness.ts'
import { shaOf } from '../server/server-harness.ts'

/** The library of one browser over a folder, and the real server that it talks to. */
export interface BrowserLibrary {
  readonly store: LibraryStore
  readonly replica: WebReplica
  readonly api: ReturnType<typeof createLibraryApi>
  /** Sends and reads until nothing is left. */
  readonly converge: () => Promise<void>
}

export const ports = { clock: createSystemClock(), random: createSystemRandom() }

/** Opens the library in a folder, as a browser does that was closed or killed. `wrap`: what stands before its files. */
export async function openBrowser(
  server: TestServer,
  member: Member,
  folder: string,
  wrap: (files: LibraryFiles) => LibraryFiles = (files) => files,
): Promise<BrowserLibrary> {
  const files = wrap(await createPrivateFiles(createNodeDisk(), folder))
  // A snapshot of the columns is worth it at once, and a part of the server's has four rows.
  const store = await openLibraryStore(files, ports.random, {
    batchesKept: BATCHES_KEPT,
    rowsBeyondSnapshot: 0,
    blockRows: 2,
  })
  const replica = createWebReplica(store, ports)
  const api = apiOf(server, member)
  const feed: FeedServer = {
    push: api.push,
    changes: (cursor) => api.changes(cursor, store.state().line.clientId),
    segments: { manifest: api.bootstrap, segment: api.segment },
  }
  return {
    store,
    replica,
    api,
    converge: async () => {
      const done = await converge(replica, feed)
      assert.ok(done.ok)
      while (await store.rest());
    },
  }
}

function apiOf(server: TestServer, member: Member) {
  const caller = createCaller({
    url: 'http://server.test',
    token: member.session.token,
    fetch: (request) => server.app(request),
  })
  return createLibraryApi(caller, member.libraryId, unpackSegment)
}

/** What a reader of the whole feed has: every asset and record by its key. */
async function readWholeFeed(api: ReturnType<typeof apiOf>) {
  const assets = new Map<string, Asset>()
  const records = new Map<string, LibraryRecord>()
  let cursor: Cursor | null = null
  for (;;) {
    const page = await api.changes(cursor, null)
    assert.ok(page.ok)
    for (const change of page.value.changes) {
      if (change.kind === 'asset') assets.set(change.asset.id, change.asset)
      else records.set(`${change.record.kind} ${change.record.key}`, change.record)
    }
    const [epoch = 0, seq = 0] = page.value.to.split('.').map(Number)
    cursor = { epoch, seq }
    if (page.value.complete) return { assets, records, to: page.value.to }
  }
}

/** Asserts that the base of a browser is exactly what the feed tells, in every value that it keeps of it. */
export async function assertIsFeed({ store, api }: BrowserLibrary): Promise<void> {
  const feed = await readWholeFeed(api)
  const { columns, order, records } = store.base()
  assert.equal(formatCursor(store.state().cursor ?? { epoch: 0, seq: 0 }), feed.to)
  assert.equal(order.length, feed.assets.size)
  const ids = [...order].map((slot) => columns.idAt(slot))
  for (const id of ids) assert.deepEqual(await store.asset(id), feed.assets.get(id))
  const times = [...order].map((slot) => columns.takenAtS()[slot] ?? 0)
  assert.deepEqual(
    times,
    times.toSorted((one, other) => other - one),
  )
  assert.deepEqual(
    new Map([...records.all()].map((record) => [`${record.kind} ${record.key}`, record])),
    feed.records,
  )
}

/** Files that are as if the process had been killed at write number `at`: neither it nor anything after it is done. */
export function killedAt(files: LibraryFiles, at: number, onKill: () => void): LibraryFiles {
  let writes = 0
  const step = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (++writes >= at) {
      onKill()
      throw new Error('killed')
    }
    return await work()
  }
  return {
    ...files,
    writeWhole: (name, bytes) => step(() => files.writeWhole(name, bytes)),
    writeState: (bytes) => step(() => files.writeState(bytes)),
    remove: (name) => step(() => files.remove(name)),
  }
}

/** An intent that declares an original of these bytes, which the server has. */
export function createIntent(assetId: string, sha256: string, bytes: number, takenAt: number): Intent {
  return {
    op: 'create',
    args: {
      assetId,
      copyNo: 0,
      kind: 'photo',
      takenAt,
      takenFrom: 'file_time',
      resources: [{ role: 'still', sha256, bytes, name: 'IMG_0001.JPG', mime: 'image/jpeg', modifiedAt: 0 }],
      source: 'explicit',
    },
  } as Intent
}

/** An engine over a folder and the real server, and how to wait for what it says. */
export interface RunningEngine extends AsyncDisposable {
  readonly engine: LibraryEngine
  /** Resolves once its state is so. */
  readonly until: (isSo: (state: ClientState) => boolean) => Promise<ClientState>
  /** Cuts and mends the line to the server. */
  readonly line: { isCut: boolean }
}

/** What an engine is given beside the usual. `onRequest` sees each request before it is sent, and may cut the line. */
export interface EngineExtras {
  readonly createUploads?: (library: UploadsLibrary, files: PrivateFiles, caller: Caller) => Uploads
  readonly onRequest?: (request: Request, line: { isCut: boolean }) => void
}

/** A request as it comes from the network: with the length of what it carries. */
async function withLength(request: Request): Promise<Request> {
  if (request.body === null) return request
  const body = await request.arrayBuffer()
  const headers = new Headers(request.headers)
  headers.set('content-length', String(body.byteLength))
  return new Request(request.url, { method: request.method, headers, body })
}

/** Runs the engine of a browser that is signed in as `member`. */
export async function runEngine(
  server: TestServer,
  member: Member,
  folder: string,
  isCut = false,
  { createUploads = createWithoutUploads, onRequest = () => undefined }: EngineExtras = {},
): Promise<RunningEngine> {
  const line = { isCut }
  const files = await createPrivateFiles(createNodeDisk(), folder)
  const caller = createCaller({
    url: 'http://server.test',
    token: member.session.token,
    fetch: async (request, options) => {
      onRequest(request, line)
      if (line.isCut) throw new Error('line cut')
      return await server.app(new Request(await withLength(request), options))
    },
  })
  const bugs: unknown[] = []
  const engine = await openLibraryEngine({
    ...ports,
    files,
    hmacSha256: (key, text) => createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('hex'),
    sha256OfText: async (text) => shaOf(new TextEncoder().encode(text)),
    caller,
    unpackSegment,
    conditions: async () => NOTHING_MEASURED,
    storeFacts: async () => ({ bytes: 7, isProtected: true }),
    offsetMinutes: () => 0,
    version: '0.1.0',
    platform: 'Test on Node',
    createUploads: (library) => createUploads(library, files, caller),
    onBug: (bug) => bugs.push(bug),
  })
  return {
    engine,
    line,
    until: (isSo) =>
      new Promise((resolve) => {
        const look = () => {
          if (!isSo(engine.state())) return
          end()
          resolve(engine.state())
        }
        const end = engine.subscribe(look)
        look()
      }),
    [Symbol.asyncDispose]: async () => {
      await engine.close()
      assert.deepEqual(bugs, [])
    },
  }
}
