import type { Asset, LibraryId } from '@rollcall/protocol'
import type { Database } from '@rollcall/platform-node'
import { ownBytesOf, spaceKindOf, takenAtOf } from '@rollcall/sync'
import { openAssetBooks } from './asset-books.ts'
import type { Run } from './columns.ts'
import { countOf } from './columns.ts'
import { createLibraryReader, libraryOf } from './library-reader.ts'
import { createDerivationWriter } from './derivation-writer.ts'
import { createDroppedWriter } from './dropped-files.ts'
import { createLeaseWriter } from './lease-writer.ts'
import { createRecordWriter } from './record-writer.ts'
import { countInMonth, createSegmentWriter } from './segment-writer.ts'
import { createStorageWriter } from './storage-writer.ts'
import { createTrashWriter } from './trash-writer.ts'
import { createUploadWriter } from './upload-writer.ts'
import type { BlobRow } from './blob-row.ts'
import type { LibraryRow, LibraryWriter } from './store.ts'

/** Outcomes remembered of each client, the newest: many times what a retry or a person's second look needs. */
const OUTCOMES_KEPT = 10_000

/** A writer, and the step that puts the library's moved counters back into its row. */
export interface OpenLibraryWriter {
  readonly writer: LibraryWriter
  readonly flush: () => void
}

/**
 * Opens a library for change within the running transaction of `database`, which must hold the write lock already. The
 * counters (head, next number, bytes, epoch, quota) are taken from the library's row once, moved in memory and written by
 * `flush`, just before the commit. Throws when there is no such library.
 */
export function openLibraryWriter(
  database: Pick<Database, 'prepare'>,
  libraryId: LibraryId,
): OpenLibraryWriter {
  const row = database.prepare('SELECT * FROM library WHERE library_id = ?').get(libraryId)
  if (row === undefined) throw new Error(`Cannot write library ${libraryId}: there is none`)
  const opened: Readonly<Tally> = { library: libraryOf(row), nextNo: countOf(row, 'next_no') }
  const tally: Tally = { ...opened }
  const reader = createLibraryReader(database, libraryId, () => tally.library)
  const run = (sql: string, ...parameters: readonly (string | number | null)[]) => {
    database.prepare(sql).run(libraryId, ...parameters)
  }

  const books = openAssetBooks(database, libraryId, run, reader)
  const charge = (bytes: number) => move(tally, { usedBytes: tally.library.usedBytes + bytes })

  /** Nobody may number a row on their own: what was not taken in this turn may have been passed by readers. */
  const admitSeq = (seq: number, what: string) => {
    if (seq <= opened.library.headSeq || seq > tally.library.headSeq)
      throw new Error(`Cannot put ${what}: its seq ${seq} was not taken in this turn`)
  }

  const writer: LibraryWriter = {
    ...reader,
    ...createRecordWriter(run, admitSeq),
    ...createSegmentWriter(run),
    ...createLeaseWriter(run),
    ...createStorageWriter(run),
    ...createDroppedWriter(run),
    ...createTrashWriter(run, reader, (sha256) => charge(-books.dropBlob(sha256))),
    liveAssets: books.liveAssets,
    bytesByKind: books.bytesByKind,
    nextSeq: () => {
      move(tally, { headSeq: tally.library.headSeq + 1 })
      return tally.library.headSeq
    },
    nextNo: () => tally.nextNo++,
    putAsset: (asset) => {
      admitSeq(asset.seq, `asset ${asset.id}`)
      countInMonth(database, libraryId, run, asset)
      books.aroundAsset(asset, (filesChanged) => putAsset(run, asset, filesChanged))
    },
    putClientLine: (clientId, deviceId, line) => {
      run(PUT_CLIENT, clientId, deviceId, line.lastMutation, line.nonce)
      run(FORGET_OUTCOMES, clientId, line.lastMutation - OUTCOMES_KEPT)
    },
    putOutcome: ({ clientId, n, outcome }, assetId) =>
      run(PUT_OUTCOME, clientId, n, JSON.stringify(outcome), assetId),
    putBlob: (blob) => {
      const bytes = chargeOf(blob) - chargeOf(reader.blob(blob.sha256))
      books.aroundBlob(blob.sha256, bytes, () =>
        run(PUT_BLOB, blob.sha256, blob.bytes, blob.state, blob.verifiedAt),
      )
      charge(bytes)
    },
    ...createUploadWriter(database, libraryId, reader, (bytes) =>
      move(tally, { reservedBytes: tally.library.reservedBytes + bytes }),
    ),
    breakEpoch: (above = 0) => move(tally, { epoch: Math.max(tally.library.epoch, above) + 1 }),
    setQuota: (quotaBytes) => move(tally, { quotaBytes }),
    ...createDerivationWriter(run),
  }
  const flushAll = () => {
    books.flush()
    flush(database, tally, opened)
  }
  return { writer, flush: flushAll }
}

