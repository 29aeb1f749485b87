import assert from 'node:assert/strict'
import { readdir, truncate, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { MIGRATIONS, openDeviceState } from '@rollcall/agent'
import { createCaller, createLibraryApi } from '@rollcall/platform-client'
import {
  createNodeDisk,
  createSystemClock,
  createSystemRandom,
  openDatabase,
  unpackSegment,
} from '@rollcall/platform-node'
import type { Asset, BootstrapManifest, LibraryRecord } from '@rollcall/protocol'
import { bootstrapManifestSchema, deviceIdSchema } from '@rollcall/protocol'
import type { FeedServer, FirstTier } from '@rollcall/sync'
import { createBootstrap, createPartEncoder } from '@rollcall/server'
import { converge } from '@rollcall/sync'
import { asset, hex } from '../../contracts/store-rows.ts'
import type { Member, TestServer } from './server-harness.ts'
import { answeredWith, refusedWith, startServer } from './server-harness.ts'

const MONTH_MS = 31 * 24 * 3600 * 1000

/** An asset taken in month `index` or so, or else as said. */
function photo(index: number, seq: number, changes: Partial<Asset> = {}): Asset {
  return { ...asset(index, { seq }), takenAt: Math.floor(index / 3) * MONTH_MS, ...changes }
}

/** A library of so many assets, and of albums half as many. */
async function fill(server: TestServer, member: Member, count: number): Promise<void> {
  await server.ports.store.write(member.libraryId, (writer) => {
    for (let index = 1; index <= count; index++) {
      writer.putAsset(photo(writer.nextNo(), writer.nextSeq()))
      if (index % 2 === 0) writer.putRecord(album(index, writer.nextSeq()))
    }
  })
}

function album(index: number, seq: number, name = `album ${index}`): LibraryRecord {
  const nobody = { cover: null, search: null, parentId: null, trashedAt: null, trashedBy: null }
  return {
    ...nobody,
    kind: 'album',
    key: hex(index) as Extract<LibraryRecord, { kind: 'album' }>['key'],
    seq,
    type: 'album',
    name,
    place: 'a0',
    sort: 'manual',
    state: 'live',
    edits: {},
  }
}

async function change(server: TestServer, member: Member, index: number, changes: Partial<Asset>) {
  await server.ports.store.write(member.libraryId, (writer) =>
    writer.putAsset(photo(index, writer.nextSeq(), changes)),
  )
}

async function setUp(count: number) {
  const server = await startServer()
  await server.addAccount('anna')
  const member = await server.signIn('anna')
  await fill(server, member, count)
  const caller = createCaller({
    url: 'http://server.test',
    token: member.session.token,
    fetch: (request) => server.app(request),
  })
  const api = createLibraryApi(caller, member.libraryId, unpackSegment)
  const feed: FeedServer = {
    push: api.push,
    changes: (cursor) => api.changes(cursor, null),
  }
  const withSegments: FeedServer = { ...feed, segments: { manifest: api.bootstrap, segment: api.segment } }
  const manifest = () => answeredWith(200, bootstrapManifestSchema, member.inLibrary('GET', 'bootstrap'))
  return { server, member, api, feed, withSegments, manifest }
}

/** What a new device holds once it has read the library, from where it read the feed, and what its first tier told. */
async function readAsNew(feed: FeedServer) {
  const ports = {
    clock: createSystemClock(),
    random: createSystemRandom(),
    deviceId: deviceIdSchema.parse('d'.repeat(32)),
    deviceName: 'new',
  }
  const { replica } = openDeviceState(openDatabase(':memory:', MIGRATIONS), ports)
  const feedFrom: (number | null)[] = []
  const tiers: FirstTier[] = []
  const listening: FeedServer = {
    ...feed,
    changes: (cursor) => {
      feedFrom.push(cursor === null ? null : cursor.seq)
      return feed.changes(cursor)
    },
  }
  assert.ok((await converge(replica, listening, (tier) => tiers.push(tier))).ok)
  const assets = [...replica.base().values()].toSorted((one, other) => one.no - other.no)
  const records = [...replica.baseRecords().all()].toSorted((one, other) => one.seq - other.seq)
  return { held: { assets, records, cursor: await replica.cursor() }, feedFrom: feedFrom[0], tiers }
}

const lowest = ({ assets, records }: BootstrapManifest) =>
  Math.min(...[...assets, ...records].map(({ builtSeq }) => builtSeq))

test('[S110] a new device that begins with segments holds what one holds that reads the whole feed', async () => {
  const { server, feed, withSegments, manifest } = await setUp(31)
  await using _ = server
  const told = await manifest()
  assert.equal(
    told.assets.reduce((sum, { rows }) => sum + rows, 0),
    31,
  )
  assert.equal(
    told.records.reduce((sum, { rows }) => sum + rows, 0),
    16,
  )
  assert.ok(told.assets.every(({ rows }) => rows <= 4))
  assert.ok(
    told.assets.every(
      ({ from }, index) =>
        from === (told.assets[index - 1]?.from ?? from) || from < (told.assets[index - 1]?.from ?? 0),
    ),
  )
  assert.equal(
    told.months.reduce((sum, { live }) => sum + live, 0),
    31,
  )
  const byFeed = await readAsNew(feed)
  const bySegments = await readAsNew(withSegments)
  assert.deepEqual(bySegments.held, byFeed.held)
  assert.equal(byFeed.held.assets.length, 31)
  assert.deepEqual([byFeed.feedFrom, bySegments.feedFrom], [null, 47])
  assert.deepEqual(
    bySegments.tiers.map(({ assets, newestAt }) => ({ assets, newestAt })),
    [{ assets: 31, newestAt: 10 * MONTH_MS }],
  )
})

test('a new device is right whatever has happened since each of its segments was built', async () => {
  const { server, member, feed, withSegments, manifest } = await setUp(40)
  await using _ = server
  await manifest()
  await change(server, member, 5, { caption: 'stays where it is' })
  await change(server, member, 6, { dated: { at: 12 * MONTH_MS, offsetMinutes: null } })
  await change(server, member, 30, { dated: { at: -5, offsetMinutes: 60 }, state: 'trashed' })
  await server.ports.store.write(member.libraryId, (writer) => {
    writer.putRecord(album(2, writer.nextSeq(), 'another name'))
    writer.putAsset({ ...photo(41, writer.nextSeq()), takenAt: 0 })
  })
  const stale = { ...withSegments }
  const built = await manifest()
  assert.ok(new Set(built.assets.map(({ builtSeq }) => builtSeq)).size > 1, 'parts of different ages')
  assert.deepEqual((await readAsNew(stale)).held, (await readAsNew(feed)).held)
})

test('segments are served as they were while the library goes on, and the feed tells the rest', async () => {
  const { server, member, feed, withSegments, api, manifest } = await setUp(20)
  await using _ = server
  const old = await manifest()
  for (const index of [1, 2, 3, 9]) await change(server, member, index, { favourite: true })
  const source = { manifest: async () => ({ ok: true as const, value: old }), segment: api.segment }
  const read = await readAsNew({ ...withSegments, segments: source })
  assert.equal(read.feedFrom, lowest(old))
  assert.deepEqual(read.held, (await readAsNew(feed)).held)
})

test('parts that nothing has happened to are as good as new, and others are built again', async () => {
  const { server, member, manifest } = await setUp(40)
  await using _ = server
  const before = await manifest()
  await change(server, member, 40, { caption: 'last' })
  const after = await manifest()
  const filesOf = ({ assets }: BootstrapManifest) => new Set(assets.map(({ details }) => details.sha256))
  const files = filesOf(after)
  const same = [...filesOf(before)].filter((file) => files.has(file))
  assert.ok(same.length >= before.assets.length - 2, 'only the part that changed is another')
  assert.ok(same.length < before.assets.length)
  // Whether a row has left its month is known by the month: what else lies in the month keeps its age.
  const old = after.assets.filter(({ builtSeq }) => builtSeq < after.headSeq)
  assert.ok(old.length <= 1 && old.every(({ builtSeq }) => builtSeq === before.headSeq))
})

test('a segment that is lost or spoilt is not served, the device reads the feed instead, and it is built again', async () => {
  const { server, member, feed, withSegments, api, manifest } = await setUp(20)
  await using _ = server
  const folder = join(server.folder, 'segments', member.libraryId)
  const told = await manifest()
  const [first, second, third] = told.assets
  assert.ok(first && second && third)
  await unlink(join(folder, first.details.sha256))
  await truncate(join(folder, second.looks.sha256), 5)
  await writeFile(join(folder, third.skeleton.sha256), Buffer.alloc(third.skeleton.bytes))
  const whole = (await readAsNew(feed)).held
  const tried = await readAsNew({
    ...withSegments,
    segments: { segment: api.segment, manifest: async () => ({ ok: true, value: told }) },
  })
  assert.deepEqual([tried.feedFrom, tried.held], [null, whole])
  for (const lost of [first.details, second.looks, third.skeleton])
    await refusedWith('not_found', member.inLibrary('GET', `segments/${lost.sha256}`))
  const again = await readAsNew(withSegments)
  assert.deepEqual([again.feedFrom, again.held], [(await manifest()).headSeq, whole])
})

test('a new epoch makes new segments, and nobody else can fetch them', async () => {
  const { server, member, manifest } = await setUp(9)
  await using _ = server
  const before = await manifest()
  await server.ports.store.write(member.libraryId, (writer) => writer.breakEpoch())
  const after = await manifest()
  assert.equal(after.epoch, before.epoch + 1)
  assert.equal(after.assets.length, before.assets.length)
  await server.addAccount('ben')
  const stranger = await server.signIn('ben')
  const segment = `segments/${after.assets[0]?.skeleton.sha256}`
  await refusedWith('not_found', stranger.inLibrary('GET', segment))
  await refusedWith('not_a_member', stranger.call('GET', `libraries/${member.libraryId}/${segment}`))
  const answer = await member.inLibrary('GET', segment)
  assert.equal(answer.headers.get('cache-control'), 'private, max-age=31536000, immutable')
  assert.equal((await answer.arrayBuffer()).byteLength, after.assets[0]?.skeleton.bytes)
})

test('files of segments that nothing names are removed, but not those of the last build', async () => {
  const { server, member, manifest } = await setUp(12)
  await using _ = server
  const folder = join(server.folder, 'segments', member.libraryId)
  const files = new Set<string>()
  for (const round of [1, 2, 3, 4]) {
    const told = await manifest()
    const named = [
      ...told.assets.flatMap(({ skeleton, looks, details }) => [skeleton, looks, details]),
      ...told.records.map(({ records }) => records),
    ]
    const there = await readdir(folder)
    assert.ok(named.every(({ sha256 }) => there.includes(sha256)))
    assert.ok(
      there.length <= 2 * named.length,
      `${there.length} files for ${named.length} segments in round ${round}`,
    )
    for (const name of there) files.add(name)
    for (let index = 1; index <= 12; index++)
      await change(server, member, index, { caption: `round ${round}` })
  }
  assert.ok(files.size > (await readdir(folder)).length)
})

test('two who ask at once wait for one build', async () => {
  const { server, manifest } = await setUp(20)
  await using _ = server
  const [one, other] = await Promise.all([manifest(), manifest()])
  assert.deepEqual(one, other)
})

test('the library goes on while segments are built, and a new device is right all the same', async () => {
  const { server, member, feed, withSegments, manifest } = await setUp(60)
  await using _ = server
  let isBuilt = false
  const building = manifest().finally(() => {
    isBuilt = true
  })
  let changes = 0
  for (let index = 1; !isBuilt; index = (index * 7) % 59) {
    // Some wander into parts that were built already, or will be.
    const at = index % 3 === 0 ? index * MONTH_MS : (60 - index) * MONTH_MS
    await change(server, member, index, { dated: { at, offsetMinutes: null } })
    await new Promise((resolve) => setImmediate(resolve))
    changes++
  }
  assert.ok(changes > 5, `${changes} changes were made meanwhile`)
  const told = await building
  assert.ok(lowest(told) < told.headSeq)
  const source = {
    manifest: async () => ({ ok: true as const, value: told }),
    segment: withSegments.segments?.segment ?? (async () => null),
  }
  const read = await readAsNew({ ...withSegments, segments: source })
  assert.equal(read.feedFrom, lowest(told))
  assert.deepEqual(read.held, (await readAsNew(feed)).held)
})

test('a part that is found spoilt while others are built leaves no hole: the device reads the feed', async () => {
  const { server, member, feed, withSegments, api, manifest } = await setUp(20)
  await using _ = server
  const told = await manifest()
  for (const index of [1, 2, 3]) await change(server, member, index, { caption: 'built again' })
  const last = told.assets[0]
  assert.ok(last)
  const { store, clock, log } = server.ports
  const bootstrap = createBootstrap({
    ...{ store, clock, log, disk: createNodeDisk(), root: server.folder },
    sizes: { partRows: 4, leastRows: 1, turnRows: 3 },
    openEncoder: (kind) => {
      const encoder = createPartEncoder(kind, gzipSync)
      const encode = async (rows: number) => {
        await truncate(join(server.folder, 'segments', member.libraryId, last.skeleton.sha256), 5)
        await refusedWith('not_found', member.inLibrary('GET', `segments/${last.skeleton.sha256}`))
        return await encoder.encode(rows)
      }
      return { ...encoder, encode }
    },
  })
  const value = await bootstrap.manifest(member.libraryId)
  const source = { manifest: async () => ({ ok: true as const, value }), segment: api.segment }
  const read = await readAsNew({ ...withSegments, segments: source })
  assert.deepEqual(read.held, (await readAsNew(feed)).held)
  assert.ok((await manifest()).assets.length > 0)
})
