import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { test } from 'node:test'
import type { LibraryId, Sha256 } from '@rollcall/protocol'
import {
  durableSchema,
  haveResponseSchema,
  pushResponseSchema,
  TRASH_KEPT_MS,
  usageSchema,
} from '@rollcall/protocol'
import type { Blobs, Log, Store } from '@rollcall/server'
import { endTrash } from '@rollcall/server'
import type { Member, TestServer } from './server-harness.ts'
import {
  answeredWith,
  bytesOf,
  clientId,
  createLine,
  refusedWith,
  shaOf,
  startServer,
} from './server-harness.ts'
import type { Line } from './trash-harness.ts'
import { assetOf, deleteForGood, feedOf, restore, startTrash, trash } from './trash-harness.ts'

const DAY_MS = 24 * 3600_000

function fileOf(server: TestServer, sha256: Sha256): string {
  return `${server.folder}/blobs/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`
}

/** How the server answers who fetches an original. */
async function statusOf(member: Member, sha256: Sha256): Promise<number> {
  const response = await member.inLibrary('GET', `blobs/${sha256}`)
  await response.arrayBuffer()
  return response.status
}

/** Declares a file again, as an importer does. */
async function createAgain(line: Line, bytes: Uint8Array, source: 'automatic' | 'explicit') {
  const created = line.create(bytes)
  const mutation = { ...created, args: { ...created.args, source } }
  const answer = await answeredWith(200, pushResponseSchema, line.push(line.request([mutation])))
  return answer.outcomes[0]?.outcome
}

test('a photo stays in the trash for 30 days, its bytes for 30 more, and then it is gone', async () => {
  await using it = await startTrash()
  const { id, sha256 } = await it.add(1)
  const kept = await it.add(2)
  await it.act([{ op: 'setCaption', args: { assetId: id, value: 'at the lake' } }, trash(id)])

  await it.pass(TRASH_KEPT_MS - DAY_MS)
  assert.equal((await assetOf(it.ana, id)).state, 'trashed')
  await it.pass(DAY_MS + 1)
  const deleted = await assetOf(it.ana, id)
  assert.deepEqual([deleted.state, deleted.deletedBy, deleted.caption], ['deleted', 'iPad', 'at the lake'])
  assert.equal(await it.usedBytes(), 200)

  await it.pass(TRASH_KEPT_MS - DAY_MS)
  assert.ok(existsSync(fileOf(it.server, sha256)))
  assert.equal((await assetOf(it.ana, id)).purgedAt, undefined)
  await it.pass(DAY_MS + 1)
  const purged = await assetOf(it.ana, id)
  assert.deepEqual([purged.state, purged.caption, purged.deletedAt], ['deleted', '', deleted.deletedAt])
  assert.ok(purged.purgedAt !== undefined)
  assert.ok(!existsSync(fileOf(it.server, sha256)))
  assert.ok(existsSync(fileOf(it.server, kept.sha256)))
  assert.equal(await it.usedBytes(), 100)
  const have = it.ana.inLibrary('POST', 'have', { json: { hashes: [sha256, kept.sha256] } })
  assert.deepEqual((await answeredWith(200, haveResponseSchema, have)).durable, [kept.sha256])
  assert.deepEqual(await it.round(), { expired: 0, purged: 0, removedFiles: 0 })
})

test('a restore in the last moment brings back all, and nothing of it is deleted later', async () => {
  await using it = await startTrash()
  const { id, sha256 } = await it.add(1)
  await it.act([{ op: 'setFavourite', args: { assetId: id, value: true } }, trash(id)])
  await it.pass(TRASH_KEPT_MS - 1_000)
  await it.act([restore(id)])
  await it.pass(3 * TRASH_KEPT_MS)
  const asset = await assetOf(it.ana, id)
  assert.deepEqual([asset.state, asset.favourite, asset.purgeAt], ['live', true, undefined])
  assert.ok(existsSync(fileOf(it.server, sha256)))
})

test('what is trashed again after a restore gets the whole time again', async () => {
  await using it = await startTrash()
  const { id } = await it.add(1)
  await it.act([trash(id)])
  await it.pass(20 * DAY_MS)
  await it.act([restore(id), trash(id)])
  await it.pass(20 * DAY_MS)
  assert.equal((await assetOf(it.ana, id)).state, 'trashed')
  await it.pass(11 * DAY_MS)
  assert.equal((await assetOf(it.ana, id)).state, 'deleted')
})

