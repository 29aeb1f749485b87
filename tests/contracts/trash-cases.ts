import assert from 'node:assert/strict'
import type { Asset, ClientId } from '@rollcall/protocol'
import type { LibraryWriter, Store } from '@rollcall/server'
import type { StoreCases } from './store-rows.ts'
import { asset, assetId, CLIENT, hex, newLibrary, sha } from './store-rows.ts'

const OTHER_CLIENT = hex(5) as ClientId

/** Puts the asset of an index in some state, as a turn does. */
function put(writer: LibraryWriter, index: number, changes: Partial<Asset> = {}): void {
  writer.putAsset({ ...asset(index, { seq: writer.nextSeq() }), ...changes })
}

function putBlob(writer: LibraryWriter, index: number, bytes: number): void {
  writer.putBlob({ sha256: sha(index), bytes, state: 'durable', verifiedAt: 7 })
}

/** What serves what, without the kinds that have no bytes. */
async function kindsOf(store: Store, libraryId: Awaited<ReturnType<typeof newLibrary>>['libraryId']) {
  const { kinds, used } = await store.read(libraryId, (reader) => ({
    kinds: reader.bytesByKind(),
    used: reader.library().usedBytes,
  }))
  const sum = Object.values(kinds).reduce((all, bytes) => all + bytes, 0)
  assert.equal(sum, used, 'bytes by kind make up the used bytes')
  return Object.fromEntries(Object.entries(kinds).filter(([, bytes]) => bytes !== 0))
}

