import type { AlbumEntry, LibraryRecord } from '@rollcall/protocol'
import { libraryRecordSchema } from '@rollcall/protocol'
import { hexes } from './byte-columns.ts'
import type { ByteReader } from './byte-reader.ts'
import { SegmentFailure } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { countTrue, deltasFrom, flags, shapeOf, signeds, textsOf, writeColumn } from './column.ts'
import { parseDocument, words } from './dictionary-columns.ts'
import { hasExactly, isNear, TIME_MAX } from './fits.ts'
import { readSegment, writeSegment } from './segment-frame.ts'

/*
 * The tier of albums, entries, versions, the journal and holds. Entries, of which there may be as many as photos, are in columns; the
 * others, and entries that the columns cannot give back exactly, are JSON.
 */

const [, { shape }] = libraryRecordSchema.options
const SEQS = deltasFrom(0)
const ALBUMS = words(shape.albumId)
const ASSETS = hexes<AlbumEntry['assetId']>(16)
const PLACES = textsOf(shape.place)
const TIMES = deltasFrom(-TIME_MAX)
const CLIENTS = words(shape.edit.shape.clientId)
const DOCUMENTS = textsOf<string>({
  safeParse: (text) => (typeof text === 'string' ? { success: true, data: text } : { success: false }),
})

const FIELDS = new Set(['kind', 'key', 'seq', 'albumId', 'assetId', 'place', 'isIn', 'edit'])
const EDIT_FIELDS = new Set(['seq', 'editedAt', 'clientId'])

function fits(record: LibraryRecord): record is AlbumEntry {
  return (
    record.kind === 'entry' &&
    record.key === `${record.albumId}:${record.assetId}` &&
    hasExactly(record, FIELDS) &&
    hasExactly(record.edit, EDIT_FIELDS) &&
    isNear(record.edit.editedAt)
  )
}

/** Writes records in their order. Throws when there are too many for a segment. */
export function encodeRecords(records: readonly LibraryRecord[]): Uint8Array<ArrayBuffer> {
  return writeSegment('records', records.length, (out) => {
    writeColumn(out, flags, records, fits)
    writeEntries(out, records.filter(fits))
    writeColumn(
      out,
      DOCUMENTS,
      records.filter((record) => !fits(record)),
      (record) => JSON.stringify(record),
    )
  })
}

function writeEntries(out: ByteWriter, entries: readonly AlbumEntry[]): void {
  writeColumn(out, SEQS, entries, ({ seq }) => seq)
  writeColumn(out, ALBUMS, entries, ({ albumId }) => albumId)
  writeColumn(out, ASSETS, entries, ({ assetId }) => assetId)
  writeColumn(out, PLACES, entries, ({ place }) => place)
  writeColumn(out, flags, entries, ({ isIn }) => isIn)
  writeColumn(out, signeds, entries, ({ seq, edit }) => seq - edit.seq)
  writeColumn(out, TIMES, entries, ({ edit }) => edit.editedAt)
  writeColumn(out, CLIENTS, entries, ({ edit }) => edit.clientId)
}

/** Reads records, whoever wrote them. Throws a `SegmentFailure` when the bytes are no segment, or hold what the schema refuses. */
export function decodeRecords(bytes: Uint8Array): LibraryRecord[] {
  return readSegment('records', bytes, (input, rows) => {
    const inColumns = flags.read(input, rows)
    const entries = readEntries(input, countTrue(inColumns)).values()
    const others = DOCUMENTS.read(input, rows - countTrue(inColumns)).values()
    return inColumns.map((isEntry) =>
      isEntry ? next(entries) : shapeOf(libraryRecordSchema, parseDocument(next(others))),
    )
  })
}

function next<Value>(values: Iterator<Value>): Value {
  const { done, value } = values.next()
  if (done === true) throw new SegmentFailure('it ends too early')
  return value
}

function readEntries(input: ByteReader, rows: number): AlbumEntry[] {
  const seqs = SEQS.read(input, rows)
  const albums = ALBUMS.read(input, rows)
  const assets = ASSETS.read(input, rows)
  const places = PLACES.read(input, rows)
  const isIn = flags.read(input, rows)
  const seqBack = signeds.read(input, rows)
  const times = TIMES.read(input, rows)
  const clients = CLIENTS.read(input, rows)
  return seqs.map((seq, row) => {
    const editSeq = seq - (seqBack[row] ?? 0)
    if (!(editSeq >= 0 && editSeq <= Number.MAX_SAFE_INTEGER))
      throw new SegmentFailure('a number is too large')
    return {
      kind: 'entry',
      key: `${albums[row]}:${assets[row]}`,
      seq,
      albumId: albums[row],
      assetId: assets[row],
      place: places[row],
      isIn: isIn[row],
      edit: { seq: editSeq, editedAt: times[row], clientId: clients[row] },
    } as AlbumEntry
  })
}