test('deleted for good at once by a person: quarantine begins then, and an edit after it is refused', async () => {
  await using it = await startTrash()
  const { id, sha256 } = await it.add(1)
  await it.act([trash(id), deleteForGood(id)])
  const [edit] = await it.act([{ op: 'setCaption', args: { assetId: id, value: 'late' } }])
  assert.deepEqual(edit, { kind: 'refused', code: 'gone', facts: { assetId: id } })
  await it.pass(TRASH_KEPT_MS - DAY_MS)
  assert.ok(existsSync(fileOf(it.server, sha256)))
  await it.pass(2 * DAY_MS)
  assert.ok(!existsSync(fileOf(it.server, sha256)))
})

test('a blocked hash stays blocked before and after the purge; an explicit import lifts it', async () => {
  await using it = await startTrash()
  const { id, bytes, sha256 } = await it.add(1)
  await it.act([{ op: 'setCaption', args: { assetId: id, value: 'kept' } }, trash(id), deleteForGood(id)])
  const blocked = await createAgain(it.line, bytes, 'automatic')
  assert.equal(blocked?.kind === 'refused' ? blocked.code : blocked?.kind, 'deleted_by_you')
  assert.deepEqual(await createAgain(it.line, bytes, 'explicit'), { kind: 'applied' })
  assert.equal((await assetOf(it.ana, id)).caption, 'kept')

  await it.act([trash(id), deleteForGood(id)])
  await it.pass(TRASH_KEPT_MS + 1)
  assert.ok((await assetOf(it.ana, id)).purgedAt !== undefined)
  const missing = await createAgain(it.line, bytes, 'explicit')
  assert.equal(missing?.kind === 'refused' ? missing.code : missing?.kind, 'blob_missing')
  await answeredWith(200, durableSchema, it.ana.put(bytes))
  const still = await createAgain(it.line, bytes, 'automatic')
  assert.equal(still?.kind === 'refused' ? still.code : still?.kind, 'deleted_by_you')
  assert.deepEqual(await createAgain(it.line, bytes, 'explicit'), { kind: 'applied' })
  const back = await assetOf(it.ana, id)
  assert.deepEqual([back.state, back.caption, back.purgedAt], ['live', '', undefined])
  assert.ok(existsSync(fileOf(it.server, sha256)))
  assert.equal(await it.usedBytes(), 100)
})

test('[R16] bytes that two libraries hold stay until the second one has purged them too', async () => {
  await using it = await startTrash()
  await it.server.addAccount('ben')
  const ben = await it.server.signIn('ben')
  const bens = createLine(ben, clientId(2))
  const { id, bytes, sha256 } = await it.add(1)
  await answeredWith(200, durableSchema, ben.put(bytes))
  await answeredWith(200, pushResponseSchema, bens.push(bens.request([bens.create(bytes)])))

  await it.act([trash(id), deleteForGood(id)])
  await it.pass(TRASH_KEPT_MS + 1)
  assert.equal(await it.usedBytes(), 0)
  assert.equal(await statusOf(ben, sha256), 200)
  const bensId = bens.assetIdOf(sha256)
  await it.act([trash(bensId), deleteForGood(bensId)], bens)
  await it.pass(TRASH_KEPT_MS + 1)
  await refusedWith('not_found', ben.inLibrary('GET', `blobs/${sha256}`))
  assert.ok(!existsSync(fileOf(it.server, sha256)))
})

test('a file that another photo has too is not removed with the first', async () => {
  await using it = await startTrash()
  const one = await it.add(1)
  const other = bytesOf(2)
  await answeredWith(200, durableSchema, it.ana.put(other))
  await it.act([trash(one.id), deleteForGood(one.id)])
  const declared = it.line.create(other)
  const edited = { name: 'IMG_0001.JPG', mime: 'image/jpeg', bytes: 100, modifiedAt: 0, sha256: one.sha256 }
  const resources = [...declared.args.resources, { ...edited, role: 'edit' as const }]
  const created = { ...declared, args: { ...declared.args, resources } }
  await answeredWith(200, pushResponseSchema, it.line.push(it.line.request([created])))
  await it.pass(TRASH_KEPT_MS + 1)
  assert.ok((await assetOf(it.ana, one.id)).purgedAt !== undefined)
  assert.ok(existsSync(fileOf(it.server, one.sha256)))
  assert.equal(await it.usedBytes(), 200)
})

test('[R13] a clock that is set forward by years deletes nothing, and the owner is told', async () => {
  const errors: string[] = []
  const log: Log = { debug: () => {}, info: () => {}, error: (message) => errors.push(message) }
  await using it = await startTrash({ log })
  const { id } = await it.add(1)
  await it.act([trash(id)])
  await it.round()
  const { clock } = it.server.ports
  const aheadPorts = { ...it.server.ports, clock: { ...clock, now: () => clock.now() + 3650 * DAY_MS } }
  assert.deepEqual(await endTrash(aheadPorts), { expired: 0, purged: 0, removedFiles: 0 })
  assert.equal(errors.length, 1)
  it.server.pass(29 * DAY_MS)
  assert.equal((await endTrash(aheadPorts)).expired, 0)
  it.server.pass(2 * DAY_MS)
  assert.equal((await endTrash(aheadPorts)).expired, 1)
})