/** What is leaving a library, and what its bytes serve. */
export const trashCases: StoreCases = {
  'liveAssets() follows every change of state': async (store) => {
    const { libraryId } = await newLibrary(store)
    const live = async (work: (writer: LibraryWriter) => void) => {
      await store.write(libraryId, work)
      return await store.read(libraryId, (reader) => reader.liveAssets())
    }
    assert.equal(await live(() => {}), 0)
    assert.equal(
      await live((writer) => {
        put(writer, 1)
        put(writer, 2)
        put(writer, 2, { caption: 'again' })
      }),
      2,
    )
    assert.equal(await live((writer) => put(writer, 1, { state: 'trashed', purgeAt: 9 })), 1)
    assert.equal(await live((writer) => put(writer, 2, { state: 'merged', mergedInto: assetId(1) })), 0)
    assert.equal(await live((writer) => put(writer, 1)), 1)
  },

  'bytesByKind() follows assets and blobs, whichever came first': async (store) => {
    const { libraryId } = await newLibrary(store)
    await store.write(libraryId, (writer) => putBlob(writer, 1, 100))
    assert.deepEqual(await kindsOf(store, libraryId), { unnamed: 100 })
    await store.write(libraryId, (writer) => {
      put(writer, 1)
      put(writer, 2)
      putBlob(writer, 2, 30)
    })
    assert.deepEqual(await kindsOf(store, libraryId), { originals: 130 })
    const [still] = asset(3, { seq: 1 }).resources
    assert.ok(still)
    await store.write(libraryId, (writer) => {
      putBlob(writer, 3, 7)
      put(writer, 1, {
        resources: [...asset(1, { seq: 1 }).resources, { ...still, role: 'edit' }],
      })
    })
    assert.deepEqual(await kindsOf(store, libraryId), { originals: 130, edits: 7 })
    await store.write(libraryId, (writer) => put(writer, 2, { state: 'trashed', purgeAt: 9 }))
    assert.deepEqual(await kindsOf(store, libraryId), { originals: 100, edits: 7, trash: 30 })
    await store.write(libraryId, (writer) => put(writer, 2, { state: 'deleted', deletedAt: 9 }))
    assert.deepEqual(await kindsOf(store, libraryId), { originals: 100, edits: 7, quarantine: 30 })
    await store.write(libraryId, (writer) =>
      writer.putBlob({ sha256: sha(2), bytes: 30, state: 'lost', verifiedAt: 7 }),
    )
    assert.deepEqual(await kindsOf(store, libraryId), { originals: 100, edits: 7 })
  },

  'a file of a live asset that is in the trash too is an original, and needed': async (store) => {
    const { libraryId } = await newLibrary(store)
    const shared = asset(1, { seq: 1 }).resources
    const isNeeded = () => store.read(libraryId, (reader) => reader.isBlobNeeded(sha(1)))
    await store.write(libraryId, (writer) => {
      putBlob(writer, 1, 100)
      put(writer, 1, { state: 'deleted', deletedAt: 9 })
      put(writer, 2, { resources: shared })
    })
    assert.deepEqual([await kindsOf(store, libraryId), await isNeeded()], [{ originals: 100 }, true])
    await store.write(libraryId, (writer) => put(writer, 2))
    assert.deepEqual([await kindsOf(store, libraryId), await isNeeded()], [{ quarantine: 100 }, true])
    await store.write(libraryId, (writer) => put(writer, 1, { state: 'deleted', deletedAt: 9, purgedAt: 10 }))
    assert.deepEqual([await kindsOf(store, libraryId), await isNeeded()], [{ unnamed: 100 }, false])
  },

  'what is leaving is found when it is due and was seen in time, the oldest first': async (store) => {
    const { libraryId } = await newLibrary(store)
    const found = (state: 'trashed' | 'deleted', at: number, seenAt: number) =>
      store.read(libraryId, (reader) =>
        reader.leavingSince(state, { at, seenAt }, 10).map((row) => row.assetId),
      )
    const unseen = () =>
      store.read(libraryId, (reader) =>
        reader
          .leavingUnseen(10)
          .map((row) => row.assetId)
          .toSorted(),
      )
    await store.write(libraryId, (writer) => {
      put(writer, 1, { state: 'trashed', purgeAt: 20 })
      put(writer, 2, { state: 'trashed', purgeAt: 10 })
      put(writer, 3, { state: 'deleted', deletedAt: 10 })
      put(writer, 4, { state: 'trashed' })
      put(writer, 5)
    })
    assert.deepEqual(await unseen(), [1, 2, 3, 4].map(assetId))
    assert.deepEqual(await found('trashed', 100, 100), [])
    await store.write(libraryId, (writer) => {
      for (const index of [1, 2, 3, 4]) writer.putSeen(assetId(index), 50)
    })
    assert.deepEqual(await unseen(), [])
    assert.deepEqual(await found('trashed', 20, 50), [4, 2, 1].map(assetId))
    assert.deepEqual(await found('trashed', 19, 50), [4, 2].map(assetId))
    assert.deepEqual(await found('trashed', 20, 49), [])
    assert.deepEqual(await found('deleted', 10, 50), [assetId(3)])
    // What is said of a photo in the trash changes nothing; another day or state begins anew.
    await store.write(libraryId, (writer) => put(writer, 1, { state: 'trashed', purgeAt: 20, caption: 'x' }))
    assert.deepEqual(await unseen(), [])
    await store.write(libraryId, (writer) => {
      put(writer, 1, { state: 'trashed', purgeAt: 21 })
      put(writer, 2, { state: 'deleted', deletedAt: 10 })
      put(writer, 3, { state: 'deleted', deletedAt: 10, purgedAt: 11 })
      put(writer, 4)
    })
    assert.deepEqual(await unseen(), [1, 2].map(assetId))
    assert.deepEqual(await found('deleted', 100, 100), [])
  },

  'dropBlob() gives the charge back once and notes the file for removal': async (store) => {
    const { libraryId } = await newLibrary(store)
    const derivative = {
      kind: 'preview',
      version: 1,
      mime: 'image/webp',
      bytes: 3,
      width: 1,
      height: 1,
    } as const
    await store.write(libraryId, (writer) => {
      putBlob(writer, 1, 100)
      putBlob(writer, 2, 20)
      writer.putDerivative({ ...derivative, sha256: sha(1), digest: '', file: 'files/x', position: 0 })
      writer.dropBlob(sha(1))
      writer.dropBlob(sha(1))
    })
    const after = await store.read(libraryId, (reader) => ({
      blob: reader.blob(sha(1)),
      derivatives: reader.derivatives(sha(1)),
      removals: reader.removals(10),
      isThere: reader.hasDerivativeIn(sha(1), 'files/x'),
    }))
    const removals = [
      { sha256: sha(1), derivative: null },
      { sha256: sha(1), derivative: 'files/x' },
    ]
    assert.deepEqual(after, { blob: null, derivatives: [], removals, isThere: false })
    assert.deepEqual(await kindsOf(store, libraryId), { unnamed: 20 })
    await store.write(libraryId, (writer) => {
      for (const removal of removals) writer.dropRemoval(removal)
    })
    assert.deepEqual(await store.read(libraryId, (reader) => reader.removals(10)), [])
  },

  '[R17] departures count for everybody while they took effect, and for their client while they are held':
    async (store) => {
      const { libraryId } = await newLibrary(store)
      const count = (since: number, client: ClientId) =>
        store.read(libraryId, (reader) => reader.countDepartures(since, client))
      await store.write(libraryId, (writer) => {
        for (const [index, at] of [
          [1, 10],
          [2, 20],
          [3, 30],
        ] as const) {
          writer.putDeparture({ at, clientId: CLIENT, assetId: assetId(index), isHeld: false })
        }
      })
      assert.deepEqual(
        [await count(0, CLIENT), await count(10, OTHER_CLIENT), await count(30, CLIENT)],
        [3, 2, 0],
      )
      const last = (since: number, limit: number) =>
        store.read(libraryId, (reader) => reader.departuresOf(CLIENT, since, limit))
      assert.deepEqual([await last(0, 2), await last(10, 9)], [[3, 2].map(assetId), [3, 2].map(assetId)])
      await store.write(libraryId, (writer) =>
        writer.putDeparture({ at: 40, clientId: CLIENT, assetId: assetId(3), isHeld: true }),
      )
      assert.deepEqual([await count(0, CLIENT), await count(0, OTHER_CLIENT)], [3, 2])
      assert.deepEqual(await last(0, 9), [2, 1].map(assetId))
      await store.write(libraryId, (writer) => writer.forgetDepartures(10, 39))
      assert.equal(await count(0, CLIENT), 1)
    },
}
