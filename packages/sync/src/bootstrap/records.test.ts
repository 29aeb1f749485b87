import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LibraryRecord } from '@rollcall/protocol'
import { libraryRecordSchema } from '@rollcall/protocol'
import fc from 'fast-check'
import { SegmentFailure } from './byte-reader.ts'
import { decodeRecords, encodeRecords } from './records.ts'

const hex = (bytes: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: bytes * 2, maxLength: bytes * 2 })
const edit = fc.record({
  seq: fc.nat(),
  editedAt: fc.integer({ min: -8.64e15, max: 8.64e15 }),
  clientId: hex(16),
})
/** Fields of a newer release. */
const more = fc.constantFrom<object>({}, {}, {}, { colour: 'red', 'new field': [1, null] })

const entry = fc
  .record({
    more,
    albumId: fc.constantFrom('a'.repeat(32), 'b'.repeat(32)),
    assetId: hex(16),
    seq: fc.nat(),
    place: fc.string({ minLength: 1, maxLength: 12 }),
    isIn: fc.boolean(),
    edit,
  })
  .map(({ more, ...known }) => ({
    ...more,
    ...known,
    kind: 'entry',
    key: `${known.albumId}:${known.assetId}`,
  }))

const album = fc
  .record({ more, key: hex(16), seq: fc.nat(), name: fc.string({ minLength: 1, maxLength: 30 }), edit })
  .map(({ more, edit, ...known }) => ({
    ...more,
    ...known,
    kind: 'album',
    type: 'album',
    parentId: null,
    place: 'a0',
    cover: null,
    sort: 'manual',
    search: null,
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    edits: { name: edit },
  }))

const hold = fc
  .record({ key: hex(16), seq: fc.nat(), assetIds: fc.array(hex(16), { minLength: 1, maxLength: 3 }) })
  .map((known) => ({
    ...known,
    kind: 'hold',
    deviceName: 'Pixel',
    clientId: 'c'.repeat(32),
    heldAt: 5,
    state: 'waiting',
    answeredBy: null,
  }))

const records = fc
  .array(fc.oneof(entry, album, hold), { maxLength: 20 })
  .map((all) => all.map((record) => libraryRecordSchema.parse(record)))

test('[S111] decodeRecords() gives back every record that encodeRecords() was given', () => {
  fc.assert(
    fc.property(records, (all) => {
      assert.deepEqual(decodeRecords(encodeRecords(all)), all)
    }),
  )
})

test('[S111] decodeRecords() refuses hostile bytes, or reads them', () => {
  const [first = []] = fc.sample(
    records.filter((all) => all.length > 5),
    { numRuns: 1, seed: 1 },
  )
  const whole = encodeRecords(first)
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }),
      fc.nat({ max: whole.length }),
      (changes, length) => {
        const bytes = whole.slice(0, length)
        for (const [at, value] of changes) if (length > 0) bytes[at % length] = value
        try {
          for (const record of decodeRecords(bytes)) libraryRecordSchema.parse(record)
        } catch (error) {
          assert.ok(error instanceof SegmentFailure, String(error))
        }
      },
    ),
    { numRuns: 2_000 },
  )
})

test('decodeRecords() refuses a record of a kind that it does not know', () => {
  const odd = { kind: 'face', key: 'x', seq: 1 } as unknown as LibraryRecord
  assert.throws(() => decodeRecords(encodeRecords([odd])), /not of its shape/)
})