/** Wraps the store so that the next so many writes reject after, or instead of, being committed. */
function failingStore(store: Store): Store & { fail: 'before' | 'after' | null } {
  const failing = {
    ...store,
    fail: null as 'before' | 'after' | null,
    write: async <Result>(libraryId: LibraryId, work: Parameters<Store['write']>[1]): Promise<Result> => {
      if (failing.fail === 'before') throw new Error('killed')
      const result = await store.write(libraryId, work)
      if (failing.fail === 'after') throw new Error('killed')
      return result as Result
    },
  }
  return failing as Store & { fail: 'before' | 'after' | null }
}

for (const point of ['row', 'file'] as const) {
  test(`killed right after the ${point} went, the next server ends what was begun, and nothing comes back`, async () => {
    await using it = await startTrash()
    const { id, bytes, sha256 } = await it.add(1)
    await it.act([trash(id), deleteForGood(id)])
    await it.round()
    it.server.pass(TRASH_KEPT_MS + 1)
    const store = failingStore(it.server.ports.store)
    const blobs: Pick<Blobs, 'remove'> = {
      remove: async (...asked) => {
        if (point === 'row') throw new Error('killed')
        store.fail = 'before'
        return await it.server.ports.blobs.remove(...asked)
      },
    }
    await assert.rejects(endTrash({ ...it.server.ports, store, blobs }), /killed/)
    assert.equal(existsSync(fileOf(it.server, sha256)), point === 'row')
    assert.equal(await it.usedBytes(), 0)
    assert.deepEqual(await it.round(), { expired: 0, purged: 0, removedFiles: 1 })
    assert.ok(!existsSync(fileOf(it.server, sha256)))
    await answeredWith(200, durableSchema, it.ana.put(bytes))
    assert.equal(await it.usedBytes(), 100)
    assert.deepEqual(await it.round(), { expired: 0, purged: 0, removedFiles: 0 })
    assert.ok(existsSync(fileOf(it.server, sha256)))
  })
}

test('bytes that come back while their removal is noted stay, whoever is first', async () => {
  await using it = await startTrash()
  const { id, bytes, sha256 } = await it.add(1)
  await it.act([trash(id), deleteForGood(id)])
  await it.round()
  it.server.pass(TRASH_KEPT_MS + 1)
  // The photo is sent again between the purge of its row and the removal of its file.
  const blobs: Pick<Blobs, 'remove'> = {
    remove: async (...asked) => {
      await answeredWith(200, durableSchema, it.ana.put(bytes))
      return await it.server.ports.blobs.remove(...asked)
    },
  }
  await endTrash({ ...it.server.ports, blobs })
  assert.ok(existsSync(fileOf(it.server, sha256)))
  assert.equal(await statusOf(it.ana, sha256), 200)
  assert.deepEqual(await it.round(), { expired: 0, purged: 0, removedFiles: 0 })
})

test('an upload that is between its bytes and its row keeps them from being removed', async () => {
  await using it = await startTrash()
  const bytes = bytesOf(7)
  const sha256 = shaOf(bytes)
  const { store, blobs } = it.server.ports
  await store.write(it.ana.libraryId, (writer) => writer.putRemoval({ sha256, derivative: null }))
  const seen: boolean[] = []
  const slowStore: Store = {
    ...store,
    write: async (libraryId, work) => {
      seen.push(existsSync(fileOf(it.server, sha256)))
      const { removedFiles } = await endTrash(it.server.ports)
      assert.equal(removedFiles, 0)
      return await store.write(libraryId, work)
    },
  }
  await using slow = await startServer({ ...it.server.ports, store: slowStore, blobs })
  const { ana } = it
  const answer = await slow.app(
    new Request(`http://server.test/api/v1/libraries/${ana.libraryId}/blobs/${sha256}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${ana.session.token}`, 'content-length': String(bytes.length) },
      body: Buffer.from(bytes),
    }),
  )
  assert.equal(answer.status, 200, await answer.text())
  assert.ok(seen.includes(true))
  await it.round()
  assert.ok(existsSync(fileOf(it.server, sha256)))
})

