import assert from 'node:assert/strict'
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { AssetId, Intent } from '@rollcall/protocol'
import { albumIdSchema } from '@rollcall/protocol'
import type { Member, TestServer } from '../server/server-harness.ts'
import { bytesOf, clientId, createLine, shaOf, startServer } from '../server/server-harness.ts'
import type { BrowserLibrary } from './web-harness.ts'
import { assertIsFeed, createIntent, killedAt, openBrowser } from './web-harness.ts'

const folder = await mkdtemp(join(tmpdir(), 'rollcall-web-'))
after(() => rm(folder, { recursive: true, force: true }))
let folders = 0
const freshFolder = () => join(folder, String(++folders))

/** Chance that is the same every time. */
function createChance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
}

async function withLibrary(
  work: (server: TestServer, member: Member, photos: readonly Intent[]) => Promise<void>,
): Promise<void> {
  await using server = await startServer()
  await server.addAccount('ana')
  const member = await server.signIn('ana')
  const line = createLine(member, clientId(1))
  const photos: Intent[] = []
  for (let mark = 0; mark < 12; mark++) {
    const bytes = bytesOf(mark)
    await member.put(bytes)
    const sha256 = shaOf(bytes)
    photos.push(createIntent(line.assetIdOf(sha256), sha256, bytes.length, 1_000_000 * (mark % 5)))
  }
  await work(server, member, photos)
}

function idIn(photo: Intent | undefined): AssetId {
  assert.ok(photo?.op === 'create')
  return photo.args.assetId
}

/** Something that a person may do, of `photos` and two albums. */
function someIntent(chance: (below: number) => number, photos: readonly Intent[]): Intent {
  const photo = photos[chance(photos.length)]
  const assetId = idIn(photo)
  const albumId = albumIdSchema.parse(String(chance(2) + 1).repeat(32))
  assert.ok(photo)
  const all: readonly Intent[] = [
    photo,
    { op: 'setFavourite', args: { assetId, value: chance(2) === 0 } },
    { op: 'setCaption', args: { assetId, value: `caption ${chance(100)}` } },
    { op: 'trash', args: { assetId } },
    { op: 'restore', args: { assetId } },
    { op: 'setDated', args: { assetId, value: { at: chance(9) * 700_000, offsetMinutes: null } } },
    { op: 'createAlbum', args: { albumId, type: 'album', name: 'Lake', parentId: null, search: null } },
    { op: 'placeEntry', args: { albumId, assetId, after: 'end' } },
    { op: 'removeEntry', args: { albumId, assetId } },
  ]
  return all[chance(all.length)] ?? photo
}

async function actAtRandom(
  browsers: readonly BrowserLibrary[],
  photos: readonly Intent[],
  chance: (below: number) => number,
): Promise<void> {
  for (const { replica } of browsers) {
    const intents = Array.from({ length: 1 + chance(4) }, () => someIntent(chance, photos))
    await replica.queue(intents)
  }
}

test('[S20] createWebReplica() of two browsers holds what the feed tells, after whatever both have done', async () => {
  await withLibrary(async (server, member, photos) => {
    const chance = createChance(7)
    const one = await openBrowser(server, member, freshFolder())
    const other = await openBrowser(server, member, freshFolder())
    await one.replica.queue(photos)
    for (let round = 0; round < 12; round++) {
      await actAtRandom([one, other], photos, chance)
      for (const browser of [one, other]) await browser.converge()
    }
    await one.converge()
    for (const browser of [one, other]) {
      await assertIsFeed(browser)
      assert.deepEqual(browser.store.state().outbox, [])
    }
  })
})

test('[S20] createWebReplica() killed at any write, and opened again, loses nothing that was queued and holds the feed', async () => {
  await withLibrary(async (server, member, photos) => {
    const chance = createChance(11)
    const at = freshFolder()
    const [marked, ...others] = photos
    const begin = await openBrowser(server, member, freshFolder())
    await begin.replica.queue(marked === undefined ? [] : [marked])
    await begin.converge()
    let isKilled = true
    let kills = 0
    for (let write = 1; isKilled; write++) {
      const other = await openBrowser(server, member, freshFolder())
      await actAtRandom([other], others, chance)
      await other.converge()
      isKilled = false
      const kill = () => {
        isKilled = true
      }
      const isQueued = await liveAndDie(
        () => openBrowser(server, member, at, (files) => killedAt(files, write, kill)),
        [caption(idIn(marked), `said ${write}`), ...others.slice(0, 2)],
      )
      if (isKilled) kills++
      const again = await openBrowser(server, member, at)
      await again.converge()
      await assertIsFeed(again)
      assert.deepEqual(again.store.state().outbox, [])
      if (isQueued) assert.equal((await again.store.asset(idIn(marked)))?.caption, `said ${write}`)
      await assertIsFeed(await openBrowser(server, member, at))
    }
    assert.ok(kills > 8)
  })
})

function caption(assetId: AssetId, value: string): Intent {
  return { op: 'setCaption', args: { assetId, value } }
}

/** A browser that says something, sends it and reads, as far as it gets. Answers whether it could say it. */
async function liveAndDie(open: () => Promise<BrowserLibrary>, intents: readonly Intent[]): Promise<boolean> {
  let isQueued = false
  try {
    const browser = await open()
    await browser.replica.queue(intents)
    isQueued = true
    await browser.converge()
  } catch (failure) {
    assert.match(String(failure), /killed/)
  }
  return isQueued
}

