import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Sha256 } from '@rollcall/protocol'
import {
  durableSchema,
  haveResponseSchema,
  PART_BYTES,
  pushResponseSchema,
  SINGLE_PUT_MAX_BYTES,
  uploadStateSchema,
  usageSchema,
  verifyLineSchema,
} from '@rollcall/protocol'
import type { Store } from '@rollcall/server'
import { createSqliteStore } from '@rollcall/server'
import { DiskFailure } from '@rollcall/sync'
import type { Member } from './server-harness.ts'
import {
  answeredWith,
  assetsIn,
  bytesOf,
  clientId,
  createLine,
  refusedWith,
  requestOf,
  shaOf,
  startServer,
} from './server-harness.ts'

const usageOf = (member: Member) => answeredWith(200, usageSchema, member.inLibrary('GET', 'usage'))

test('[R4] an original is answered durable, with the hash that sha256sum finds in the file', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const bytes = bytesOf(1, 300_000)
  const durable = await answeredWith(200, durableSchema, ana.put(bytes))
  assert.equal(durable.sha256, createHash('sha256').update(bytes).digest('hex'))
  const fetched = await ana.inLibrary('GET', `blobs/${durable.sha256}`)
  assert.deepEqual(await fetched.bytes(), bytes)
  const { byKind, ...usage } = await usageOf(ana)
  assert.deepEqual(usage, { usedBytes: 300_000, reservedBytes: 0, quotaBytes: null })
  assert.equal(byKind?.unnamed, 300_000, 'no asset records it yet')
})

test('an empty file is an original like any other', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const nothing = new Uint8Array()
  await answeredWith(200, durableSchema, ana.put(nothing))
  const fetched = await ana.inLibrary('GET', `blobs/${shaOf(nothing)}`)
  assert.equal(fetched.headers.get('content-length'), '0')
  assert.equal((await fetched.bytes()).length, 0)
})

test('[R15] bytes that lie about their hash or length, or break off, are refused by name and leave nothing', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const bytes = bytesOf(1)
  const path = `blobs/${shaOf(bytes)}`
  const put = (sent: Parameters<Member['inLibrary']>[2]) => ana.inLibrary('PUT', path, sent)
  await refusedWith('digest_mismatch', put({ bytes: bytesOf(2) }))
  await refusedWith(
    'size_mismatch',
    put({ bytes: Buffer.concat([bytes, bytes]), headers: { 'content-length': '100' } }),
  )
  await refusedWith('body_cut_short', put({ bytes: bytes.subarray(1), headers: { 'content-length': '100' } }))
  async function* breakingOff() {
    yield bytes.subarray(0, 50)
    throw new Error('connection reset')
  }
  const headers = { 'content-length': '100' }
  await refusedWith('body_cut_short', put({ headers, env: { incoming: breakingOff() } }))
  await refusedWith('not_found', ana.inLibrary('GET', path))
  assert.equal((await usageOf(ana)).usedBytes, 0)
  await answeredWith(200, durableSchema, put({ bytes }))
})

test('a body of no declared length, or of too large a one, is refused before it is read', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const path = `blobs/${'a'.repeat(64)}`
  const untouched = {
    [Symbol.asyncIterator]: (): AsyncIterator<Uint8Array> => assert.fail('the body was read'),
  }
  await refusedWith('length_required', ana.inLibrary('PUT', path, { env: { incoming: untouched } }))
  for (const length of [SINGLE_PUT_MAX_BYTES + 1, 1e12]) {
    const headers = { 'content-length': String(length) }
    await refusedWith('too_large', ana.inLibrary('PUT', path, { headers, env: { incoming: untouched } }))
  }
})