test('what was made of a purged photo and read out of it goes too', async () => {
  await using it = await startTrash()
  const { id, sha256 } = await it.add(1)
  const { store, derivativeFiles } = it.server.ports
  const file = `files/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}-preview-v1`
  const path = `${it.server.folder}/derivatives/${file}`
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, 'a smaller picture')
  const made = { kind: 'preview', version: 1, mime: 'image/webp', bytes: 17, width: 2, height: 1 } as const
  await store.write(it.ana.libraryId, (writer) => {
    writer.putDerivative({ ...made, sha256, digest: '', file, position: 0 })
    writer.putPairingKey('live:X', id)
  })
  const known = () =>
    store.read(it.ana.libraryId, (reader) => [
      reader.derivatives(sha256).length,
      reader.assetsWithPairingKey('live:X', 9).length,
    ])
  await it.act([trash(id), deleteForGood(id)])
  await it.pass(TRASH_KEPT_MS - DAY_MS)
  assert.deepEqual([await known(), existsSync(path)], [[1, 1], true])
  await it.pass(2 * DAY_MS)
  assert.deepEqual([await known(), existsSync(path)], [[0, 0], false])
  await derivativeFiles.close()
})

test('the journal tells what left the trash by itself, and nothing of what was purged', async () => {
  await using it = await startTrash()
  const { id } = await it.add(1)
  await it.act([{ op: 'setCaption', args: { assetId: id, value: 'at the lake' } }, trash(id)])
  await it.pass(TRASH_KEPT_MS + 1)
  const batches = async () =>
    (await feedOf(it.ana)).flatMap((change) =>
      change.kind === 'record' && change.record.kind === 'batch' ? [change.record] : [],
    )
  const last = (await batches()).toSorted((one, other) => one.firstSeq - other.firstSeq).at(-1)
  assert.deepEqual([last?.deviceName, last?.counts], ['the server', { deleteForGood: 1 }])
  const before = await batches()
  assert.match(JSON.stringify(before), /at the lake/)
  await it.pass(TRASH_KEPT_MS + 1)
  assert.ok((await assetOf(it.ana, id)).purgedAt !== undefined)
  const whoAndWhat = (all: typeof before) =>
    all.map(({ key, deviceName, counts, startedAt, changes }) => ({
      ...{ key, deviceName, counts, startedAt, fields: changes.map(({ field, seq }) => `${field} ${seq}`) },
    }))
  const after = await batches()
  const inOrder = (all: typeof before) =>
    whoAndWhat(all).toSorted((one, other) => (one.key < other.key ? -1 : 1))
  assert.deepEqual(inOrder(after), inOrder(before), 'the end of a photo is no row of its own')
})

test('two libraries that send and purge the same photo at once never lose a byte that is promised', async () => {
  await using it = await startTrash()
  await it.server.addAccount('ben')
  const ben = await it.server.signIn('ben')
  const bytes = bytesOf(9)
  const sha256 = shaOf(bytes)
  const { store } = it.server.ports
  const drop = (member: Member) => store.write(member.libraryId, (writer) => writer.dropBlob(sha256))
  for (let turn = 0; turn < 15; turn++) {
    await Promise.all([
      it.ana.put(bytes).then(async (response) => assert.equal(response.status, 200)),
      drop(ben).then(() => it.round()),
      ben.put(bytes),
      it.round(),
      turn % 3 === 0 ? drop(it.ana) : null,
      it.round(),
    ])
    for (const { libraryId } of [it.ana, ben]) {
      const row = await store.read(libraryId, (reader) => reader.blob(sha256))
      if (row !== null) assert.ok(existsSync(fileOf(it.server, sha256)), 'a row without bytes')
    }
  }
})

test('usage tells what the bytes serve, in step with every change', async () => {
  await using it = await startTrash()
  const { id } = await it.add(1)
  await it.add(2)
  const byKind = async () => {
    const response = await it.ana.inLibrary('GET', 'usage')
    const told: unknown = await response.json()
    assert.ok(typeof told === 'object' && told !== null && 'byKind' in told && told.byKind instanceof Object)
    const sum = Object.values(told.byKind).reduce<number>((all, bytes) => all + Number(bytes), 0)
    assert.equal(sum, usageSchema.parse(told).usedBytes)
    return told.byKind
  }
  const nothing = { originals: 0, edits: 0, trash: 0, quarantine: 0, unnamed: 0 }
  assert.deepEqual(await byKind(), { ...nothing, originals: 200 })
  await it.act([trash(id)])
  assert.deepEqual(await byKind(), { ...nothing, originals: 100, trash: 100 })
  await it.act([deleteForGood(id)])
  assert.deepEqual(await byKind(), { ...nothing, originals: 100, quarantine: 100 })
  await it.pass(TRASH_KEPT_MS + 1)
  assert.deepEqual(await byKind(), { ...nothing, originals: 100 })
})
