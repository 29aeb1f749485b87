import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import type { LibraryId, Sha256 } from '@rollcall/protocol'
import { TRASH_KEPT_MS } from '@rollcall/protocol'
import type { Blobs, Store } from '@rollcall/server'
import { endTrash } from '@rollcall/server'
import { deleteForGood, startTrash, trash } from './trash-harness.ts'

const PAST_MS = TRASH_KEPT_MS + 1

test('a file that cannot be removed keeps no other from being removed, and is told', async () => {
  await using it = await startTrash()
  const photos = [await it.add(1), await it.add(2), await it.add(3)]
  await it.act(photos.flatMap(({ id }) => [trash(id), deleteForGood(id)]))
  await it.round()
  it.server.pass(PAST_MS)
  const stuck = photos.map(({ sha256 }) => sha256).toSorted()[0]
  const blobs: Pick<Blobs, 'remove'> = {
    remove: async (sha256, isUnneeded) => {
      if (sha256 === stuck) throw new Error('not permitted')
      return await it.server.ports.blobs.remove(sha256, isUnneeded)
    },
  }
  await assert.rejects(endTrash({ ...it.server.ports, blobs }), /not permitted/)
  const fileOf = (sha256: Sha256) =>
    `${it.server.folder}/blobs/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`
  const left = photos.map(({ sha256 }) => sha256).filter((sha256) => existsSync(fileOf(sha256)))
  assert.deepEqual(left, [stuck])
  assert.equal((await it.round()).removedFiles, 1)
})

test('a library in which something is broken keeps no other from ending its trash', async () => {
  await using it = await startTrash()
  const libraries = [it.ana.libraryId, await it.server.addAccount('ben')]
  const [broken] = (await it.server.ports.store.accounts.libraries()).map(({ libraryId }) => libraryId)
  const rounds: LibraryId[] = []
  const store: Store = {
    ...it.server.ports.store,
    read: async (libraryId, work) => {
      if (libraryId === broken) throw new Error('broken')
      rounds.push(libraryId)
      return await it.server.ports.store.read(libraryId, work)
    },
  }
  await assert.rejects(endTrash({ ...it.server.ports, store }), /broken/)
  assert.deepEqual(new Set(rounds), new Set(libraries.filter((libraryId) => libraryId !== broken)))
})