test('[S112] createWebReplica() that begins with segments is killed at any write, and in the end holds the feed', async () => {
  await withLibrary(async (server, member, photos) => {
    const chance = createChance(5)
    const first = await openBrowser(server, member, freshFolder())
    await first.replica.queue(photos)
    await first.converge()
    let isKilled = true
    let kills = 0
    // Each of them now and then: which ones are passed over is by chance, and the same every time.
    for (let write = 1; isKilled; write += 1 + chance(3)) {
      const at = freshFolder()
      isKilled = false
      const kill = () => {
        isKilled = true
      }
      await liveAndDie(() => openBrowser(server, member, at, (files) => killedAt(files, write, kill)), [])
      if (isKilled) kills++
      // Photos change place and time while segments of another moment are about.
      await actAtRandom([first], photos, chance)
      await first.converge()
      const again = await openBrowser(server, member, at)
      await assertAllOrNothing(again)
      await again.converge()
      await assertIsFeed(again)
      assert.ok(again.store.state().blocks.every((entry) => entry === null || entry.rows <= 2))
      await assertIsFeed(await openBrowser(server, member, at))
    }
    assert.ok(kills > 8)
  })
})

/** The base of a browser that was killed: what it was before anything was adopted, or a state of the library that can be read. */
async function assertAllOrNothing({ store }: BrowserLibrary): Promise<void> {
  const { columns, order } = store.base()
  if (store.state().cursor === null) assert.equal(order.length, 0)
  for (const slot of order) assert.ok(await store.asset(columns.idAt(slot)))
}

test('[R12] two copies of a browser both go on, and the second takes a new client id', async () => {
  await withLibrary(async (server, member, photos) => {
    const at = freshFolder()
    const one = await openBrowser(server, member, at)
    await one.replica.queue(photos.slice(0, 3))
    await one.converge()
    const copy = freshFolder()
    await cp(at, copy, { recursive: true })
    const other = await openBrowser(server, member, copy)
    const before = other.store.state().line.clientId
    await one.replica.queue([{ op: 'setCaption', args: { assetId: idIn(photos[0]), value: 'one' } }])
    await one.converge()
    await other.replica.queue([{ op: 'setCaption', args: { assetId: idIn(photos[1]), value: 'other' } }])
    await other.converge()
    await one.converge()
    assert.equal(one.store.state().line.clientId, before)
    assert.notEqual(other.store.state().line.clientId, before)
    assert.deepEqual(other.store.state().line.formerIds, [before])
    for (const browser of [one, other]) {
      assert.equal((await browser.store.asset(idIn(photos[0])))?.caption, 'one')
      assert.equal((await browser.store.asset(idIn(photos[1])))?.caption, 'other')
      await assertIsFeed(browser)
    }
  })
})

test('[R11] [S26] a new epoch is read from its beginning, and what was queued goes on in sight of nothing', async () => {
  await withLibrary(async (server, member, photos) => {
    const at = freshFolder()
    const one = await openBrowser(server, member, at)
    await one.replica.queue(photos.slice(0, 5))
    await one.converge()
    await member.inLibrary('GET', 'changes?cursor=1.999')
    await one.replica.queue([{ op: 'setFavourite', args: { assetId: idIn(photos[2]), value: true } }])
    await one.converge()
    assert.equal(one.store.state().cursor?.epoch, 2)
    assert.equal((await one.store.asset(idIn(photos[2])))?.favourite, true)
    await assertIsFeed(one)
    await assertIsFeed(await openBrowser(server, member, at))
  })
})

test('openLibraryStore() of many small changes keeps few blocks, and no file that no state names', async () => {
  await withLibrary(async (server, member, photos) => {
    const at = freshFolder()
    const one = await openBrowser(server, member, at)
    await one.replica.queue(photos)
    await one.converge()
    for (let round = 0; round < 80; round++) {
      const assetId = idIn(photos[round % photos.length])
      await one.replica.queue([{ op: 'setCaption', args: { assetId, value: `round ${round}` } }])
      await one.converge()
    }
    const state = one.store.state()
    assert.ok(state.blocks.filter((block) => block !== null).length <= 66)
    assert.ok(state.records.length <= 17)
    const named = [
      ...state.blocks.flatMap((block) => (block === null ? [] : [`block-${block.file}`])),
      ...state.records.map(({ file }) => `records-${file}`),
      ...(state.snapshot === null ? [] : [`columns-${state.snapshot.file}`]),
    ]
    assert.deepEqual((await readdir(join(at, 'files'))).toSorted(), named.toSorted())
    await assertIsFeed(one)
    await assertIsFeed(await openBrowser(server, member, at))
  })
})

test('openLibraryStore() of a damaged base forgets it and keeps the outbox, and the feed brings the rest again', async () => {
  for (const kind of ['block', 'records', 'columns']) {
    await withLibrary(async (server, member, photos) => {
      const at = freshFolder()
      const one = await openBrowser(server, member, at)
      await one.replica.queue(photos)
      await one.converge()
      await one.replica.queue([{ op: 'setCaption', args: { assetId: idIn(photos[0]), value: 'kept' } }])
      for (const name of await readdir(join(at, 'files')))
        if (name.startsWith(kind)) await writeFile(join(at, 'files', name), 'damage')
      if (kind === 'block') await rm(join(at, 'files'), { recursive: true })
      const again = await openBrowser(server, member, at)
      assert.equal(again.store.state().outbox.length, 1)
      await again.converge()
      assert.equal((await again.store.asset(idIn(photos[0])))?.caption, 'kept')
      await assertIsFeed(again)
    })
  }
})
