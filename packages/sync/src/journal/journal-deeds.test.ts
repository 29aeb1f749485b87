import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Batch, Intent } from '@rollcall/protocol'
import { BATCH_CHANGES_MAX, libraryRecordSchema } from '@rollcall/protocol'
import fc from 'fast-check'
import type { SentIntent } from '../test-kit/journal-library.ts'
import { createJournalLibrary, sampleBatchId } from '../test-kit/journal-library.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId, sampleClientId } from '../test-kit/sample-asset.ts'
import { batchIdOf } from './batch-id.ts'
import { pruneJournal } from './journal-book.ts'

const PHOTOS = 1_200
const MINUTE = 60_000
const ANA = sampleClientId(1)
const BEN = sampleClientId(2)

function openLibrary(options: { readonly batchesKept?: number } = {}, photos = PHOTOS) {
  const library = createMemoryDraft(Array.from({ length: photos }, (_, index) => sampleAsset(index + 1)))
  return { library, journal: createJournalLibrary(library, options) }
}

const caption = (mark: number, value = 'rain'): Intent => ({
  op: 'setCaption',
  args: { assetId: sampleAssetId(mark), value },
})
const trash = (mark: number): Intent => ({ op: 'trash', args: { assetId: sampleAssetId(mark) } })

/** How many of which operations each row counts, oldest first. */
const countsOf = (rows: readonly Batch[]) => rows.map(({ counts }) => counts)

test('[S102] journalDeeds() puts what a client does within ten minutes into one batch', () => {
  const { journal } = openLibrary()
  journal.push(ANA, [caption(1), caption(2)])
  journal.pass(9 * MINUTE)
  journal.push(ANA, [caption(3)])
  journal.pass(9 * MINUTE)
  journal.push(ANA, [caption(4)])
  assert.deepEqual(countsOf(journal.rows()), [{ setCaption: 4 }])
  journal.pass(11 * MINUTE)
  journal.push(ANA, [caption(5)])
  assert.deepEqual(countsOf(journal.rows()), [{ setCaption: 4 }, { setCaption: 1 }])
})

test('journalDeeds() goes by when things were done, not by when they arrived', () => {
  const { journal } = openLibrary()
  const sent: SentIntent[] = [
    { ...caption(1), ageMs: 120 * MINUTE },
    { ...caption(2), ageMs: 119 * MINUTE },
    caption(3),
  ]
  journal.push(ANA, sent)
  const [first, second] = journal.rows()
  assert.deepEqual([first?.counts, second?.counts], [{ setCaption: 2 }, { setCaption: 1 }])
  assert.equal(first?.startedAt, journal.now() - 120 * MINUTE)
  assert.equal(first?.endedAt, journal.now() - 119 * MINUTE)
})

test('[S102] journalDeeds() keeps clients, imports, deletions and edits apart', () => {
  const { journal } = openLibrary()
  journal.push(ANA, [caption(1), trash(2), caption(3)])
  journal.push(BEN, [caption(4)])
  journal.push(ANA, [trash(5), { op: 'restore', args: { assetId: sampleAssetId(5) } }])
  assert.deepEqual(
    journal.rows().map(({ clientId, counts }) => [clientId, counts]),
    [
      [ANA, { setCaption: 2, restore: 1 }],
      [ANA, { trash: 2 }],
      [BEN, { setCaption: 1 }],
    ],
  )
})

test('[S102] journalDeeds() follows the batch that a mutation names, whatever comes in between', () => {
  const { journal } = openLibrary()
  const [one, other] = [1, 2].map((mark) => ({ id: sampleBatchId(mark), undoes: null }))
  assert.ok(one !== undefined && other !== undefined)
  journal.push(ANA, [{ ...caption(1), batch: one }, { ...caption(2), batch: other }, caption(3)])
  journal.pass(60 * MINUTE)
  journal.push(ANA, [{ ...trash(4), batch: one }])
  journal.push(BEN, [{ ...caption(5), batch: one }])
  const entry = journal.entry(one.id)
  assert.deepEqual([entry.counts, entry.clientId], [{ setCaption: 2, trash: 1 }, ANA])
  assert.deepEqual(journal.entry(other.id).counts, { setCaption: 1 })
  const ofOne = journal.rows().filter(({ batchId }) => batchId === one.id)
  assert.deepEqual(
    ofOne.map(({ key, clientId }) => [key, clientId]),
    [
      [one.id, ANA],
      [`${one.id}.2`, BEN],
    ],
  )
})

test('[S103] journalDeeds() splits a batch into rows of at most so many changes, all of one push or of many', () => {
  const { journal } = openLibrary()
  const batch = { id: sampleBatchId(1), undoes: null }
  const marks = Array.from({ length: PHOTOS }, (_, index) => index + 1)
  const sent = marks.map((mark) => ({ ...caption(mark, ''), batch }))
  journal.push(ANA, sent.slice(0, 700))
  journal.push(ANA, sent.slice(700))
  const rows = journal.rows()
  assert.deepEqual(
    rows.map(({ key, changes }) => [key.slice(32), changes.length]),
    [
      ['', 500],
      ['.2', 200],
      ['.3', 500],
    ],
  )
  assert.ok(rows.every(({ changes }) => changes.length <= BATCH_CHANGES_MAX))
  assert.equal(journal.entry(batch.id).changes.length, PHOTOS)
  assert.deepEqual(journal.entry(batch.id).counts, { setCaption: PHOTOS })
})

