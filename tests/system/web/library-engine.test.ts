import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { AssetId, BatchId, Intent } from '@rollcall/protocol'
import { albumIdSchema, batchIdSchema } from '@rollcall/protocol'
import type { LibraryEngine, TimelineQuery } from '@rollcall/web'
import type { Member, TestServer } from '../server/server-harness.ts'
import { bytesOf, clientId, createLine, shaOf, startServer } from '../server/server-harness.ts'
import { createIntent, runEngine } from './web-harness.ts'

const folder = await mkdtemp(join(tmpdir(), 'rollcall-engine-'))
after(() => rm(folder, { recursive: true, force: true }))
let folders = 0
const freshFolder = () => join(folder, String(++folders))
let batches = 0
const freshBatch = (): BatchId => batchIdSchema.parse((++batches).toString(16).padStart(32, '0'))
const LAKE = albumIdSchema.parse('1a'.repeat(16))

/** A library with photos, the newest first in `ids`. */
async function withPhotos(
  count: number,
  work: (server: TestServer, member: Member, ids: readonly AssetId[]) => Promise<void>,
): Promise<void> {
  await using server = await startServer()
  await server.addAccount('ana')
  const member = await server.signIn('ana')
  const line = createLine(member, clientId(1))
  const ids: AssetId[] = []
  for (let mark = 0; mark < count; mark++) {
    const bytes = bytesOf(mark)
    await member.put(bytes)
    const sha256 = shaOf(bytes)
    const intent = createIntent(line.assetIdOf(sha256), sha256, bytes.length, 86_400_000 * mark)
    assert.equal((await line.push(line.request([line.numbered(intent)]))).status, 200)
    ids.unshift(line.assetIdOf(sha256))
  }
  await work(server, member, ids)
}

async function shownIn(engine: LibraryEngine, query: TimelineQuery): Promise<readonly (AssetId | null)[]> {
  const { handles, columns } = await engine.timeline(query)
  assert.equal(columns.count, handles.length)
  return (await engine.cells(handles)).map((cell) => cell?.assetId ?? null)
}

function caption(assetId: AssetId, value: string): Intent {
  return { op: 'setCaption', args: { assetId, value } }
}

test('openLibraryEngine() shows a library, and shows it again without a server', async () => {
  await withPhotos(6, async (server, member, ids) => {
    const at = freshFolder()
    {
      await using running = await runEngine(server, member, at)
      const state = await running.until(({ phase, assets }) => phase === 'ready' && assets === 6)
      assert.equal(state.isOnline, true)
      assert.equal(state.identity?.account, 'ana')
      assert.deepEqual(await shownIn(running.engine, { kind: 'library' }), ids)
    }
    await using again = await runEngine(server, member, at, true)
    assert.deepEqual(await shownIn(again.engine, { kind: 'library' }), ids)
    assert.equal(again.engine.state().phase, 'ready')
    assert.equal(again.engine.state().assets, 6)
  })
})

test('[S22] LibraryEngine.act() shows at once what it did, offline too, and others see it when the line is back', async () => {
  await withPhotos(3, async (server, member, ids) => {
    await using one = await runEngine(server, member, freshFolder())
    await using other = await runEngine(server, member, freshFolder())
    await one.until(({ assets }) => assets === 3)
    await other.until(({ assets }) => assets === 3)
    one.line.isCut = true
    const [first = '', second = ''] = ids as readonly string[]
    const intents: readonly Intent[] = [
      { op: 'trash', args: { assetId: first as AssetId } },
      { op: 'setFavourite', args: { assetId: second as AssetId, value: true } },
    ]
    const batch = freshBatch()
    assert.deepEqual(await one.engine.act(intents, batch), { kind: 'done', batchId: batch })
    assert.deepEqual(await one.engine.act(intents, batch), { kind: 'done', batchId: batch })
    assert.deepEqual(await shownIn(one.engine, { kind: 'library' }), ids.slice(1))
    assert.deepEqual(await shownIn(one.engine, { kind: 'trash' }), ids.slice(0, 1))
    assert.deepEqual(await shownIn(one.engine, { kind: 'favourites' }), ids.slice(1, 2))
    await one.until(({ assets, unsent, away }) => assets === 2 && unsent === 2 && away !== null)
    one.line.isCut = false
    one.engine.wake()
    await one.until(({ unsent, isOnline }) => unsent === 0 && isOnline)
    await other.until(({ assets }) => assets === 2)
    assert.deepEqual(await shownIn(other.engine, { kind: 'favourites' }), ids.slice(1, 2))
  })
})

