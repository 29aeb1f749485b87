import type { AlbumEntry, LibraryId, LibraryRecord, RecordKind, RecordOf } from '@rollcall/protocol'
import type { Database } from '@rollcall/platform-node'
import { JOURNAL } from '@rollcall/sync'
import { countOf, recordOf, textOf } from './columns.ts'
import type { RecordReader } from './store.ts'

/** Answers questions about the records of one library out of the open transaction of `database`. */
export function createRecordReader(database: Pick<Database, 'prepare'>, libraryId: LibraryId): RecordReader {
  const all = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).all(libraryId, ...parameters)
  const first = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).get(libraryId, ...parameters)
  const placeIn = (sql: string, ...parameters: readonly string[]) => {
    const row = first(sql, ...parameters)
    return row === undefined ? null : textOf(row, 'place')
  }

  return {
    record: <Kind extends RecordKind>(kind: Kind, key: string) => {
      const row = first('SELECT body FROM record WHERE library_id = ? AND kind = ? AND key = ?', kind, key)
      return row === undefined ? null : (recordOf(row) as RecordOf<Kind>)
    },
    recordsBySeq: (after, upTo, limit) => all(RECORDS_BY_SEQ, after, upTo, limit).map(recordOf),
    recordsIn: (scope) => all(`${IN_SCOPE} ORDER BY place, key`, scope).map(recordOf),
    firstChangeBeyond: (after, upTo, limit, bytes) => {
      let sum = 0
      const rows = all(LENGTHS_BY_SEQ, after, upTo, libraryId, after, upTo, limit)
      const beyond = rows.findIndex((row, at) => (sum += countOf(row, 'bytes')) > bytes && at > 0)
      return beyond < 0 ? null : countOf(rows[beyond] ?? {}, 'seq')
    },
    journalAfter: (place, limit) =>
      all(JOURNAL_AFTER, JOURNAL, place, limit).flatMap((row) => {
        const batch = recordOf(row)
        return batch.kind === 'batch' ? [{ place: textOf(row, 'place'), batch }] : []
      }),
    lastRecordIn: (scope) =>
      lastOf(all(`${IN_SCOPE} ORDER BY place DESC, key DESC LIMIT 1`, scope).map(recordOf)),
    keysBefore: (scope, kept) => all(KEYS_BEFORE, scope, kept).map((row) => textOf(row, 'key')),
    openBatch: (clientId, sort) => {
      const row = first(OPEN_BATCH, clientId, sort)
      return row === undefined ? null : textOf(row, 'key')
    },
    placeAfter: (scope, place) => placeIn(PLACE_AFTER, scope, place ?? ''),
    lastPlace: (scope) => placeIn(LAST_PLACE, scope),
    entriesWithAsset: (assetId) =>
      all(WITH_ASSET, assetId)
        .map(recordOf)
        .filter((record): record is AlbumEntry => record.kind === 'entry'),
  }
}

function lastOf(records: readonly LibraryRecord[]): LibraryRecord | null {
  return records.at(-1) ?? null
}

const RECORDS_BY_SEQ =
  'SELECT body FROM record WHERE library_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?'

// What a row has beyond its page is not read for its length.
const LENGTHS_BY_SEQ = `
  SELECT seq, octet_length(body) AS bytes FROM asset INDEXED BY asset_by_seq
  WHERE library_id = ? AND seq > ? AND seq <= ?
  UNION ALL SELECT seq, octet_length(body) AS bytes FROM record INDEXED BY record_by_seq
  WHERE library_id = ? AND seq > ? AND seq <= ?
  ORDER BY seq LIMIT ?`

const JOURNAL_AFTER = `
  SELECT place, body FROM record WHERE library_id = ? AND scope = ? AND place > ? ORDER BY place LIMIT ?`

const IN_SCOPE = 'SELECT body FROM record WHERE library_id = ? AND scope = ?'

// By the index alone: to order by key too would sort thousands of rows.
const KEYS_BEFORE =
  'SELECT key FROM record WHERE library_id = ? AND scope = ? ORDER BY place DESC LIMIT -1 OFFSET ?'

const OPEN_BATCH = 'SELECT key FROM open_batch WHERE library_id = ? AND client_id = ? AND sort = ?'

const PLACE_AFTER =
  'SELECT place FROM record WHERE library_id = ? AND scope = ? AND place > ? ORDER BY place LIMIT 1'

const LAST_PLACE = 'SELECT place FROM record WHERE library_id = ? AND scope = ? ORDER BY place DESC LIMIT 1'

const WITH_ASSET = 'SELECT body FROM record WHERE library_id = ? AND asset_id = ?'
