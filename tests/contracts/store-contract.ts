import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AssetId, Sha256, UploadId } from '@rollcall/protocol'
import type { Store } from '@rollcall/server'
import { accountCases } from './account-cases.ts'
import { journalCases } from './journal-cases.ts'
import { segmentCases } from './segment-cases.ts'
import type { StoreCases } from './store-rows.ts'
import { asset, assetId, CLIENT, DEVICE, hex, newAccount, newLibrary, putAsset, sha } from './store-rows.ts'
import { trashCases } from './trash-cases.ts'

/** What every {@link Store} must do, run on a fresh one for each test. */
export function storeContract(name: string, makeStore: () => Promise<Store>): void {
  const cases: StoreCases = {
    ...orderCases,
    ...assetCases,
    ...pushCases,
    ...byteCases,
    ...trashCases,
    ...accountCases,
    ...segmentCases,
    ...journalCases,
  }
  for (const [claim, run] of Object.entries(cases)) {
    test(`${name}: ${claim}`, async () => {
      const store = await makeStore()
      try {
        await run(store)
      } finally {
        await store.close()
      }
    })
  }
}

const orderCases: StoreCases = {
  'write() keeps nothing when its callback throws': async (store) => {
    const { libraryId } = await newLibrary(store)
    const failing = store.write(libraryId, (writer) => {
      putAsset(writer, 1)
      throw new Error('stop')
    })
    await assert.rejects(failing, /stop/)
    const after = await store.read(libraryId, (reader) => [
      reader.library().headSeq,
      reader.asset(assetId(1)),
    ])
    assert.deepEqual(after, [0, null])
  },

  'write() refuses a callback that answers a promise': async (store) => {
    const { libraryId } = await newLibrary(store)
    await assert.rejects(store.write(libraryId, async (writer) => writer.nextSeq()))
    assert.equal(await store.read(libraryId, (reader) => reader.library().headSeq), 0)
  },

  'read() and write() reject for a library that does not exist': async (store) => {
    const { libraryId } = newAccount(99)
    await assert.rejects(store.read(libraryId, () => null))
    await assert.rejects(store.write(libraryId, () => null))
  },

  'putAsset() throws for a seq that was not taken in this turn': async (store) => {
    const { libraryId } = await newLibrary(store)
    await store.write(libraryId, (writer) => putAsset(writer, 1))
    await assert.rejects(store.write(libraryId, (writer) => writer.putAsset(asset(1, { seq: 1 }))))
    await assert.rejects(store.write(libraryId, (writer) => writer.putAsset(asset(2, { seq: 2 }))))
  },

  '[R10] writers at the same time get a seq each, and a reader that pages by head misses none': async (
    store,
  ) => {
    const { libraryId } = await newLibrary(store)
    const seen = new Set<AssetId>()
    let writing = true
    const reading = (async () => {
      let cursor = 0
      for (let last = false; !last; ) {
        last = !writing
        const [head, page] = await store.read(libraryId, (reader) => {
          const to = reader.library().headSeq
          return [to, reader.assetsBySeq(cursor, to, 7)] as const
        })
        for (const { id, seq } of page) {
          assert.ok(seq > cursor && seq <= head)
          cursor = seq
          seen.add(id)
        }
        if (page.length > 0) last = false
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    const writer = async (first: number) => {
      for (let index = first; index < first + 40; index++) {
        await store.write(libraryId, (turn) => putAsset(turn, index))
        if (index % 3 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await Promise.all([writer(0), writer(100), writer(200), writer(300)])
    writing = false
    await reading
    assert.equal(seen.size, 160)
    const numbers = await store.read(libraryId, (reader) =>
      reader.assetsBySeq(0, 160, 1000).map((row) => row.no),
    )
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      Array.from({ length: 160 }, (_, index) => index + 1),
    )
  },

  '[R10] assetsBySeq() answers nothing above the bound, in order of seq, and a moved asset once': async (
    store,
  ) => {
    const { libraryId } = await newLibrary(store)
    await store.write(libraryId, (writer) => {
      for (let index = 1; index <= 4; index++) putAsset(writer, index)
      writer.putAsset({ ...asset(2, { seq: writer.nextSeq() }), no: 2 })
    })
    const rows = (after: number, upTo: number, limit: number) =>
      store.read(libraryId, (reader) => reader.assetsBySeq(after, upTo, limit).map((row) => row.seq))
    assert.deepEqual(await rows(0, 5, 10), [1, 3, 4, 5])
    assert.deepEqual(await rows(1, 4, 10), [3, 4])
    assert.deepEqual(await rows(0, 5, 2), [1, 3])
  },

  '[R11] breakEpoch() raises the epoch and keeps the head': async (store) => {
    const { libraryId } = await newLibrary(store)
    await store.write(libraryId, (writer) => putAsset(writer, 1))
    const before = await store.read(libraryId, (reader) => reader.library())
    await store.write(libraryId, (writer) => writer.breakEpoch())
    const after = await store.read(libraryId, (reader) => reader.library())
    assert.deepEqual(after, { ...before, epoch: before.epoch + 1 })
  },
}

const assetCases: StoreCases = {
  'an asset comes back whole, with fields that this release does not know': async (store) => {
    const { libraryId } = await newLibrary(store)
    const strange = { ...asset(1, { seq: 1 }), weather: { wind: 3 } }
    await store.write(libraryId, (writer) => {
      writer.nextSeq()
      writer.putAsset(strange)
    })
    assert.deepEqual(await store.read(libraryId, (reader) => reader.asset(strange.id)), strange)
  },

  'assetsWithBlob() finds assets by any resource, and forgets one that was taken away': async (store) => {
    const { libraryId } = await newLibrary(store)
    const withBlob = (index: number) =>
      store.read(libraryId, (reader) => reader.assetsWithBlob(sha(index)).map((row) => row.no))
    await store.write(libraryId, (writer) => {
      const [first] = asset(1, { seq: 1 }).resources
      assert.ok(first)
      putAsset(writer, 1)
      writer.putAsset({
        ...asset(2, { seq: writer.nextSeq() }),
        no: writer.nextNo(),
        resources: [
          first,
          { ...first, role: 'motion', sha256: sha(2) },
          { ...first, role: 'raw', sha256: sha(2) },
        ],
      })
    })
    assert.deepEqual([await withBlob(1), await withBlob(2)], [[1, 2], [2]])
    await store.write(libraryId, (writer) =>
      writer.putAsset({ ...asset(2, { seq: writer.nextSeq() }), no: 2 }),
    )
    assert.deepEqual([await withBlob(1), await withBlob(2)], [[1], [2]])
  },

  'libraries do not see each other': async (store) => {
    const one = await newLibrary(store)
    const other = await newLibrary(store)
    await store.write(one.libraryId, (writer) => {
      putAsset(writer, 1)
      writer.putBlob({ sha256: sha(1), bytes: 5, state: 'durable', verifiedAt: 1 })
    })
    const seen = await store.read(other.libraryId, (reader) => ({
      asset: reader.asset(assetId(1)),
      rows: reader.assetsBySeq(0, 100, 10),
      withBlob: reader.assetsWithBlob(sha(1)),
      blob: reader.blob(sha(1)),
      head: reader.library().headSeq,
    }))
    assert.deepEqual(seen, { asset: null, rows: [], withBlob: [], blob: null, head: 0 })
  },
}

const pushCases: StoreCases = {
  '[R12] a client line and its outcomes are kept with the effects': async (store) => {
    const { libraryId } = await newLibrary(store)
    await store.write(libraryId, (writer) => {
      assert.equal(writer.clientLine(CLIENT), null)
      writer.putClientLine(CLIENT, DEVICE, { lastMutation: 3, nonce: 'aa' })
      writer.putOutcome({ clientId: CLIENT, n: 2, outcome: { kind: 'unchanged' } }, null)
      writer.putOutcome(
        { clientId: CLIENT, n: 3, outcome: { kind: 'superseded', facts: { lost: true } } },
        null,
      )
    })
    await store.write(libraryId, (writer) =>
      writer.putClientLine(CLIENT, DEVICE, { lastMutation: 4, nonce: 'bb' }),
    )
    const kept = await store.read(libraryId, (reader) => ({
      line: reader.clientLine(CLIENT),
      outcomes: [...reader.outcomes(CLIENT, 1, 2)],
    }))
    assert.deepEqual(kept, { line: { lastMutation: 4, nonce: 'bb' }, outcomes: [[2, { kind: 'unchanged' }]] })
  },
}

const byteCases: StoreCases = {
  'used bytes move with the blobs: charged once, given back when lost': async (store) => {
    const { libraryId } = await newLibrary(store)
    const put = (index: number, bytes: number, state: 'durable' | 'lost') =>
      store.write(libraryId, (writer) => {
        writer.putBlob({ sha256: sha(index), bytes, state, verifiedAt: 7 })
        return writer.library().usedBytes
      })
    assert.equal(await put(1, 100, 'durable'), 100)
    assert.equal(await put(1, 100, 'durable'), 100)
    assert.equal(await put(2, 30, 'durable'), 130)
    assert.equal(await put(1, 100, 'lost'), 30)
    assert.equal(await put(1, 100, 'lost'), 30)
    assert.equal(await put(1, 100, 'durable'), 130)
    assert.equal(await store.read(libraryId, (reader) => reader.library().usedBytes), 130)
  },

  'blobsAfter() pages through every blob in order of hash': async (store) => {
    const { libraryId } = await newLibrary(store)
    await store.write(libraryId, (writer) => {
      for (const index of [5, 1, 4, 2, 3]) {
        writer.putBlob({ sha256: sha(index), bytes: 1, state: 'durable', verifiedAt: 7 })
      }
    })
    const page = (after: Sha256 | null) =>
      store.read(libraryId, (reader) => reader.blobsAfter(after, 2).map((row) => row.sha256))
    assert.deepEqual(await page(null), [sha(1), sha(2)])
    assert.deepEqual(await page(sha(4)), [sha(5)])
    assert.deepEqual(await page(sha(5)), [])
  },

  'an upload holds its reservation until it is closed': async (store) => {
    const { libraryId } = await newLibrary(store)
    const uploadId = hex(7) as UploadId
    const upload = {
      uploadId,
      sha256: sha(1),
      bytes: 20,
      partDigests: [sha(2), sha(3)],
      received: [0, 0],
      expiresAt: 50,
    }
    const reserved = () => store.read(libraryId, (reader) => reader.library().reservedBytes)
    await store.write(libraryId, (writer) => writer.openUpload(upload))
    assert.equal(await reserved(), 20)
    await store.write(libraryId, (writer) => {
      writer.markPart(uploadId, 1, 60)
      writer.markPart(uploadId, 1, 60)
    })
    const marked = { ...upload, received: [0, 1], expiresAt: 60 }
    const found = await store.read(libraryId, (reader) => ({
      byId: reader.upload(uploadId),
      byHash: reader.uploadOf(sha(1)),
      at59: reader.uploadsExpiredAt(59),
      at60: reader.uploadsExpiredAt(60),
    }))
    assert.deepEqual(found, { byId: marked, byHash: marked, at59: [], at60: [marked] })
    await store.write(libraryId, (writer) => {
      writer.closeUpload(uploadId)
      writer.closeUpload(uploadId)
    })
    assert.equal(await reserved(), 0)
    assert.equal(await store.read(libraryId, (reader) => reader.upload(uploadId)), null)
  },

  'setQuota() sets and lifts the limit': async (store) => {
    const { libraryId } = await newLibrary(store)
    const quota = () => store.read(libraryId, (reader) => reader.library().quotaBytes)
    await store.write(libraryId, (writer) => writer.setQuota(10))
    assert.equal(await quota(), 10)
    await store.write(libraryId, (writer) => writer.setQuota(null))
    assert.equal(await quota(), null)
  },
}
