import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlbumEntry, LibraryRecord } from '@rollcall/protocol'
import fc from 'fast-check'
import { sampleAlbumId } from '../test-kit/act.ts'
import { sampleAssetId, sampleClientId } from '../test-kit/sample-asset.ts'
import { layerRecords } from './layer-records.ts'
import type { RecordIndex } from './record-index.ts'
import { createRecordIndex } from './record-index.ts'
import { albumsIn, entriesOf, positionOf } from './record-scope.ts'

/** The entry of a photo in an album, at a place. */
function entry(album: number, mark: number, place: string): AlbumEntry {
  const [albumId, assetId] = [sampleAlbumId(album), sampleAssetId(mark)]
  const edit = { seq: 1, editedAt: 0, clientId: sampleClientId(1) }
  return { kind: 'entry', key: `${albumId}:${assetId}`, seq: 1, albumId, assetId, place, isIn: true, edit }
}

/** An album within a folder, or at the top for null. */
function album(mark: number, parent: number | null, place: string): LibraryRecord {
  return {
    kind: 'album',
    key: sampleAlbumId(mark),
    seq: 1,
    type: 'folder',
    name: 'Lake',
    parentId: parent === null ? null : sampleAlbumId(parent),
    place,
    cover: null,
    sort: 'manual',
    search: null,
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    edits: {},
  }
}

const place = fc.constantFrom('a0', 'a0V', 'a1', 'a2', 'Zz')
const anyRecord = fc.oneof(
  fc.tuple(fc.constantFrom(1, 2), fc.constantFrom(1, 2, 3, 4), place).map((args) => entry(...args)),
  fc.tuple(fc.constantFrom(1, 2, 3), fc.constantFrom(null, 8, 9), place).map((args) => album(...args)),
)
const SCOPES = [entriesOf(sampleAlbumId(1)), entriesOf(sampleAlbumId(2)), albumsIn(null)]
const byPlace = (one: LibraryRecord, other: LibraryRecord) =>
  `${positionOf(one).place} ${one.key}` < `${positionOf(other).place} ${other.key}` ? -1 : 1

/** What an index answers to every question, the naive way: out of all records by kind and key. */
function answersOf(records: Iterable<LibraryRecord>): unknown {
  const all = [...records]
  return {
    all: new Set(all),
    lists: SCOPES.map((scope) => {
      const list = all.filter((each) => positionOf(each).scope === scope).toSorted(byPlace)
      const places = list.map((each) => positionOf(each).place)
      const above = (from: string) => places.find((each) => each > from) ?? null
      return [list, places.at(-1) ?? null, places[0] ?? null, ['a0', 'a1', 'b'].map(above)]
    }),
    ofAssets: [1, 2, 3, 4].map((mark) =>
      all
        .filter((each) => each.kind === 'entry' && each.assetId === sampleAssetId(mark))
        .toSorted((one, other) => (one.key < other.key ? -1 : 1)),
    ),
  }
}

function answersIn(index: Omit<RecordIndex, 'putRecord' | 'dropRecord'>): unknown {
  for (const each of index.all()) assert.equal(index.record(each.kind, each.key), each)
  return {
    all: new Set(index.all()),
    lists: SCOPES.map((scope) => [
      index.recordsIn(scope),
      index.lastPlace(scope),
      index.placeAfter(scope, null),
      ['a0', 'a1', 'b'].map((from) => index.placeAfter(scope, from)),
    ]),
    ofAssets: [1, 2, 3, 4].map((mark) =>
      index.entriesWithAsset(sampleAssetId(mark)).toSorted((one, other) => (one.key < other.key ? -1 : 1)),
    ),
  }
}

const keyOf = (record: LibraryRecord) => `${record.kind} ${record.key}`

test('[S25] createRecordIndex() answers like a plain list of records, whatever was put, moved and dropped', () => {
  const step = fc.record({ record: anyRecord, drop: fc.boolean() })
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 8 }), fc.array(step, { maxLength: 30 }), (first, steps) => {
      const naive = new Map(first.map((record) => [keyOf(record), record]))
      const index = createRecordIndex(naive.values())
      assert.deepEqual(answersIn(index), answersOf(naive.values()))
      for (const { record, drop } of steps) {
        if (drop) naive.delete(keyOf(record))
        else naive.set(keyOf(record), record)
        if (drop) index.dropRecord(record.kind, record.key)
        else index.putRecord(record)
        assert.deepEqual(answersIn(index), answersOf(naive.values()))
      }
    }),
    { numRuns: 500 },
  )
})

test('[S25] createRecordIndex() keeps both of two records that have the same place for a moment', () => {
  // The feed tells the last change of each: one has come to the place that the other, told after it, has left.
  const scope = entriesOf(sampleAlbumId(1))
  const index = createRecordIndex([entry(1, 1, 'a0'), entry(1, 2, 'a1')])
  index.putRecord(entry(1, 3, 'a1'))
  index.putRecord(entry(1, 2, 'a2'))
  const marks = index.recordsIn(scope).map((row) => row.kind === 'entry' && row.assetId)
  assert.deepEqual(marks, [sampleAssetId(1), sampleAssetId(3), sampleAssetId(2)])
})

test('layerRecords() answers like the records below with those of the layer put over them, and leaves those alone', () => {
  fc.assert(
    fc.property(fc.array(anyRecord), fc.array(anyRecord, { maxLength: 20 }), (first, changed) => {
      const below = createRecordIndex(new Map(first.map((record) => [keyOf(record), record])).values())
      const before = answersIn(below)
      const naive = new Map([...below.all()].map((record) => [keyOf(record), record]))
      const layer = layerRecords(below)
      for (const record of changed) {
        layer.putRecord(record)
        naive.set(keyOf(record), record)
        assert.deepEqual(answersIn(layer), answersOf(naive.values()))
      }
      assert.deepEqual(
        new Set(layer.changed()),
        new Set(new Map(changed.map((each) => [keyOf(each), each])).values()),
      )
      assert.deepEqual(answersIn(below), before)
    }),
    { numRuns: 300 },
  )
})

test('layerRecords() refuses to drop: what it covers would come to light', () => {
  assert.throws(() => layerRecords(createRecordIndex()).dropRecord('entry', 'x'), /only covers/)
})
