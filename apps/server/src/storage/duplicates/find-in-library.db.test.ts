import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Asset, LibraryId, Media } from '@rollcall/protocol'
import { accountIdSchema, assetIdSchema, libraryIdSchema, sha256Schema } from '@rollcall/protocol'
import { findOffers } from '@rollcall/sync'
import { createSqliteStore } from '../../store/sqlite-store.ts'
import type { Store } from '../../store/store.ts'
import type { FoundDuplicates } from './duplicate-book.ts'
import { createDuplicateBook } from './duplicate-book.ts'
import { beginSearch, findInLibrary } from './find-in-library.ts'

const LIBRARY = libraryIdSchema.parse('b'.repeat(32))

/** Two that look alike, one that looks like the second only, one apart, one in one colour, and none. */
const LOOKS = [
  '5a3c96f01e2d4b87',
  '5a3c96f01e2d4b80',
  '5a3c96f01e2d4bf8',
  'c0ffee00c0ffee00',
  '0'.repeat(16),
  null,
]

const MEDIA: Media = {
  ...{ width: 4_000, height: 3_000, subtypes: [], warnings: [], make: null, model: null, lens: null },
  ...{ exposure: { iso: null, fNumber: null, seconds: null, focalLengthMm: null }, place: null },
  ...{ offsetMinutes: null, thumbhash: null, colour: null, contentId: null, burstId: null, durationMs: null },
}

interface Made {
  readonly mark: number
  readonly look: number
  readonly files: readonly number[]
  readonly takenAt: number
  readonly kind: 'photo' | 'video'
  readonly state: 'live' | 'trashed'
  readonly hidden: boolean
}

const someMade = fc.record({
  mark: fc.integer({ min: 1, max: 12 }),
  look: fc.nat({ max: LOOKS.length - 1 }),
  files: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 2 }),
  takenAt: fc.constantFrom(0, 1_000, 5_000),
  kind: fc.constantFrom('photo' as const, 'photo' as const, 'video' as const),
  state: fc.constantFrom('live' as const, 'live' as const, 'live' as const, 'trashed' as const),
  hidden: fc.constantFrom(false, false, false, true),
})

async function openLibrary() {
  const store = createSqliteStore(':memory:')
  await store.accounts.create({
    ...{ accountId: accountIdSchema.parse('a'.repeat(32)), name: 'ana', passwordHash: '', isOwner: true },
    ...{ libraryId: LIBRARY, idKey: '00', quotaBytes: null, now: 0 },
  })
  return store
}

async function putMade(store: Store, made: readonly Made[]): Promise<void> {
  await store.write(LIBRARY, (writer) => {
    for (const { mark, look, files, takenAt, kind, state, hidden } of made) {
      const id = assetIdSchema.parse(mark.toString(16).padStart(32, 'a'))
      const resources = files.map((file) => {
        const sha256 = sha256Schema.parse(String(file).repeat(64))
        writer.putBlob({ sha256, bytes: 1_000 + file, state: 'durable', verifiedAt: 1 })
        const named = { role: 'still', name: 'a.jpg', mime: 'image/jpeg', state: 'present' } as const
        return { ...named, sha256, bytes: 1_000 + file, modifiedAt: 0 }
      })
      const [first] = resources
      assert.ok(first)
      writer.putAsset({
        ...{
          id,
          no: writer.asset(id)?.no ?? writer.nextNo(),
          seq: writer.nextSeq(),
          kind,
          takenAt,
          resources,
        },
        ...{ primarySha256: first.sha256, takenFrom: 'exif_original', favourite: false, caption: '' },
        ...{ state, hidden, trashedAt: null, trashedBy: null, edits: {} },
        media: { ...MEDIA, lookHash: LOOKS[look] ?? null },
      })
    }
  })
}

/** What a device would offer that holds the library whole. */
async function offeredOnDevice(store: Store) {
  const assets: readonly Asset[] = await store.read(LIBRARY, (reader) => reader.assetsBySeq(0, 1e9, 1_000))
  return findOffers(assets).find(({ offer }) => offer.kind === 'duplicates')?.offer ?? null
}

const offerNow = (store: Store, found: FoundDuplicates) =>
  store.read(LIBRARY, (reader) => reader.duplicatesOffer(found))

