import type { Run } from './columns.ts'
import type { LeaseWriter } from './lease-store.ts'

/** Changes the leases of one library. See `openLibraryWriter`. */
export function createLeaseWriter(run: Run): LeaseWriter {
  return {
    putLease: ({ leaseId, deviceId, endsAt, hashes }) => {
      run('INSERT INTO lease VALUES (?, ?, ?, ?, ?)', leaseId, deviceId, endsAt, hashes.length)
      for (const sha256 of hashes) run('INSERT INTO lease_hash VALUES (?, ?, ?)', sha256, leaseId)
    },
    dropLease: (leaseId) => {
      run('DELETE FROM lease_hash WHERE library_id = ? AND lease_id = ?', leaseId)
      run('DELETE FROM lease WHERE library_id = ? AND lease_id = ?', leaseId)
    },
  }
}
