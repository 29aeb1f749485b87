import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlbumId, AssetId, Intent, Mutation } from '@rollcall/protocol'
import { overlayOf } from '../client/view-of.ts'
import { createRecordIndex } from '../library/record-index.ts'
import { sampleBatchId } from '../test-kit/journal-library.ts'
import { sampleAsset, sampleAssetId, sampleClientId, sampleResource } from '../test-kit/sample-asset.ts'
import type { JournalRow } from './list-journal.ts'
import { listJournal } from './list-journal.ts'
import { planUndo } from './plan-undo.ts'
import { unsentBatches } from './unsent-batches.ts'

const ALBUM = 'a1'.repeat(16) as AlbumId
const CONTEXT = { clientId: sampleClientId(1), deviceName: 'this device', now: 1_000 }

/** A base of one photo, and an outbox over it. */
function openDevice(intents: readonly Intent[]) {
  const assets = new Map([sampleAsset(1)].map((asset) => [asset.id, asset]))
  const base = { ...createRecordIndex(), asset: (id: AssetId) => assets.get(id) ?? null }
  const outbox: Mutation[] = []
  const queue = (more: readonly Intent[]) => {
    for (const intent of more)
      outbox.push({ ...intent, n: outbox.length + 1, baseSeq: 5, ageMs: 0 } as Mutation)
  }
  queue(intents)
  return {
    queue,
    entries: () => {
      const { batches, created } = unsentBatches(base, outbox, CONTEXT)
      return listJournal(
        batches.map(
          (batch): JournalRow => ({ batch, isSent: false, assetId: (no) => created[no - 1] ?? null }),
        ),
      )
    },
    view: () => {
      const { assets: touched, records } = overlayOf(base, outbox, CONTEXT)
      const { record, recordsIn, entriesWithAsset } = records
      return {
        asset: (id: AssetId) => touched.get(id) ?? base.asset(id),
        record,
        recordsIn,
        entriesWithAsset,
        copyNoOf: () => 0,
      }
    },
  }
}

const caption = (value: string, mark: number): Intent => ({
  op: 'setCaption',
  args: { assetId: sampleAssetId(1), value },
  batch: { id: sampleBatchId(mark), undoes: null },
})

const create: Intent = {
  op: 'create',
  args: {
    assetId: sampleAssetId(7),
    copyNo: 0,
    kind: 'photo',
    takenAt: 0,
    takenFrom: 'file_time',
    resources: [sampleResource(7)],
    source: 'automatic',
  },
}

test('unsentBatches() tells what waits in the outbox, newest last, each change over those before it', () => {
  const { entries } = openDevice([caption('rain', 1), create, caption('snow', 2)])
  assert.deepEqual(
    entries().map(({ counts, created, changes, isSent }) => [
      counts,
      created,
      changes.map(({ before, after }) => [before, after]),
      isSent,
    ]),
    [
      [{ setCaption: 1 }, [], [['rain', 'snow']], false],
      [{ create: 1 }, [sampleAssetId(7)], [], false],
      [{ setCaption: 1 }, [], [['', 'rain']], false],
    ],
  )
})

test('planUndo() takes back what is not sent yet, and what came after it stays', () => {
  const device = openDevice([caption('rain', 1)])
  const [first] = device.entries()
  assert.ok(first)
  const undo = planUndo(device.view(), first, sampleBatchId(3))
  device.queue([caption('snow', 2)])
  assert.deepEqual(
    planUndo(device.view(), first, sampleBatchId(4)).left.map(({ because }) => because),
    ['changed_since'],
  )
  const again = openDevice([caption('rain', 1)])
  again.queue(undo.steps.flatMap(({ intents }) => intents))
  assert.equal(again.view().asset(sampleAssetId(1))?.caption, '')
  const undone = again.entries().find(({ batchId }) => batchId === sampleBatchId(1))
  assert.deepEqual(undone?.undoneBy, [sampleBatchId(3)])
})