test('[R8] a full quota refuses what does not fit, and nothing else', async () => {
  await using server = await startServer()
  await server.addAccount('ana', 1000)
  const ana = await server.signIn('ana')
  const line = createLine(ana, clientId(1))
  const large = bytesOf(1, 900)
  await answeredWith(200, durableSchema, ana.put(large))
  const create = line.create(large)
  await answeredWith(200, pushResponseSchema, line.push(line.request([create])))

  const facts = await refusedWith('quota_full', ana.put(bytesOf(2, 101)))
  assert.deepEqual(facts, { usedBytes: 900, reservedBytes: 0, quotaBytes: 1000, bytes: 101 })
  await refusedWith('too_large_for_quota', ana.put(bytesOf(3, 1001)))

  await answeredWith(200, durableSchema, ana.put(bytesOf(4, 100)))
  await answeredWith(200, durableSchema, ana.put(large))
  assert.deepEqual(await (await ana.inLibrary('GET', `blobs/${shaOf(large)}`)).bytes(), large)
  const { assetId } = create.args
  const changes = [
    line.numbered({ op: 'setCaption', args: { assetId, value: 'still here' } }),
    line.numbered({ op: 'setFavourite', args: { assetId, value: true } }),
    line.numbered({ op: 'trash', args: { assetId } }),
  ]
  const answer = await answeredWith(200, pushResponseSchema, line.push(line.request(changes)))
  assert.deepEqual(
    answer.outcomes.map(({ outcome }) => outcome.kind),
    ['applied', 'applied', 'applied'],
  )
  assert.equal((await usageOf(ana)).usedBytes, 1000)
})

test('[R8] a quota lowered below what is used deletes nothing', async () => {
  await using server = await startServer()
  const libraryId = await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const bytes = bytesOf(1, 500)
  await ana.put(bytes)
  await server.ports.store.write(libraryId, (writer) => writer.setQuota(10))
  assert.deepEqual(await (await ana.inLibrary('GET', `blobs/${shaOf(bytes)}`)).bytes(), bytes)
  await refusedWith('quota_full', ana.put(bytesOf(2, 5)))
})

test('[R16] whether a hash is held is told within one library only', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  await server.addAccount('ben')
  const [ana, ben] = [await server.signIn('ana'), await server.signIn('ben')]
  const bytes = bytesOf(1)
  await ana.put(bytes)
  const have = async (member: Member) => {
    const json = { hashes: [shaOf(bytes), shaOf(bytesOf(2))] }
    return (await answeredWith(200, haveResponseSchema, member.inLibrary('POST', 'have', { json }))).durable
  }
  assert.deepEqual(await have(ana), [shaOf(bytes)])
  assert.deepEqual(await have(ben), [])
  await refusedWith('not_found', ben.inLibrary('GET', `blobs/${shaOf(bytes)}`))
  await refusedWith('digest_mismatch', ben.inLibrary('PUT', `blobs/${shaOf(bytes)}`, { bytes: bytesOf(2) }))
  await answeredWith(200, durableSchema, ben.put(bytes))
  assert.deepEqual([(await usageOf(ana)).usedBytes, (await usageOf(ben)).usedBytes], [100, 100])
})

test('an upload in parts goes on after an interruption, in any order, and is charged once', async () => {
  await using server = await startServer()
  await server.addAccount('ana', 10 * PART_BYTES)
  const ana = await server.signIn('ana')
  const bytes = bytesOf(1, PART_BYTES * 2 + 5)
  const parts = [0, 1, 2].map((part) => bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES))
  const json = { sha256: shaOf(bytes), bytes: bytes.length, parts: parts.map(shaOf) }
  const open = (status: number) =>
    answeredWith(status, uploadStateSchema, ana.inLibrary('POST', 'uploads', { json }))
  const state = await open(201)
  assert.deepEqual(state.missing, [0, 1, 2])
  assert.equal((await usageOf(ana)).reservedBytes, bytes.length)

  const putPart = (part: number, sent: Uint8Array | undefined = parts[part]) =>
    ana.inLibrary('PUT', `uploads/${state.uploadId}/parts/${part}`, { bytes: sent ?? new Uint8Array() })
  const complete = () => ana.inLibrary('POST', `uploads/${state.uploadId}/complete`)
  assert.equal((await putPart(2)).status, 200)
  await refusedWith('digest_mismatch', putPart(0, parts[1]))
  await refusedWith('size_mismatch', putPart(0, parts[2]))
  await refusedWith('parts_missing', complete())
  assert.equal((await putPart(0)).status, 200)
  assert.deepEqual((await open(201)).missing, [1])
  assert.equal((await putPart(1)).status, 200)
  await answeredWith(200, durableSchema, complete())
  await answeredWith(200, durableSchema, complete())
  await answeredWith(200, durableSchema, ana.inLibrary('POST', 'uploads', { json }))
  const { byKind: _, ...usage } = await usageOf(ana)
  assert.deepEqual(usage, {
    usedBytes: bytes.length,
    reservedBytes: 0,
    quotaBytes: 10 * PART_BYTES,
  })
  const fetched = await ana.inLibrary('GET', `blobs/${json.sha256}`)
  assert.equal(shaOf(await fetched.bytes()), json.sha256)
})