test('findInLibrary() finds what a device finds, begun anew and brought up to date, whatever changes meanwhile', async () => {
  const steps = fc.array(
    fc.record({
      before: fc.array(someMade, { maxLength: 8 }),
      meanwhile: fc.array(someMade, { maxLength: 2 }),
      isEpochBroken: fc.constantFrom(false, false, false, false, true),
    }),
    { minLength: 1, maxLength: 6 },
  )
  let offers = 0
  await fc.assert(
    fc.asyncProperty(steps, async (rounds) => {
      const store = await openLibrary()
      const search = beginSearch()
      let last: FoundDuplicates | null = null
      for (const { before, meanwhile, isEpochBroken } of rounds) {
        await putMade(store, before)
        if (isEpochBroken) await store.write(LIBRARY, (writer) => writer.breakEpoch())
        const left = [...meanwhile]
        const breathe = async () => putMade(store, left.splice(0, 1))
        last = await findInLibrary({ store, now: () => 7, breathe }, LIBRARY, search, last)
        const still = { store, now: () => 7, breathe: async () => {} }
        const anew = await findInLibrary(still, LIBRARY, beginSearch(), null)
        last = await findInLibrary(still, LIBRARY, search, last)
        const expected = await offeredOnDevice(store)
        assert.deepEqual(await offerNow(store, last), expected)
        assert.deepEqual(await offerNow(store, anew), expected)
        if (expected !== null) offers++
      }
      await store.close()
    }),
    { numRuns: 150 },
  )
  assert.ok(offers > 50, `only ${offers} offers were compared`)
})

test('duplicatesOffer() gains what it says at the moment, and offers nothing any more when one of them has gone', async () => {
  const store = await openLibrary()
  const twin = { kind: 'photo', state: 'live', hidden: false, takenAt: 0, look: 0 } as const
  await putMade(store, [
    { ...twin, mark: 1, files: [1, 2] },
    { ...twin, mark: 2, files: [3] },
  ])
  const find = { store, now: () => 7, breathe: async () => {} }
  const found = await findInLibrary(find, LIBRARY, beginSearch(), null)
  assert.equal((await offerNow(store, found))?.bytes, 1_003)
  // Somebody else needs the bytes of the one that would go.
  await putMade(store, [{ ...twin, mark: 3, look: 3, files: [4, 3] }])
  assert.equal(await offerNow(store, found), null)
  await putMade(store, [{ ...twin, mark: 3, look: 3, files: [4] }])
  assert.equal((await offerNow(store, found))?.bytes, 1_003)
  for (const gone of [
    { mark: 1, files: [1, 2], state: 'trashed' as const },
    { mark: 2, files: [3], hidden: true },
  ]) {
    await putMade(store, [{ ...twin, ...gone }])
    assert.equal(await offerNow(store, found), null)
    await putMade(store, [{ ...twin, mark: gone.mark, files: gone.files }])
  }
  await store.close()
})

test('createDuplicateBook() says at once what is known, asks for what is not up to date, and offers nothing of another epoch', async () => {
  const store = await openLibrary()
  const twin = { kind: 'photo', state: 'live', hidden: false, takenAt: 0, look: 0 } as const
  await putMade(store, [
    { ...twin, mark: 1, files: [1] },
    { ...twin, mark: 2, files: [2] },
  ])
  const book = createDuplicateBook()
  let asked = 0
  book.onAsk(() => asked++)
  const ask = (libraryId: LibraryId) => store.read(libraryId, (reader) => book.ask(libraryId, reader))
  assert.deepEqual(await ask(LIBRARY), { foundAt: null, isLooking: true, offer: null })
  assert.deepEqual([asked, book.isAsked(LIBRARY)], [1, true])
  const find = { store, now: () => 7, breathe: async () => {} }
  book.begin(LIBRARY)
  book.put(LIBRARY, await findInLibrary(find, LIBRARY, beginSearch(), null))
  const known = await ask(LIBRARY)
  assert.deepEqual([known.foundAt, known.isLooking, known.offer?.items], [7, false, 1])
  assert.deepEqual([asked, book.isAsked(LIBRARY)], [1, false])
  await putMade(store, [{ ...twin, mark: 3, look: 3, files: [3] }])
  const older = await ask(LIBRARY)
  assert.deepEqual([older.foundAt, older.isLooking, older.offer?.items], [7, true, 1])
  assert.deepEqual([asked, book.isAsked(LIBRARY)], [2, true])
  await store.write(LIBRARY, (writer) => writer.breakEpoch())
  assert.deepEqual(await ask(LIBRARY), { foundAt: 7, isLooking: true, offer: null })
  await store.close()
})
