import type { Database } from '@rollcall/platform-node'
import type { DeviceId, LeaseId, LibraryId, Sha256 } from '@rollcall/protocol'
import { countOf, countOrNullOf, textOf } from './columns.ts'
import type { LeaseReader } from './lease-store.ts'

/** Answers what is leased of one library out of the open transaction of `database`. See `createLibraryReader`. */
export function createLeaseReader(database: Pick<Database, 'prepare'>, libraryId: LibraryId): LeaseReader {
  const all = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).all(libraryId, ...parameters)
  const first = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).get(libraryId, ...parameters)

  return {
    lease: (leaseId) => {
      const row = first('SELECT * FROM lease WHERE library_id = ? AND lease_id = ?', leaseId)
      if (row === undefined) return null
      const hashes = all(HASHES_OF, leaseId).map((each) => textOf(each, 'sha256') as Sha256)
      return {
        leaseId,
        deviceId: textOf(row, 'device_id') as DeviceId,
        endsAt: countOf(row, 'ends_at'),
        hashes,
      }
    },
    openLeases: (deviceId, countedMs) => {
      const row = first(OPEN_LEASES, deviceId, countedMs) ?? {}
      return {
        leases: countOf(row, 'leases'),
        hashes: countOf(row, 'hashes'),
        firstEndsAt: countOrNullOf(row, 'first_ends_at'),
      }
    },
    isLeased: (sha256, countedMs) => first(IS_LEASED, sha256, countedMs) !== undefined,
    leasesOver: (upTo, beyond, limit) =>
      all(LEASES_OVER, upTo, beyond, limit).map((row) => textOf(row, 'lease_id') as LeaseId),
  }
}

const HASHES_OF =
  'SELECT sha256 FROM lease_hash INDEXED BY lease_hash_by_lease WHERE library_id = ? AND lease_id = ? ORDER BY sha256'

const OPEN_LEASES = `
  SELECT count(*) AS leases, COALESCE(SUM(hashes), 0) AS hashes, MIN(ends_at) AS first_ends_at
  FROM lease INDEXED BY lease_by_device WHERE library_id = ? AND device_id = ? AND ends_at > ?`

const IS_LEASED = `
  SELECT 1 FROM lease_hash CROSS JOIN lease USING (library_id, lease_id)
  WHERE lease_hash.library_id = ? AND lease_hash.sha256 = ? AND lease.ends_at > ? LIMIT 1`

/** A device has few leases, and a library few devices. */
const LEASES_OVER =
  'SELECT lease_id FROM lease WHERE library_id = ? AND (ends_at <= ? OR ends_at > ?) LIMIT ?'