test('[R8] an upload reserves its room, and gives it back when it is dropped', async () => {
  await using server = await startServer()
  await server.addAccount('ana', PART_BYTES)
  await server.addAccount('ben')
  const ana = await server.signIn('ana')
  const ben = await server.signIn('ben')
  const json = { sha256: 'a'.repeat(64), bytes: PART_BYTES, parts: ['b'.repeat(64)] }
  const { uploadId } = await answeredWith(201, uploadStateSchema, ana.inLibrary('POST', 'uploads', { json }))
  await refusedWith('quota_full', ana.put(bytesOf(1)))
  await refusedWith('upload_expired', ben.inLibrary('GET', `uploads/${uploadId}`))
  assert.equal((await ben.inLibrary('DELETE', `uploads/${uploadId}`)).status, 204)
  assert.equal((await usageOf(ana)).reservedBytes, PART_BYTES)
  assert.equal((await ana.inLibrary('DELETE', `uploads/${uploadId}`)).status, 204)
  assert.equal((await ana.inLibrary('DELETE', `uploads/${uploadId}`)).status, 204)
  await refusedWith('upload_expired', ana.inLibrary('GET', `uploads/${uploadId}`))
  await answeredWith(200, durableSchema, ana.put(bytesOf(1)))
})

test('a download can be taken up again where it broke off, and only of the same bytes', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const bytes = bytesOf(1, 1000)
  await ana.put(bytes)
  const etag = `"${shaOf(bytes)}"`
  const get = (headers: Readonly<Record<string, string>>, method = 'GET') =>
    ana.inLibrary(method, `blobs/${shaOf(bytes)}`, { headers })

  const rest = await get({ range: 'bytes=900-', 'if-range': etag })
  assert.equal(rest.status, 206)
  assert.equal(rest.headers.get('content-range'), 'bytes 900-999/1000')
  assert.deepEqual(await rest.bytes(), bytes.subarray(900))
  assert.deepEqual(await (await get({ range: 'bytes=-1' })).bytes(), bytes.subarray(999))
  const changed = await get({ range: 'bytes=900-', 'if-range': '"other"' })
  assert.deepEqual([changed.status, (await changed.bytes()).length], [200, 1000])
  const outside = await get({ range: 'bytes=1000-' })
  assert.equal(outside.headers.get('content-range'), 'bytes */1000')
  await refusedWith('range_not_satisfiable', outside)
  assert.equal((await get({ 'if-none-match': etag })).status, 304)

  const head = await get({}, 'HEAD')
  const { headers } = head
  assert.deepEqual([head.status, headers.get('content-length'), headers.get('etag')], [200, '1000', etag])
  assert.equal(headers.get('content-disposition'), 'attachment')
  assert.equal(headers.get('cache-control'), 'private, max-age=31536000, immutable')
  assert.equal((await head.bytes()).length, 0)
})

