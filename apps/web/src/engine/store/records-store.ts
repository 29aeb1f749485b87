import type { Batch, LibraryRecord } from '@rollcall/protocol'
import type { RecordIndex } from '@rollcall/sync'
import {
  batchesIn,
  createRecordIndex,
  decodeRecords,
  encodeRecords,
  pruneJournal,
  SEGMENT_ROWS_MAX,
} from '@rollcall/sync'
import type { LibraryFiles } from './library-files.ts'
import type { RecordsEntry } from './library-state.ts'
import { recordsName } from './library-state.ts'

/*
 * Records are few, so all of them are in memory, and every adoption writes those that changed as a file more. Of two rows of one record
 * the one of the greater seq counts, and which rows of the journal are kept follows from all of them.
 */

/** Files that are let stand side by side; more are written anew as one. */
const FILES_MAX = 16

/** Whether files of records hold so much that is superseded, or are so many, that they had better be written anew. */
export function wantsRewrite(entries: readonly RecordsEntry[], live: Pick<RecordIndex, 'all'>): boolean {
  const rows = entries.reduce((sum, each) => sum + each.rows, 0)
  if (entries.length > FILES_MAX) return true
  return rows > SEGMENT_ROWS_MAX && rows > SEGMENT_ROWS_MAX + 2 * [...live.all()].length
}

/** Writes records as files; answers them. */
export async function writeRecords(
  files: LibraryFiles,
  records: readonly LibraryRecord[],
  nextFile: () => number,
): Promise<readonly RecordsEntry[]> {
  const written: RecordsEntry[] = []
  for (let from = 0; from < records.length; from += SEGMENT_ROWS_MAX) {
    const part = records.slice(from, from + SEGMENT_ROWS_MAX)
    const file = nextFile()
    await files.writeWhole(recordsName(file), encodeRecords(part))
    written.push({ file, rows: part.length })
  }
  return written
}

/** Reads all records. Throws when a file is gone or damaged. */
export async function readRecords(
  files: LibraryFiles,
  entries: readonly RecordsEntry[],
  batchesKept: number,
): Promise<RecordIndex> {
  const newest = new Map<string, LibraryRecord>()
  for (const { file } of entries) {
    const bytes = await files.read(recordsName(file))
    if (bytes === null) throw new Error(`Cannot read records: file ${file} is gone`)
    for (const record of decodeRecords(bytes)) {
      const name = `${record.kind} ${record.key}`
      const known = newest.get(name)
      if (known === undefined || known.seq < record.seq) newest.set(name, record)
    }
  }
  return keepNewestBatches(createRecordIndex(newest.values()), batchesKept)
}

/** Drops the rows of the journal that the server has dropped too; answers the index. */
export function keepNewestBatches(records: RecordIndex, batchesKept: number): RecordIndex {
  const batches: readonly Batch[] = batchesIn(records)
  for (const key of pruneJournal(batches, batchesKept)) records.dropRecord('batch', key)
  return records
}
