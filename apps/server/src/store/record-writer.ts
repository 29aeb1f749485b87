import { positionOf } from '@rollcall/sync'
import type { Run } from './columns.ts'
import type { RecordWriter } from './store.ts'

/** Changes the records of one library; `admit` throws for a seq that was not taken in this turn. */
export function createRecordWriter(run: Run, admit: (seq: number, what: string) => void): RecordWriter {
  return {
    putRecord: (record) => {
      const { kind, key, seq } = record
      admit(seq, `${kind} ${key}`)
      const { scope, place } = positionOf(record)
      const assetId = record.kind === 'entry' || record.kind === 'version' ? record.assetId : null
      run(PUT_RECORD, kind, key, seq, scope, place, assetId, JSON.stringify(record))
    },
    dropRecord: (kind, key) =>
      run('DELETE FROM record WHERE library_id = ? AND kind = ? AND key = ?', kind, key),
    putOpenBatch: (clientId, sort, key) => run(PUT_OPEN_BATCH, clientId, sort, key),
  }
}

const PUT_OPEN_BATCH = `
  INSERT INTO open_batch VALUES (?, ?, ?, ?)
  ON CONFLICT (library_id, client_id, sort) DO UPDATE SET key = excluded.key`

const PUT_RECORD = `
  INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (library_id, kind, key) DO UPDATE SET
    seq = excluded.seq, scope = excluded.scope, place = excluded.place,
    asset_id = excluded.asset_id, body = excluded.body`
