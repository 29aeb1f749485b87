import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { LibraryId, Sha256, UploadId } from '@rollcall/protocol'
import { problem } from '@rollcall/protocol'
import type { Fetch, UnpackSegment } from './server-api.ts'
import { createCaller, createLibraryApi, createServerApi } from './server-api.ts'
import { ServerAway } from './server-away.ts'

const LIBRARY = '00112233445566778899aabbccddeeff' as LibraryId
const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' as Sha256
const URL_WITH_PATH = 'https://photos.example:7655/family/'

const unpackSegment: UnpackSegment = async (bytes, { sha256 }) =>
  createHash('sha256').update(bytes).digest('hex') === sha256 ? gunzipSync(bytes) : null

/** A server that answers every request the same, and the requests it got. */
function answering(answer: () => Response | Promise<Response>) {
  const requests: Request[] = []
  const fetch: Fetch = async (request) => {
    requests.push(request)
    return answer()
  }
  const caller = createCaller({ url: URL_WITH_PATH, token: 'rc_token', fetch })
  return {
    requests,
    caller,
    library: createLibraryApi(caller, LIBRARY, unpackSegment),
    server: createServerApi(caller),
  }
}

const isAway = (code: string) => (error: unknown) => error instanceof ServerAway && error.code === code

test('createCaller() keeps the path of its address, shows its token and names its protocol', async () => {
  const { requests, library } = answering(() =>
    Response.json({ usedBytes: 1, reservedBytes: 0, quotaBytes: null }),
  )
  assert.deepEqual(await library.usage(), {
    ok: true,
    value: { usedBytes: 1, reservedBytes: 0, quotaBytes: null },
  })
  const [request] = requests
  assert.equal(request?.url, `https://photos.example:7655/family/api/v1/libraries/${LIBRARY}/usage`)
  assert.equal(request?.headers.get('authorization'), 'Bearer rc_token')
  assert.equal(request?.headers.get('rollcall-protocol'), '3')
})

test('createCaller() takes a refusal for an answer', async () => {
  const refusal = problem('quota_full', { bytes: 3 })
  const { library } = answering(() => Response.json(refusal, { status: refusal.status }))
  assert.deepEqual(await library.usage(), { ok: false, refusal })
})

test('createCaller() rejects as away when nobody answers, or somebody who is not Rollcall', async () => {
  const refuse = () =>
    Promise.reject(
      new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }),
    )
  await assert.rejects(answering(refuse).library.usage(), isAway('server_unreachable'))
  const portal = () => new Response('<html>Sign in to the Wi-Fi</html>', { status: 511 })
  await assert.rejects(answering(portal).library.usage(), isAway('captive_portal'))
  const proxy = () => Response.json({ message: 'bad gateway' }, { status: 502 })
  await assert.rejects(answering(proxy).library.usage(), isAway('proxy_refused'))
  const leading = (location: string) => () => new Response(null, { status: 302, headers: { location } })
  await assert.rejects(
    answering(leading('http://portal.example/in')).library.usage(),
    isAway('captive_portal'),
  )
  const moved = leading('https://photos.example/family/')
  await assert.rejects(answering(moved).library.usage(), isAway('server_unreachable'))
})

test('createCaller() rejects as too old a server that answers what it does not know', async () => {
  const odd = () => Response.json({ usedBytes: 'lots' })
  await assert.rejects(answering(odd).library.usage(), isAway('server_too_old'))
})

test('createCaller() takes a captive portal that answers 200 for no server', async () => {
  const portal = () => new Response('<html>Welcome</html>', { headers: { 'content-type': 'text/html' } })
  await assert.rejects(answering(portal).library.usage(), isAway('captive_portal'))
})