/** What a turn moves: the library's row, replaced as a whole, and the number that the next new asset gets. */
interface Tally {
  library: LibraryRow
  nextNo: number
}

function move(tally: Tally, changed: Partial<LibraryRow>): void {
  tally.library = { ...tally.library, ...changed }
}

/** Bytes that a blob takes from the quota. A lost one takes none: nothing is there. */
function chargeOf(blob: BlobRow | null): number {
  return blob?.state === 'durable' ? blob.bytes : 0
}

function flush(database: Pick<Database, 'prepare'>, tally: Tally, opened: Readonly<Tally>): void {
  const { library, nextNo } = tally
  if (library === opened.library && nextNo === opened.nextNo) return
  const { epoch, headSeq, usedBytes, reservedBytes, quotaBytes, libraryId } = library
  database.prepare(PUT_LIBRARY).run(epoch, headSeq, nextNo, usedBytes, reservedBytes, quotaBytes, libraryId)
}

function putAsset(run: Run, asset: Asset, filesChanged: boolean): void {
  const { id, no, seq, state, primarySha256 } = asset
  const space = spaceKindOf(asset)
  const spaceBytes = space === null ? 0 : ownBytesOf(asset)
  const body = JSON.stringify(asset)
  run(PUT_ASSET, id, no, seq, state, primarySha256, body, takenAtOf(asset), space, spaceBytes)
  if (!filesChanged) return
  run('DELETE FROM resource WHERE library_id = ? AND asset_id = ?', id)
  if (state === 'merged') return // its files are those of the whole
  for (const { role, sha256 } of asset.resources) {
    run('INSERT INTO resource VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', id, role, sha256)
  }
}

const PUT_LIBRARY = `
  UPDATE library SET epoch = ?, head_seq = ?, next_no = ?, used_bytes = ?, reserved_bytes = ?, quota_bytes = ?
  WHERE library_id = ?`

const PUT_ASSET = `
  INSERT INTO asset (library_id, asset_id, no, seq, state, primary_sha256, body, taken_at, space, space_bytes)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (library_id, asset_id) DO UPDATE SET
    no = excluded.no, seq = excluded.seq, state = excluded.state,
    primary_sha256 = excluded.primary_sha256, body = excluded.body, taken_at = excluded.taken_at,
    space = excluded.space, space_bytes = excluded.space_bytes`

const PUT_CLIENT = `
  INSERT INTO client VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (library_id, client_id) DO UPDATE SET
    device_id = excluded.device_id, last_mutation = excluded.last_mutation, nonce = excluded.nonce`

const PUT_OUTCOME = `
  INSERT INTO outcome (library_id, client_id, n, body, asset_id) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (library_id, client_id, n) DO UPDATE SET body = excluded.body, asset_id = excluded.asset_id`

const FORGET_OUTCOMES = 'DELETE FROM outcome WHERE library_id = ? AND client_id = ? AND n <= ?'

const PUT_BLOB = `
  INSERT INTO blob (library_id, sha256, bytes, state, verified_at) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (library_id, sha256) DO UPDATE SET
    bytes = excluded.bytes, state = excluded.state, verified_at = excluded.verified_at`