test('planUndo() takes back photos and albums that are not sent yet', () => {
  const batch = { id: sampleBatchId(1), undoes: null }
  const album = { albumId: ALBUM, type: 'album' as const, name: 'Norway', parentId: null, search: null }
  const device = openDevice([
    { ...create, batch },
    { op: 'createAlbum', args: album, batch },
    { op: 'placeEntry', args: { albumId: ALBUM, assetId: sampleAssetId(7), after: 'end' }, batch },
  ])
  const [entry] = device.entries()
  assert.ok(entry)
  const plan = planUndo(device.view(), entry, sampleBatchId(2))
  assert.deepEqual(plan.left, [])
  assert.deepEqual(
    plan.steps.flatMap(({ intents }) => intents.map(({ op }) => op)),
    ['removeEntry', 'trashAlbum', 'trash'],
  )
})

test('listJournal() makes one entry of a batch that is half sent', () => {
  const batch = { ...batchOf('rain'), key: sampleBatchId(1), batchId: sampleBatchId(1) }
  const rest = { ...batchOf('snow'), key: sampleBatchId(1), batchId: sampleBatchId(1) }
  const [entry, second] = listJournal([
    { batch, isSent: true, assetId: () => null },
    { batch: rest, isSent: false, assetId: () => null },
  ])
  assert.equal(second, undefined)
  assert.deepEqual(
    [entry?.isSent, entry?.counts, entry?.changes.map(({ after }) => after)],
    [false, { setCaption: 2 }, ['rain', 'snow']],
  )
})

function batchOf(after: string) {
  return {
    kind: 'batch' as const,
    seq: 1,
    firstSeq: 1,
    clientId: CONTEXT.clientId,
    deviceName: CONTEXT.deviceName,
    startedAt: 1,
    endedAt: 2,
    undoes: null,
    counts: { setCaption: 1 },
    created: [],
    changes: [
      { assetId: sampleAssetId(1), field: 'caption', before: '', after, seq: 1, verdict: 'applied' as const },
    ],
  }
}

test('unsentBatches() tells that a photo was put into an album, moved and taken out before anything was sent, so each can be undone', () => {
  const args = { albumId: ALBUM, assetId: sampleAssetId(1) }
  const device = openDevice([
    {
      op: 'createAlbum',
      args: { albumId: ALBUM, type: 'album', name: 'Lake', parentId: null, search: null },
      batch: { id: sampleBatchId(1), undoes: null },
    },
    { op: 'placeEntry', args: { ...args, after: 'end' }, batch: { id: sampleBatchId(2), undoes: null } },
    { op: 'removeEntry', args, batch: { id: sampleBatchId(3), undoes: null } },
  ])
  const [removed] = device.entries()
  assert.ok(removed !== undefined)
  assert.deepEqual(
    removed.changes.map(({ field, after }) => [field, after]),
    [['entry', { isIn: false }]],
  )
  const { steps } = planUndo(device.view(), removed, sampleBatchId(4))
  assert.deepEqual(
    steps.flatMap(({ intents }) => intents.map(({ op }) => op)),
    ['placeEntry'],
  )
})

test('unsentBatches() tells the second move of an album before anything was sent', () => {
  const folder = 'f1'.repeat(16) as AlbumId
  const made = (albumId: AlbumId, type: 'album' | 'folder', mark: number): Intent => ({
    op: 'createAlbum',
    args: { albumId, type, name: type, parentId: null, search: null },
    batch: { id: sampleBatchId(mark), undoes: null },
  })
  const moved = (parentId: AlbumId | null, mark: number): Intent => ({
    op: 'moveAlbum',
    args: { albumId: ALBUM, parentId, after: 'end' },
    batch: { id: sampleBatchId(mark), undoes: null },
  })
  const device = openDevice([
    made(ALBUM, 'album', 1),
    made(folder, 'folder', 2),
    moved(folder, 3),
    moved(null, 4),
  ])
  const [last] = device.entries()
  assert.deepEqual(
    last?.changes.map(({ field }) => field),
    ['parent'],
  )
})
