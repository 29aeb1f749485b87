import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset } from '@rollcall/protocol'
import { accountIdSchema, assetIdSchema, libraryIdSchema, sha256Schema } from '@rollcall/protocol'
import { createSqliteStore } from '../store/sqlite-store.ts'
import { findOffersIn, rememberOffers } from './known-offers.ts'

const LIBRARY = libraryIdSchema.parse('b'.repeat(32))

function videoOf(mark: number, seq: number): Asset {
  const sha256 = sha256Schema.parse(String(mark).repeat(64))
  const file = { role: 'still', sha256, bytes: 200_000_000, name: 'a.mov', mime: 'video/mp4' } as const
  return {
    ...{ id: assetIdSchema.parse(String(mark).repeat(32)), no: mark, seq, kind: 'video', takenAt: 0 },
    ...{ primarySha256: sha256, takenFrom: 'file_time', favourite: false, caption: '', state: 'live' },
    ...{ trashedAt: null, trashedBy: null, edits: {} },
    resources: [{ ...file, modifiedAt: 0, state: 'present' }],
  }
}

test('rememberOffers() works out what is offered when an asset has changed, and not when a record has', async () => {
  const store = createSqliteStore(':memory:')
  await store.accounts.create({
    ...{ accountId: accountIdSchema.parse('a'.repeat(32)), name: 'ana', passwordHash: '', isOwner: true },
    ...{ libraryId: LIBRARY, idKey: '00', quotaBytes: null, now: 0 },
  })
  const offersOf = rememberOffers()
  const ask = () => store.read(LIBRARY, (reader) => offersOf(LIBRARY, reader, null))
  const items: number[] = []
  for (const mark of [1, 2, 3]) {
    await store.write(LIBRARY, (writer) => {
      const { resources, ...asset } = videoOf(mark, writer.nextSeq())
      for (const { sha256, bytes } of resources)
        writer.putBlob({ sha256, bytes, state: 'durable', verifiedAt: 1 })
      writer.putAsset({ ...asset, resources })
    })
    const offers = await ask()
    assert.deepEqual(offers, await store.read(LIBRARY, findOffersIn))
    assert.equal(await ask(), offers, 'the same answer, not one like it')
    await store.write(LIBRARY, (writer) => writer.nextSeq())
    assert.equal(await ask(), offers, 'what is not about assets changes nothing')
    items.push(offers[0]?.items ?? 0)
  }
  assert.deepEqual(items, [1, 2, 3])
  await store.write(LIBRARY, (writer) => writer.breakEpoch())
  assert.deepEqual(await ask(), await store.read(LIBRARY, findOffersIn))
  await store.close()
})
