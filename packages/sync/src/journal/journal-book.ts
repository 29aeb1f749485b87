import type { Batch, ClientId, LibraryRecord } from '@rollcall/protocol'
import type { RecordIndex } from '../library/record-index.ts'
import { JOURNAL, positionOf } from '../library/record-scope.ts'

/**
 * What belongs together when nobody has said so: a client's imports, its deletions, its other edits. `named`: the last batch of a client
 * that has an id of its own.
 */
export type BatchSort = 'imports' | 'deletions' | 'edits' | 'named'

/** Where the journal of a library is kept. On the server it is a transaction. */
export interface JournalBook {
  readonly record: RecordIndex['record']
  readonly putRecord: (record: LibraryRecord) => void
  readonly dropRecord: RecordIndex['dropRecord']
  readonly nextSeq: () => number
  /** The key of the row that a client's last deed of a sort went to; null when there was none. */
  readonly openBatch: (clientId: ClientId, sort: BatchSort) => string | null
  readonly putOpenBatch: (clientId: ClientId, sort: BatchSort, key: string) => void
  /** Keys of the records of a scope but for the last `kept` of it; see `positionOf`. */
  readonly keysBefore: (scope: string, kept: number) => readonly string[]
}

/** A book in memory, whose rows stand among `records`. */
export function createJournalBook(
  records: Pick<RecordIndex, 'record' | 'putRecord' | 'dropRecord' | 'recordsIn'>,
  nextSeq: () => number,
): JournalBook {
  const open = new Map<string, string>()
  return {
    record: records.record,
    putRecord: records.putRecord,
    dropRecord: records.dropRecord,
    nextSeq,
    openBatch: (clientId, sort) => open.get(`${clientId} ${sort}`) ?? null,
    putOpenBatch: (clientId, sort, key) => open.set(`${clientId} ${sort}`, key),
    keysBefore: (scope, kept) => keysBefore(records.recordsIn(scope), kept),
  }
}

/**
 * Keys of the rows of the journal that are not among its newest `kept`. The server drops them when it adds a row, a client when it adopts
 * what the server has: a row that was beyond once stays beyond, so both keep the same.
 */
export function pruneJournal(batches: Iterable<Batch>, kept: number): readonly string[] {
  const all = [...batches]
  if (all.length <= kept) return []
  const placed = all.map((batch) => ({ key: batch.key, place: positionOf(batch).place }))
  return keysBefore(
    placed.toSorted((one, other) => (one.place < other.place ? -1 : 1)),
    kept,
  )
}

function keysBefore(inOrder: readonly { readonly key: string }[], kept: number): readonly string[] {
  return inOrder.slice(0, Math.max(0, inOrder.length - kept)).map(({ key }) => key)
}

/** The rows of a journal among records, oldest first. */
export function batchesIn(records: Pick<RecordIndex, 'recordsIn'>): readonly Batch[] {
  return records.recordsIn(JOURNAL).filter((record): record is Batch => record.kind === 'batch')
}