test('LibraryEngine.act() of what would be refused changes nothing, and says why', async () => {
  await withPhotos(2, async (server, member, [first, second]) => {
    assert.ok(first !== undefined && second !== undefined)
    await using running = await runEngine(server, member, freshFolder())
    await running.until(({ assets }) => assets === 2)
    const outcome = await running.engine.act(
      [caption(first, 'lake'), { op: 'deleteForGood', args: { assetId: second } }],
      freshBatch(),
    )
    assert.deepEqual(outcome, {
      kind: 'refused',
      sentence:
        'Nothing was changed. IMG_0001.JPG: it is not in the trash, and only what is there can be deleted for good.',
    })
    assert.equal(running.engine.state().unsent, 0)
    assert.equal((await running.engine.asset(first))?.caption, '')
  })
})

test('[S107] LibraryEngine.undo() takes a batch back as a whole, and the journal tells both', async () => {
  await withPhotos(3, async (server, member, ids) => {
    await using running = await runEngine(server, member, freshFolder())
    await running.until(({ assets }) => assets === 3)
    const [batch, undoing] = [freshBatch(), freshBatch()]
    await running.engine.act(
      ids.map((assetId) => caption(assetId, 'lake')),
      batch,
    )
    await running.until(({ unsent }) => unsent === 0)
    assert.deepEqual(await running.engine.undo(batch, undoing), { kind: 'done', batchId: undoing })
    for (const id of ids) assert.equal((await running.engine.asset(id))?.caption, '')
    const journal = await running.engine.journal(null)
    assert.deepEqual(
      journal.slice(0, 2).map(({ batchId, undoes, undoneBy }) => [batchId, undoes, undoneBy]),
      [
        [undoing, batch, []],
        [batch, null, [undoing]],
      ],
    )
    assert.deepEqual(
      (await running.engine.journal(undoing)).map(({ batchId }) => batchId),
      journal.slice(1).map(({ batchId }) => batchId),
    )
    assert.equal(journal.flatMap(({ created }) => created).length, 3)
  })
})

test('LibraryEngine.timeline() of an album has its own order, and a search finds words, albums and what is not sent', async () => {
  await withPhotos(4, async (server, member, ids) => {
    await using running = await runEngine(server, member, freshFolder())
    const { engine, until } = running
    await until(({ assets }) => assets === 4)
    const [a, b, c] = ids
    assert.ok(a !== undefined && b !== undefined && c !== undefined)
    const place = (assetId: AssetId): Intent => ({
      op: 'placeEntry',
      args: { albumId: LAKE, assetId, after: 'end' },
    })
    const made = { type: 'album', name: 'At the lake', parentId: null, search: null } as const
    await engine.act(
      [{ op: 'createAlbum', args: { albumId: LAKE, ...made } }, place(c), place(a), caption(b, 'Oma swims')],
      freshBatch(),
    )
    const check = async () => {
      assert.deepEqual(await shownIn(engine, { kind: 'album', albumId: LAKE }), [c, a])
      assert.deepEqual(await shownIn(engine, { kind: 'search', text: 'swims' }), [b])
      assert.deepEqual(await shownIn(engine, { kind: 'search', text: 'album:lake' }), [a, c])
      assert.deepEqual(await shownIn(engine, { kind: 'assets', assetIds: [b, a] }), [b, a])
      assert.deepEqual(await engine.albumsOf(a), [LAKE])
    }
    await check()
    await until(({ unsent }) => unsent === 0)
    await check()
    assert.deepEqual(
      (await engine.albums()).map(({ name }) => name),
      ['At the lake'],
    )
    assert.deepEqual(await engine.duplicates(), [])
  })
})

test('[S112] openLibraryEngine() of a new browser shows what is on its way, to look at only, and nothing of it once it is here', async () => {
  await withPhotos(10, async (server, member, ids) => {
    const [trashed = '' as AssetId, kept = '' as AssetId] = ids
    let isHeld = true
    const onRequest = (request: Request, line: { isCut: boolean }) => {
      // The segments come, the feed does not.
      line.isCut = isHeld && /\/(changes|mutations)/.test(request.url)
    }
    await using running = await runEngine(server, member, freshFolder(), false, { onRequest })
    const { engine, until } = running
    const early = await until(({ coming, away }) => coming?.share === 1 && away !== null)
    assert.deepEqual([early.phase, early.coming?.assets, early.assets], ['first_load', 10, 0])
    const arriving = await engine.timeline({ kind: 'library' })
    assert.equal(arriving.isWhole, false)
    assert.deepEqual(await shownIn(engine, { kind: 'library' }), ids)
    assert.deepEqual(
      [...arriving.columns.takenAtS],
      ids.map((_, index) => 86_400 * (ids.length - 1 - index)),
    )
    assert.equal(await engine.asset(kept), null)
    const refusal = {
      kind: 'refused',
      sentence: 'Nothing was changed: your library is still on its way to this browser.',
    }
    assert.deepEqual(await engine.act([caption(kept, 'too early')], freshBatch()), refusal)

    const line = createLine(member, clientId(2))
    const gone = line.numbered({ op: 'trash', args: { assetId: trashed } })
    assert.equal((await line.push(line.request([gone]))).status, 200)
    isHeld = false
    engine.wake()
    const here = await until(({ phase }) => phase === 'ready')
    assert.equal(here.coming, null)
    assert.deepEqual(await shownIn(engine, { kind: 'library' }), ids.slice(1))
    assert.deepEqual(
      await engine.cells(arriving.handles),
      ids.map(() => null),
    )
    assert.equal((await engine.act([caption(kept, 'now')], freshBatch())).kind, 'done')
  })
})

