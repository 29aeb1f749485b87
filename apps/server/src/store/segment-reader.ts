import type { LibraryId, Sha256 } from '@rollcall/protocol'
import type { Database } from '@rollcall/platform-node'
import { SEGMENT_TIERS } from '@rollcall/sync'
import type { Row } from './columns.ts'
import { countOf, textOf } from './columns.ts'
import type { KeyedBody, MonthRow, SegmentReader, SegmentRow } from './segment-store.ts'

/** Answers questions about the segments of one library out of the open transaction of `database`. */
export function createSegmentReader(
  database: Pick<Database, 'prepare'>,
  libraryId: LibraryId,
): SegmentReader {
  const all = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).all(libraryId, ...parameters)
  const count = (sql: string, ...parameters: readonly number[]) =>
    countOf(database.prepare(sql).get(libraryId, ...parameters) ?? {}, 'count')

  return {
    months: () => all('SELECT * FROM asset_month WHERE library_id = ? ORDER BY month').map(monthOf),
    assetBodies: ({ from, to }, limit) =>
      all(ASSETS_BY_TIME, from.at, from.no, to.at, to.no, limit).map(bodyOf),
    recordBodies: ({ from, to }, limit) => all(RECORDS_BY_SEQ, from.no, to.no, limit).map(bodyOf),
    keysChangedAfter: (seq, limit) =>
      all(KEYS_CHANGED, seq, limit).map((row) => ({
        at: countOf(row, 'taken_at'),
        no: countOf(row, 'no'),
        seq: countOf(row, 'seq'),
      })),
    countRecordsAfter: (seq, limit) => count(COUNT_RECORDS_AFTER, seq, limit),
    countRecordsWithin: ({ from, to }) => count(COUNT_RECORDS_WITHIN, from.no, to.no),
    segments: () => all(SEGMENTS).map(segmentOf),
    segment: (sha256) => {
      const [row] = all('SELECT * FROM segment WHERE library_id = ? AND sha256 = ?', sha256)
      return row === undefined ? null : segmentOf(row)
    },
  }
}

const ASSETS_BY_TIME = `
  SELECT taken_at AS at, no, body FROM asset INDEXED BY asset_by_time
  WHERE library_id = ? AND (taken_at, no) >= (?, ?) AND (taken_at, no) < (?, ?)
  ORDER BY taken_at, no LIMIT ?`

const KEYS_CHANGED = `
  SELECT taken_at, no, seq FROM asset INDEXED BY asset_by_seq WHERE library_id = ? AND seq > ? ORDER BY seq LIMIT ?`

const COUNT_RECORDS_AFTER = `
  SELECT COUNT(*) AS count FROM
    (SELECT 1 FROM record INDEXED BY record_by_seq WHERE library_id = ? AND seq > ? LIMIT ?)`

const RECORDS_BY_SEQ = `
  SELECT 0 AS at, seq AS no, body FROM record INDEXED BY record_by_seq WHERE library_id = ? AND seq >= ? AND seq < ? ORDER BY seq LIMIT ?`

const COUNT_RECORDS_WITHIN = `
  SELECT COUNT(*) AS count FROM record INDEXED BY record_by_seq WHERE library_id = ? AND seq >= ? AND seq < ?`

const SEGMENTS = 'SELECT * FROM segment WHERE library_id = ? ORDER BY tier, from_at, from_no'

function bodyOf(row: Row): KeyedBody {
  return { at: countOf(row, 'at'), no: countOf(row, 'no'), body: textOf(row, 'body') }
}

function monthOf(row: Row): MonthRow {
  return {
    month: textOf(row, 'month'),
    assets: countOf(row, 'assets'),
    live: countOf(row, 'live'),
    touchedSeq: countOf(row, 'touched_seq'),
  }
}

function segmentOf(row: Row): SegmentRow {
  const tier = SEGMENT_TIERS.find((each) => each === textOf(row, 'tier'))
  if (tier === undefined) throw new Error(`Cannot read segment: its tier is ${textOf(row, 'tier')}`)
  return {
    tier,
    from: { at: countOf(row, 'from_at'), no: countOf(row, 'from_no') },
    to: { at: countOf(row, 'to_at'), no: countOf(row, 'to_no') },
    epoch: countOf(row, 'epoch'),
    builtSeq: countOf(row, 'built_seq'),
    rows: countOf(row, 'rows'),
    sha256: textOf(row, 'sha256') as Sha256,
    bytes: countOf(row, 'bytes'),
    rawBytes: countOf(row, 'raw_bytes'),
  }
}
