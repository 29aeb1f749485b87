import type { Database } from '@rollcall/platform-node'
import type { Asset, AssetId, Batch, Change, Cursor, LibraryRecord } from '@rollcall/protocol'
import type { RecordIndex } from '@rollcall/sync'
import { batchesIn, createRecordIndex, pruneJournal } from '@rollcall/sync'

/** What was staged and is the base now. `fresh`: and nothing else is. */
export interface AdoptedRows {
  readonly fresh: boolean
  readonly assets: readonly Asset[]
  readonly records: readonly LibraryRecord[]
  /** Keys of the rows of the journal that are not kept any more. */
  readonly dropped: readonly string[]
}

/**
 * The base of a replica in a device's database, and in the memory of the process that asks for it; and the rows that are staged to be the
 * next one. Every method that writes joins the caller's transaction.
 */
export interface BaseStore {
  readonly assets: () => ReadonlyMap<AssetId, Asset>
  readonly records: () => RecordIndex
  /** Puts rows aside; of two of one row, the one of the greater seq stays. */
  readonly stage: (changes: readonly Change[]) => void
  readonly dropStaged: () => void
  /** Makes the staged rows the base, or a part of it, on disk. Show them once that is committed. */
  readonly adopt: (fresh: boolean) => AdoptedRows
  /** `to`: the cursor that they lead to. */
  readonly show: (adopted: AdoptedRows, to: Cursor) => void
  /** What this process sees of the base: the cursor when it first looked, as another process may have moved it since. */
  readonly sight: () => Cursor | null
  /** Forgets what is held in memory, after a transaction that failed. */
  readonly reload: () => void
}

/** Opens the base, which stands at `cursor`; of the journal it keeps the newest `batchesKept` rows, as the server does. */
export function createBaseStore(
  database: Database,
  cursor: () => Cursor | null,
  batchesKept: number,
): BaseStore {
  let assets: Map<AssetId, Asset> | null = null
  let records: RecordIndex | null = null
  let seen: Cursor | null | undefined

  const readAssets = (table: string) => readBodies(database, table) as Asset[]
  const readRecords = (table: string) => readBodies(database, table) as LibraryRecord[]
  const run = (sql: string, ...parameters: readonly string[]) => database.prepare(sql).run(...parameters)

  /** Before the first row is read: what comes in between is not called seen. */
  function look(): void {
    if (seen === undefined) seen = cursor()
  }

  function indexRecords(): RecordIndex {
    look()
    records ??= createRecordIndex(readRecords('base_record'))
    return records
  }

  function dropStaged(): void {
    run('DELETE FROM staged_asset')
    run('DELETE FROM staged_record')
  }

  return {
    assets: () => {
      look()
      assets ??= new Map(readAssets('base_asset').map((asset) => [asset.id, asset]))
      return assets
    },
    records: indexRecords,
    stage: (changes) => {
      for (const change of changes) stageChange(database, change)
    },
    dropStaged,
    adopt: (fresh) => {
      const staged = { fresh, assets: readAssets('staged_asset'), records: readRecords('staged_record') }
      const dropped = batchesToDrop(fresh ? null : indexRecords(), staged.records, batchesKept)
      if (fresh) {
        run('DELETE FROM base_asset')
        run('DELETE FROM base_record')
      }
      run('INSERT OR REPLACE INTO base_asset SELECT * FROM staged_asset')
      run('INSERT OR REPLACE INTO base_record SELECT * FROM staged_record')
      for (const key of dropped) run("DELETE FROM base_record WHERE kind = 'batch' AND key = ?", key)
      dropStaged()
      return { ...staged, dropped }
    },
    sight: () => (seen === undefined ? cursor() : seen),
    show: (adopted, to) => {
      if (seen !== undefined) seen = to
      if (adopted.fresh) assets?.clear()
      for (const asset of adopted.assets) assets?.set(asset.id, asset)
      if (adopted.fresh) records = null
      else for (const record of adopted.records) records?.putRecord(record)
      for (const key of adopted.dropped) records?.dropRecord('batch', key)
    },
    reload: () => {
      assets = null
      records = null
      seen = undefined
    },
  }
}

function readBodies(database: Database, table: string): unknown[] {
  return database
    .prepare(`SELECT body FROM ${table}`)
    .all()
    .map((row) => JSON.parse(String(row['body'])))
}

function stageChange(database: Database, change: Change): void {
  if (change.kind === 'asset') {
    const { id, seq } = change.asset
    database.prepare(STAGE_ASSET).run(id, seq, JSON.stringify(change.asset))
  } else {
    const { kind, key, seq } = change.record
    database.prepare(STAGE_RECORD).run(kind, key, seq, JSON.stringify(change.record))
  }
}

const STAGE_ASSET = `
  INSERT INTO staged_asset (asset_id, seq, body) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET seq = excluded.seq, body = excluded.body WHERE excluded.seq > staged_asset.seq`

const STAGE_RECORD = `
  INSERT INTO staged_record (kind, key, seq, body) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET seq = excluded.seq, body = excluded.body WHERE excluded.seq > staged_record.seq`

/** Rows of the journal that are too old to keep once the staged ones are there; the server has dropped them too. */
function batchesToDrop(
  held: RecordIndex | null,
  staged: readonly LibraryRecord[],
  kept: number,
): readonly string[] {
  const arrived = staged.filter((record): record is Batch => record.kind === 'batch')
  if (arrived.length === 0) return []
  const all = [...(held === null ? [] : batchesIn(held)), ...arrived]
  return pruneJournal(new Map(all.map((batch) => [batch.key, batch])).values(), kept)
}
