import assert from 'node:assert/strict'
import type { Batch, BatchId } from '@rollcall/protocol'
import type { LibraryWriter } from '@rollcall/server'
import { JOURNAL } from '@rollcall/sync'
import type { StoreCases } from './store-rows.ts'
import { CLIENT, hex, newLibrary } from './store-rows.ts'

/** What a store keeps of a library's journal beside its rows, and how it finds the rows that are too old. */
export const journalCases: StoreCases = {
  'openBatch() answers the row that was noted last for a client and a sort, in this library': async (
    store,
  ) => {
    const one = await newLibrary(store)
    const other = await newLibrary(store)
    await store.write(one.libraryId, (writer) => {
      assert.equal(writer.openBatch(CLIENT, 'edits'), null)
      writer.putOpenBatch(CLIENT, 'edits', 'first')
      writer.putOpenBatch(CLIENT, 'imports', 'import')
      writer.putOpenBatch(CLIENT, 'edits', 'second')
    })
    const open = await store.read(one.libraryId, (reader) => [
      reader.openBatch(CLIENT, 'edits'),
      reader.openBatch(CLIENT, 'imports'),
      reader.openBatch(CLIENT, 'deletions'),
    ])
    assert.deepEqual(open, ['second', 'import', null])
    assert.equal(await store.read(other.libraryId, (reader) => reader.openBatch(CLIENT, 'edits')), null)
  },

  'keysBefore() answers all of a scope but the last ones by place': async (store) => {
    const { libraryId } = await newLibrary(store)
    const other = await newLibrary(store)
    await store.write(libraryId, (writer) => {
      // By the place in the feed of what they tell, not in the order in which they came.
      for (const firstSeq of [3, 1, 12, 2]) putBatch(writer, firstSeq)
    })
    await store.write(other.libraryId, (writer) => putBatch(writer, 7))
    const before = (kept: number) =>
      store.read(libraryId, (reader) => reader.keysBefore(JOURNAL, kept).toSorted())
    assert.deepEqual(await before(2), [hex(1), hex(2)])
    assert.deepEqual(await before(4), [])
    assert.deepEqual(await before(9), [])
    await store.write(libraryId, (writer) => writer.dropRecord('batch', hex(1)))
    assert.deepEqual(await before(2), [hex(2)])
  },
}

function putBatch(writer: LibraryWriter, firstSeq: number): void {
  const batch: Batch = {
    kind: 'batch',
    key: hex(firstSeq),
    seq: writer.nextSeq(),
    batchId: hex(firstSeq) as BatchId,
    firstSeq,
    clientId: CLIENT,
    deviceName: 'device',
    startedAt: 0,
    endedAt: 0,
    undoes: null,
    counts: {},
    created: [],
    changes: [],
  }
  writer.putRecord(batch)
}