test('createLibraryApi() asks each route as the server names it', async () => {
  const { requests, library } = answering(() => new Response('', { status: 200 }))
  const ignore = () => undefined
  await library.changes({ epoch: 2, seq: 7 }, 'c'.repeat(32)).catch(ignore)
  await library.changes(null, null).catch(ignore)
  await library.putBlob(SHA256, new Uint8Array([1, 2])).catch(ignore)
  await library.putPart('f'.repeat(32) as UploadId, 3, new Uint8Array([1]), SHA256)
  await library.getBlob(SHA256, 0)
  await library.getBlob(SHA256, 100)
  const told = requests.map(
    ({ method, url }) => `${method} ${url.slice(url.indexOf(LIBRARY) + LIBRARY.length)}`,
  )
  assert.deepEqual(told, [
    `GET /changes?cursor=2.7&client=${'c'.repeat(32)}`,
    'GET /changes?',
    `PUT /blobs/${SHA256}`,
    `PUT /uploads/${'f'.repeat(32)}/parts/3`,
    `GET /blobs/${SHA256}`,
    `GET /blobs/${SHA256}`,
  ])
  assert.equal(
    requests[3]?.headers.get('content-digest'),
    'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:',
  )
  assert.deepEqual(
    requests.slice(4).map(({ headers }) => headers.get('range')),
    [null, 'bytes=100-'],
  )
})

test('createLibraryApi() hands a segment of just its size on to be checked and unpacked', async () => {
  const raw = new Uint8Array(500).fill(3)
  const packed = gzipSync(raw)
  const sha256 = createHash('sha256').update(packed).digest('hex') as Sha256
  const file = { sha256, bytes: packed.length, rawBytes: raw.length }
  const { library } = answering(() => new Response(packed))
  assert.deepEqual(new Uint8Array((await library.segment(file)) ?? []), raw)
  assert.equal(await library.segment({ ...file, sha256: SHA256 }), null)
  assert.equal(await library.segment({ ...file, bytes: packed.length + 1 }), null)
  assert.equal(await library.segment({ ...file, bytes: packed.length - 1 }), null)
  const gone = answering(() => Response.json(problem('not_found'), { status: 404 }))
  assert.equal(await gone.library.segment(file), null)
})

test('createServerApi() shows no token before a device is linked', async () => {
  const requests: Request[] = []
  const fetch: Fetch = async (request) => {
    requests.push(request)
    return Response.json(problem('wrong_password'), { status: 401 })
  }
  const server = createServerApi(createCaller({ url: 'http://localhost:7655', token: null, fetch }))
  const answer = await server.signIn({ account: 'ada', password: 'wrong', deviceName: 'Study' })
  assert.equal(!answer.ok && answer.refusal.code, 'wrong_password')
  assert.equal(requests[0]?.headers.get('authorization'), null)
  assert.deepEqual(await requests[0]?.json(), { account: 'ada', password: 'wrong', deviceName: 'Study' })
})

test('createLibraryApi() takes no page of the feed that begins elsewhere than it asked', async () => {
  const page = { epoch: 1, from: '1.4', to: '1.9', complete: true, lastMutation: 0, changes: [] }
  const { library } = answering(() => Response.json(page))
  assert.equal((await library.changes({ epoch: 1, seq: 4 }, null)).ok, true)
  for (const cursor of [null, { epoch: 1, seq: 5 }, { epoch: 2, seq: 4 }])
    await assert.rejects(library.changes(cursor, null), isAway('server_unreachable'))
})

test('[S20] createLibraryApi() takes no page of the feed that another client was told', async () => {
  const [own, other] = ['c'.repeat(32), 'd'.repeat(32)]
  const page = { epoch: 1, from: '1.4', to: '1.9', complete: true, lastMutation: 3, changes: [] }
  const asks = (client: string | null, told: string | null) =>
    answering(() => Response.json(told === null ? page : { ...page, client: told })).library.changes(
      { epoch: 1, seq: 4 },
      client,
    )
  assert.equal((await asks(own, own)).ok, true)
  assert.equal((await asks(null, null)).ok, true)
  for (const [client, told] of [
    [own, other],
    [null, other],
    [own, null],
  ] as const)
    await assert.rejects(asks(client, told), isAway('server_unreachable'))
})
