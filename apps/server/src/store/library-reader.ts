import type { ClientId, LibraryId, MutationOutcome, Sha256, UploadId } from '@rollcall/protocol'
import type { Database } from '@rollcall/platform-node'
import { blobOf } from './blob-row.ts'
import type { Row } from './columns.ts'
import { assetOf, countOf, countOrNullOf, textOf } from './columns.ts'
import { createDerivationReader } from './derivation-reader.ts'
import { createDroppedReader } from './dropped-files.ts'
import { createLeaseReader } from './lease-reader.ts'
import { createRecordReader } from './record-reader.ts'
import { createSegmentReader } from './segment-reader.ts'
import { createStorageReader } from './storage-reader.ts'
import { createTrashReader } from './trash-reader.ts'
import type { LibraryReader, LibraryRow, UploadRow } from './store.ts'
import { createVerificationReader } from './verification-reader.ts'

const SHA256_DIGITS = 64

/**
 * Answers questions about one library out of the open transaction of `database`. `library` is that library's row as the
 * transaction sees it: fixed for a reader, moving for a writer.
 */
export function createLibraryReader(
  database: Pick<Database, 'prepare'>,
  libraryId: LibraryId,
  library: () => LibraryRow,
): LibraryReader {
  const all = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).all(libraryId, ...parameters)
  const first = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).get(libraryId, ...parameters) ?? null
  const map = <Value>(row: Row | null, toValue: (row: Row) => Value) => (row === null ? null : toValue(row))
  const toUpload = (row: Row) => uploadOf(row, all(PARTS_HERE, textOf(row, 'upload_id')))

  return {
    library,
    asset: (id) => map(first('SELECT body FROM asset WHERE library_id = ? AND asset_id = ?', id), assetOf),
    assetsBySeq: (after, upTo, limit) => all(ASSETS_BY_SEQ, after, upTo, limit).map(assetOf),
    assetsWithBlob: (sha256) => all(ASSETS_WITH_BLOB, sha256).map(assetOf),
    clientLine: (clientId) =>
      map(first('SELECT * FROM client WHERE library_id = ? AND client_id = ?', clientId), (row) => ({
        lastMutation: countOf(row, 'last_mutation'),
        nonce: textOf(row, 'nonce'),
      })),
    outcomes: (clientId, from, to) =>
      new Map(all(OUTCOMES, clientId, from, to).map((row) => [countOf(row, 'n'), outcomeOf(row)])),
    outcomesAbout: (assetId, limit) =>
      all(OUTCOMES_ABOUT, assetId, limit).map((row) => ({
        clientId: textOf(row, 'client_id') as ClientId,
        n: countOf(row, 'n'),
        outcome: outcomeOf(row),
      })),
    blob: (sha256) => map(first('SELECT * FROM blob WHERE library_id = ? AND sha256 = ?', sha256), blobOf),
    blobsAfter: (after, limit) => all(BLOBS_AFTER, after ?? '', limit).map(blobOf),
    upload: (uploadId) => map(first(`${UPLOAD} AND upload_id = ?`, uploadId), toUpload),
    uploadOf: (sha256) => map(first(`${UPLOAD} AND sha256 = ?`, sha256), toUpload),
    uploadsExpiredAt: (now) => all(`${UPLOAD} AND expires_at <= ? ORDER BY expires_at`, now).map(toUpload),
    ...createDerivationReader(database, libraryId),
    ...createRecordReader(database, libraryId),
    ...createSegmentReader(database, libraryId),
    ...createStorageReader(database, libraryId),
    ...createTrashReader(database, libraryId),
    ...createDroppedReader(database, libraryId),
    ...createLeaseReader(database, libraryId),
    ...createVerificationReader(database, libraryId),
  }
}

const ASSETS_BY_SEQ =
  'SELECT body FROM asset WHERE library_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?'

const ASSETS_WITH_BLOB = `
  SELECT DISTINCT asset.asset_id, asset.no, asset.body
  FROM resource INDEXED BY resource_by_sha256 CROSS JOIN asset USING (library_id, asset_id)
  WHERE resource.library_id = ? AND resource.sha256 = ?
  ORDER BY asset.no`

const OUTCOMES_ABOUT = 'SELECT client_id, n, body FROM outcome WHERE library_id = ? AND asset_id = ? LIMIT ?'

const OUTCOMES = 'SELECT n, body FROM outcome WHERE library_id = ? AND client_id = ? AND n BETWEEN ? AND ?'

const BLOBS_AFTER = 'SELECT * FROM blob WHERE library_id = ? AND sha256 > ? ORDER BY sha256 LIMIT ?'

const UPLOAD = 'SELECT * FROM upload WHERE library_id = ?'

const PARTS_HERE = 'SELECT part FROM upload_part WHERE library_id = ? AND upload_id = ?'

/** A library's row out of its columns. */
export function libraryOf(row: Row): LibraryRow {
  return {
    libraryId: textOf(row, 'library_id') as LibraryId,
    name: textOf(row, 'name'),
    epoch: countOf(row, 'epoch'),
    headSeq: countOf(row, 'head_seq'),
    minSeq: countOf(row, 'min_seq'),
    usedBytes: countOf(row, 'used_bytes'),
    reservedBytes: countOf(row, 'reserved_bytes'),
    quotaBytes: countOrNullOf(row, 'quota_bytes'),
    idKey: textOf(row, 'id_key'),
  }
}

function outcomeOf(row: Row): MutationOutcome {
  return JSON.parse(textOf(row, 'body')) as MutationOutcome
}

function uploadOf(row: Row, partsHere: readonly Row[]): UploadRow {
  const digests = textOf(row, 'part_digests')
  const partDigests: Sha256[] = []
  for (let at = 0; at < digests.length; at += SHA256_DIGITS) {
    partDigests.push(digests.slice(at, at + SHA256_DIGITS) as Sha256)
  }
  const received = partDigests.map(() => 0)
  for (const part of partsHere) received[countOf(part, 'part')] = 1
  return {
    uploadId: textOf(row, 'upload_id') as UploadId,
    sha256: textOf(row, 'sha256') as Sha256,
    bytes: countOf(row, 'bytes'),
    partDigests,
    received,
    expiresAt: countOf(row, 'expires_at'),
  }
}
