import type { Database } from '@rollcall/platform-node'
import type { LibraryId } from '@rollcall/protocol'
import { blobOf } from './blob-row.ts'
import { countOf, countOrNullOf } from './columns.ts'
import type { VerificationReader } from './verification-store.ts'

/** Answers when the bytes of one library were read back, out of the open transaction. See `createLibraryReader`. */
export function createVerificationReader(
  database: Pick<Database, 'prepare'>,
  libraryId: LibraryId,
): VerificationReader {
  const all = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).all(libraryId, ...parameters)

  return {
    holdings: (hashes) =>
      all(HOLDINGS, JSON.stringify(hashes)).map((row) => ({
        ...blobOf(row),
        isLive: countOf(row, 'is_live') === 1,
      })),
    verifiedUpTo: (upTo, limit) => all(VERIFIED_UP_TO, upTo, limit).map(blobOf),
    verifiedAfter: (now, limit) => all(VERIFIED_AFTER, now, limit).map(blobOf),
    lostBlobsAfter: (after, limit) => all(LOST_AFTER, after ?? '', limit).map(blobOf),
    verification: (upTo, now) => {
      const row = all(VERIFICATION, upTo, now)[0] ?? {}
      return {
        originals: countOf(row, 'originals'),
        bytes: countOf(row, 'bytes'),
        oldestVerifiedAt: countOrNullOf(row, 'oldest'),
        dueOriginals: countOf(row, 'due_originals'),
        dueBytes: countOf(row, 'due_bytes'),
        lostOriginals: countOf(row, 'lost_originals'),
      }
    },
  }
}

const HOLDINGS = `
  SELECT blob.*, EXISTS (
    SELECT 1 FROM resource INDEXED BY resource_by_sha256 CROSS JOIN asset USING (library_id, asset_id)
    WHERE resource.library_id = blob.library_id AND resource.sha256 = blob.sha256 AND asset.state = 'live'
  ) AS is_live
  FROM json_each(?2) AS wanted CROSS JOIN blob ON blob.library_id = ?1 AND blob.sha256 = wanted.value`

const VERIFIED_UP_TO = `
  SELECT * FROM blob INDEXED BY blob_by_verified
  WHERE library_id = ? AND state = 'durable' AND verified_at <= ? ORDER BY verified_at LIMIT ?`

const VERIFIED_AFTER = `
  SELECT * FROM blob INDEXED BY blob_by_verified
  WHERE library_id = ? AND state = 'durable' AND verified_at > ? ORDER BY verified_at LIMIT ?`

const LOST_AFTER = `
  SELECT * FROM blob INDEXED BY blob_lost
  WHERE library_id = ? AND state = 'lost' AND sha256 > ? ORDER BY sha256 LIMIT ?`

const VERIFICATION = `
  SELECT
    COALESCE(SUM(state = 'durable'), 0) AS originals,
    COALESCE(SUM(CASE WHEN state = 'durable' THEN bytes END), 0) AS bytes,
    MIN(CASE WHEN state = 'durable' THEN verified_at END) AS oldest,
    COALESCE(SUM(state = 'durable' AND (verified_at <= ?2 OR verified_at > ?3)), 0) AS due_originals,
    COALESCE(SUM(CASE WHEN state = 'durable' AND (verified_at <= ?2 OR verified_at > ?3) THEN bytes END), 0) AS due_bytes,
    COALESCE(SUM(state = 'lost'), 0) AS lost_originals
  FROM blob WHERE library_id = ?1`
