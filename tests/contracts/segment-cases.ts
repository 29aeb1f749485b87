import assert from 'node:assert/strict'
import type { Asset, LibraryRecord } from '@rollcall/protocol'
import type { LibraryReader, LibraryWriter, SegmentRow } from '@rollcall/server'
import { FIRST_KEY, LAST_KEY } from '@rollcall/sync'
import type { StoreCases } from './store-rows.ts'
import { asset, hex, newLibrary, sha } from './store-rows.ts'

/* What a store tells about the segments that new devices begin with. */

const JANUARY = Date.UTC(2026, 0, 5)
const MARCH = Date.UTC(2026, 2, 5)
const everything = { from: FIRST_KEY, to: LAST_KEY }

function put(writer: LibraryWriter, index: number, takenAt: number, changes: Partial<Asset> = {}): void {
  writer.putAsset({ ...asset(index, { seq: writer.nextSeq() }), no: index, takenAt, ...changes })
}

const monthsOf = (reader: LibraryReader) =>
  reader.months().map(({ month, assets, live, touchedSeq }) => [month, assets, live, touchedSeq])

function segment(changes: Partial<SegmentRow> = {}): SegmentRow {
  return {
    ...everything,
    tier: 'skeleton',
    epoch: 1,
    builtSeq: 7,
    rows: 3,
    sha256: sha(1),
    bytes: 5,
    rawBytes: 9,
    ...changes,
  }
}

export const segmentCases: StoreCases = {
  'months() counts assets by when they were taken, by a person’s word first, and notes who left': async (
    store,
  ) => {
    const { libraryId } = await newLibrary(store)
    await store.write(libraryId, (writer) => {
      put(writer, 1, JANUARY)
      put(writer, 2, JANUARY, { state: 'trashed' })
      put(writer, 3, JANUARY, { dated: { at: MARCH, offsetMinutes: null } })
    })
    assert.deepEqual(await store.read(libraryId, monthsOf), [
      ['2026-01', 2, 1, 2],
      ['2026-03', 1, 1, 3],
    ])
    await store.write(libraryId, (writer) => {
      put(writer, 2, MARCH)
      put(writer, 3, MARCH, { state: 'merged' })
    })
    assert.deepEqual(await store.read(libraryId, monthsOf), [
      ['2026-01', 1, 1, 4],
      ['2026-03', 2, 1, 5],
    ])
  },

  'assetBodies() answers what lies between two keys, by time and then by number': async (store) => {
    const { libraryId } = await newLibrary(store)
    await store.write(libraryId, (writer) => {
      for (const [index, takenAt] of [MARCH, JANUARY, -5, MARCH].entries()) put(writer, index + 1, takenAt)
    })
    const numbers = (range: Parameters<LibraryReader['assetBodies']>[0], limit = 9) =>
      store.read(libraryId, (reader) => reader.assetBodies(range, limit).map(({ no }) => no))
    assert.deepEqual(await numbers(everything), [3, 2, 1, 4])
    assert.deepEqual(await numbers(everything, 2), [3, 2])
    assert.deepEqual(await numbers({ from: { at: JANUARY, no: 3 }, to: LAST_KEY }), [1, 4])
    assert.deepEqual(await numbers({ from: { at: JANUARY, no: 2 }, to: { at: MARCH, no: 4 } }), [2, 1])
    const [first] = await store.read(libraryId, (reader) => reader.assetBodies(everything, 1))
    assert.equal(JSON.parse(first?.body ?? '').takenAt, -5)
  },

  'keysChangedAfter() tells where changed assets stand now': async (store) => {
    const { libraryId } = await newLibrary(store)
    await store.write(libraryId, (writer) => {
      put(writer, 1, JANUARY)
      put(writer, 2, JANUARY)
      put(writer, 1, MARCH)
    })
    const keys = (seq: number, limit: number) =>
      store.read(libraryId, (reader) => reader.keysChangedAfter(seq, limit))
    assert.deepEqual(await keys(2, 9), [{ at: MARCH, no: 1, seq: 3 }])
    assert.equal((await keys(0, 1)).length, 1)
  },

  'recordBodies(), countRecordsWithin() and countRecordsAfter() go by seq': async (store) => {
    const { libraryId } = await newLibrary(store)
    await store.write(libraryId, (writer) => {
      for (const index of [1, 2, 3]) writer.putRecord(hold(index, writer.nextSeq()))
      writer.putRecord(hold(1, writer.nextSeq()))
    })
    const within = { from: { at: 0, no: 2 }, to: { at: 0, no: 4 } }
    await store.read(libraryId, (reader) => {
      assert.deepEqual(
        reader.recordBodies(within, 9).map(({ no }) => no),
        [2, 3],
      )
      assert.equal(reader.recordBodies(within, 1).length, 1)
      assert.equal(reader.countRecordsWithin(within), 2)
      assert.equal(reader.countRecordsWithin({ from: { at: 0, no: 0 }, to: { at: 0, no: 2 } }), 0)
      assert.equal(reader.countRecordsAfter(2, 9), 2)
      assert.equal(reader.countRecordsAfter(0, 2), 2)
    })
  },

  'putSegment(), restampSegment() and dropSegment() keep one segment a place and tier': async (store) => {
    const { libraryId } = await newLibrary(store)
    const other = await newLibrary(store)
    await store.write(libraryId, (writer) => {
      writer.putSegment(segment())
      writer.putSegment(segment({ tier: 'looks', sha256: sha(2) }))
      writer.putSegment(segment({ rows: 4, sha256: sha(3) }))
      writer.restampSegment('looks', FIRST_KEY, 9)
    })
    await store.read(libraryId, (reader) => {
      assert.deepEqual(reader.segments(), [
        segment({ tier: 'looks', sha256: sha(2), builtSeq: 9 }),
        segment({ rows: 4, sha256: sha(3) }),
      ])
      assert.equal(reader.segment(sha(3))?.rows, 4)
      assert.equal(reader.segment(sha(1)), null)
    })
    assert.equal(await store.read(other.libraryId, (reader) => reader.segment(sha(3))), null)
    await store.write(libraryId, (writer) => writer.dropSegment('looks', FIRST_KEY))
    assert.equal(await store.read(libraryId, (reader) => reader.segments().length), 1)
  },
}

function hold(index: number, seq: number): LibraryRecord {
  return {
    kind: 'hold',
    key: hex(index),
    seq,
    deviceName: 'Pixel',
    clientId: hex(3),
    heldAt: 5,
    assetIds: [hex(9)],
    state: 'waiting',
    answeredBy: null,
  } as LibraryRecord
}