test('LibraryEngine.clear() keeps what is only here unless it is told otherwise, and reads the library again', async () => {
  await withPhotos(2, async (server, member, [first]) => {
    assert.ok(first !== undefined)
    await using running = await runEngine(server, member, freshFolder())
    const { engine, line, until } = running
    await until(({ assets }) => assets === 2)
    line.isCut = true
    await engine.act([caption(first, 'only here')], freshBatch())
    assert.equal(await engine.clear('only_what_is_safe'), false)
    assert.equal(await engine.clear('everything'), true)
    assert.equal(engine.state().unsent, 0)
    line.isCut = false
    engine.wake()
    await until(({ phase, assets }) => phase === 'ready' && assets === 2)
    assert.equal((await engine.asset(first))?.caption, '')
  })
})

test('openLibraryEngine() says that it is signed out, and reports the device once it is in', async () => {
  await withPhotos(1, async (server, member) => {
    await using out = await runEngine(
      server,
      { ...member, session: { ...member.session, token: 'nobody'.repeat(6) } },
      freshFolder(),
    )
    const state = await out.until(({ phase }) => phase === 'signed_out')
    assert.equal(state.identity, null)
    await using running = await runEngine(server, member, freshFolder())
    await running.until(({ isOnline }) => isOnline)
    for (;;) {
      const known = await (await member.inLibrary('GET', 'known-devices')).json()
      const [device] = known.devices.filter((each: { isCurrent: boolean }) => each.isCurrent)
      if (device?.report !== null) {
        assert.equal(device.report.platform, 'Test on Node')
        break
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
  })
})

test('LibraryEngine.timeline() of a search shows what it has found so far, and moves on until it is whole', async () => {
  await withPhotos(6, async (server, member, ids) => {
    await using running = await runEngine(server, member, freshFolder())
    const { engine, until } = running
    await until(({ assets }) => assets === 6)
    // Each is adopted by itself, and so a block of its own.
    for (const id of ids) {
      await engine.act([caption(id, 'found')], freshBatch())
      await until(({ unsent }) => unsent === 0)
    }
    const query = { kind: 'search', text: 'found' } as const
    let timeline = await engine.timeline(query)
    assert.equal(timeline.isWhole, false)
    while (!timeline.isWhole) {
      const { generation } = timeline
      await until((state) => state.generation !== generation)
      timeline = await engine.timeline(query)
    }
    assert.deepEqual(await shownIn(engine, query), ids)
    assert.deepEqual(await shownIn(engine, { kind: 'search', text: 'found -found' }), [])
  })
})

test('openLibraryEngine() of another account begins anew, but not while something is only here', async () => {
  await withPhotos(2, async (server, member, [first]) => {
    assert.ok(first !== undefined)
    await server.addAccount('bob')
    const bob = await server.signIn('bob')
    const at = freshFolder()
    {
      await using running = await runEngine(server, member, at)
      await running.until(({ assets }) => assets === 2)
      running.line.isCut = true
      await running.engine.act([caption(first, 'only here')], freshBatch())
    }
    {
      await using other = await runEngine(server, bob, at)
      const state = await other.until(({ away }) => away !== null)
      assert.equal(state.away?.code, 'account_mismatch')
      assert.match(state.away.sentence, /changes of ana that were not sent yet/)
      assert.equal(state.unsent, 1)
    }
    {
      await using back = await runEngine(server, member, at)
      await back.until(({ unsent, isOnline }) => unsent === 0 && isOnline)
    }
    await using other = await runEngine(server, bob, at)
    const state = await other.until(
      ({ phase, isOnline, identity }) => phase === 'ready' && isOnline && identity?.account === 'bob',
    )
    assert.equal(state.assets, 0)
    assert.deepEqual(await shownIn(other.engine, { kind: 'library' }), [])
  })
})