test('[S103] journalDeeds() lets no row grow without end: neither in what it holds nor in how often it is sent again', () => {
  const { journal } = openLibrary()
  for (let mark = 1; mark <= 400; mark++) journal.push(ANA, [caption(mark)])
  const rows = journal.rows()
  assert.ok(rows.length > 2)
  for (const row of rows) assert.ok(JSON.stringify(row).length < 17 * 1024)
  assert.equal(new Set(rows.map(({ batchId }) => batchId)).size, 1)
  const long = 'x'.repeat(10_000)
  journal.push(
    BEN,
    Array.from({ length: 100 }, (_, index) => caption(index + 1, long)),
  )
  for (const row of journal.rows()) assert.ok(JSON.stringify(row).length < 160 * 1024)
})

test('[S104] journalDeeds() writes every row once a push, and none when nothing happened', () => {
  const { library, journal } = openLibrary()
  const before = library.headSeq()
  journal.push(
    ANA,
    [1, 2, 3, 4].map((mark) => caption(mark)),
  )
  assert.equal(library.headSeq(), before + 5)
  journal.push(ANA, [{ op: 'setCaption', args: { assetId: sampleAssetId(0xffff), value: 'x' } }])
  assert.equal(library.headSeq(), before + 5)
})

test('journalDeeds() tells created assets as ranges of their numbers', () => {
  const { library } = openLibrary()
  const hashes = Object.fromEntries(
    [2_001, 2_002, 2_003].map((mark) => [sampleAsset(mark).primarySha256, 1_000]),
  )
  const world = createMemoryDraft([...library.assets.values()], hashes)
  const own = createJournalLibrary(world)
  const create = (mark: number): Intent => ({
    op: 'create',
    args: {
      assetId: sampleAssetId(mark),
      copyNo: 0,
      kind: 'photo',
      takenAt: 0,
      takenFrom: 'file_time',
      resources: sampleAsset(mark).resources,
      source: 'automatic',
    },
  })
  own.push(ANA, [create(2_001), create(2_002), create(2_001)])
  own.push(BEN, [create(2_003)])
  assert.deepEqual(
    own.rows().map(({ created, counts }) => [created, counts]),
    [
      [[[PHOTOS + 1, PHOTOS + 2]], { create: 2 }],
      [[[PHOTOS + 3, PHOTOS + 3]], { create: 1 }],
    ],
  )
  assert.deepEqual(own.entries()[1]?.created, [sampleAssetId(2_001), sampleAssetId(2_002)])
})

test('journalDeeds() writes what the wire allows', () => {
  const { journal } = openLibrary()
  journal.push(ANA, [
    caption(1),
    trash(1),
    { op: 'setRating', args: { assetId: sampleAssetId(1), value: 2 } },
  ])
  for (const row of journal.rows())
    assert.deepEqual(libraryRecordSchema.parse(JSON.parse(JSON.stringify(row))), row)
})

test('[S105] journalDeeds() drops the oldest rows beyond what is kept, just as pruneJournal() tells a client to', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(2), { maxLength: 14 }),
      (batchesKept, pushes) => {
        const { journal } = openLibrary({ batchesKept }, 14)
        let held = new Map<string, Batch>()
        for (const [index, who] of pushes.entries()) {
          journal.push(sampleClientId(who), [index % 3 === 0 ? trash(index + 1) : caption(index + 1)])
          if (index % 4 === 3) journal.pass(20 * MINUTE)
          if (index % 2 === 0) continue // the client is away every other time
          held = new Map([...held, ...journal.rows().map((row) => [row.key, row] as const)])
          for (const key of pruneJournal(held.values(), batchesKept)) held.delete(key)
          const inOrder = [...held.values()].toSorted((one, other) => one.firstSeq - other.firstSeq)
          assert.deepEqual(inOrder, journal.rows())
        }
        assert.ok(journal.rows().length <= batchesKept)
      },
    ),
  )
})

test('[S106] batchIdOf() gives every place of every line an id of its own', () => {
  const ids = [ANA, BEN].flatMap((client) =>
    Array.from({ length: 1_000 }, (_, index) => batchIdOf(client, index + 1)),
  )
  assert.equal(new Set(ids).size, 2_000)
  assert.ok(ids.every((id) => /^[0-9a-f]{32}$/.test(id)))
  assert.notEqual(batchIdOf(ANA, 1), ANA)
})

test('[S103] journalDeeds() writes over no row that a copy of the client has gone on with', () => {
  const { journal } = openLibrary()
  const batch = { id: sampleBatchId(1), undoes: null }
  const some = (from: number) =>
    Array.from({ length: 300 }, (_, index) => ({ ...caption(from + index, 'rain '.repeat(9)), batch }))
  journal.push(ANA, some(1))
  journal.push(BEN, some(301))
  journal.push(ANA, some(601))
  const told = journal.rows().flatMap(({ changes }) => changes.map(({ assetId }) => assetId))
  assert.deepEqual([told.length, new Set(told).size], [900, 900])
})

test('journalDeeds() writes rows that every device can read, however old an edit says it is', () => {
  const { journal } = openLibrary()
  journal.push(ANA, [{ ...caption(1), ageMs: Number.MAX_SAFE_INTEGER }])
  for (const row of journal.rows()) assert.equal(libraryRecordSchema.safeParse(row).error, undefined)
  assert.equal(journal.rows().length, 1)
})

test('journalDeeds() loses nothing of a push whose edits do not come in order of their time', () => {
  const { journal } = openLibrary()
  journal.push(ANA, [caption(1)])
  journal.pass(30 * MINUTE)
  journal.push(ANA, [
    { ...caption(2), ageMs: 25 * MINUTE },
    caption(3),
    { ...caption(4), ageMs: 24 * MINUTE },
  ])
  const told = journal.rows().flatMap(({ changes }) => changes.map(({ assetId }) => assetId))
  assert.deepEqual(new Set(told), new Set([1, 2, 3, 4].map(sampleAssetId)))
  assert.deepEqual(countsOf(journal.rows()), [{ setCaption: 3 }, { setCaption: 1 }])
})