test('[R4] verify finds a rotten original, tells the feed, and a device heals it by sending it again', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const line = createLine(ana, clientId(1))
  const bytes = bytesOf(1)
  const sha256 = shaOf(bytes)
  await ana.put(bytes)
  await ana.put(bytesOf(2))
  await line.push(line.request([line.create(bytes)]))
  const file = join(server.folder, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256)
  await chmod(file, 0o600)
  await writeFile(file, bytesOf(3))

  const verify = async (scope = 'everything') => {
    const response = await ana.inLibrary('POST', `verify?scope=${scope}`)
    const text = (await response.text()).trimEnd()
    return text.split('\n').map((text) => verifyLineSchema.parse(JSON.parse(text)))
  }
  const stateOf = async (sought: Sha256) => {
    const page = await answeredWith(200, pushResponseSchema.shape.page, ana.inLibrary('GET', 'changes'))
    const resources = assetsIn(page.changes).flatMap((asset) => asset.resources)
    return resources.find((resource) => resource.sha256 === sought)?.state
  }
  const lines = await verify()
  const failure = lines.find((found) => found.kind === 'failure')
  assert.deepEqual(failure, {
    kind: 'failure',
    sha256,
    bytes: 100,
    code: 'readback_mismatch',
    names: ['IMG_0001.JPG'],
  })
  const summary = lines.at(-1)
  assert.ok(summary?.kind === 'summary')
  assert.deepEqual([summary.checked, summary.bytes, summary.failures], [2, 200, 1])
  const live = (await verify('live')).at(-1)
  assert.ok(live?.kind === 'summary')
  assert.equal(live.checked, 1, 'without what no photo names')
  assert.equal(await stateOf(sha256), 'lost')
  assert.equal((await refusedWith('not_found', ana.inLibrary('GET', `blobs/${sha256}`)))['state'], 'lost')

  await answeredWith(200, durableSchema, ana.put(bytes))
  assert.equal(await stateOf(sha256), 'present')
  assert.equal(
    (await verify()).some(({ kind }) => kind === 'failure'),
    false,
  )
})

test('one check of a library runs at a time, and leaving it ends it', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  await ana.put(bytesOf(1))
  const first = await ana.inLibrary('POST', 'verify')
  await refusedWith('throttled', ana.inLibrary('POST', 'verify'))
  await first.body?.cancel()
  const second = await ana.inLibrary('POST', 'verify')
  assert.match(await second.text(), /"kind":"summary"/)
})

test('an original whose file is gone is a fault of the server, not an empty answer', async () => {
  await using server = await startServer()
  const libraryId = await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const sha256 = shaOf(bytesOf(1))
  await server.ports.store.write(libraryId, (writer) =>
    writer.putBlob({ sha256, bytes: 100, state: 'durable', verifiedAt: 0 }),
  )
  await refusedWith('storage_failed', ana.inLibrary('GET', `blobs/${sha256}`))
})

test('a request for nothing is answered as such', async () => {
  await using server = await startServer()
  await refusedWith('not_found', server.app(requestOf('GET', '/api/v1/nothing')))
  await refusedWith('not_found', server.app(requestOf('PATCH', '/healthz')))
})

test('[R8] a disk that takes no more writes still gives out what it has', async () => {
  const store = createSqliteStore(':memory:')
  const full = () => Promise.reject(new DiskFailure('full', 'Cannot write database: the disk is full'))
  const disk = { isFull: false }
  const write: Store['write'] = (libraryId, work) => (disk.isFull ? full() : store.write(libraryId, work))
  const touchDevice: Store['accounts']['touchDevice'] = (deviceId, now) =>
    disk.isFull ? full() : store.accounts.touchDevice(deviceId, now)
  await using server = await startServer({
    store: { ...store, write, accounts: { ...store.accounts, touchDevice } },
  })
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const line = createLine(ana, clientId(1))
  const bytes = bytesOf(1)
  await ana.put(bytes)
  disk.isFull = true
  server.pass(3_600_000)
  assert.deepEqual(await (await ana.inLibrary('GET', `blobs/${shaOf(bytes)}`)).bytes(), bytes)
  const push = line.request([line.create(bytes)])
  await refusedWith('server_disk_full', line.push(push))
  disk.isFull = false
  const { outcomes } = await answeredWith(200, pushResponseSchema, line.push(push))
  assert.equal(outcomes[0]?.outcome.kind, 'applied')
})
