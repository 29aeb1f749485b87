import type { DeviceId, LeaseCheck, LeaseId, LibraryId, Sha256 } from '@rollcall/protocol'
import { countedNow } from '../trash/count-on.ts'
import { withoutTheirBytes } from '../uploads/without-their-bytes.ts'
import type { LeasePorts } from './lease-ports.ts'

/** A lease, and the device that says it has it. */
export interface LeaseAddress {
  readonly libraryId: LibraryId
  readonly deviceId: DeviceId
  readonly leaseId: LeaseId
}

/**
 * Over which of these hashes a lease holds at this moment: it is not over, their bytes were not found damaged since, their files are there
 * with their length, and a photo outside the trash still names them. Of a lease that is over, was given back or is another device's: over none.
 */
export async function checkLease(
  ports: Pick<LeasePorts, 'store' | 'clock' | 'blobs'>,
  { libraryId, deviceId, leaseId }: LeaseAddress,
  hashes: readonly Sha256[],
): Promise<LeaseCheck> {
  const countedMs = await countedNow(ports)
  const held = await ports.store.read(libraryId, (reader) => reader.holdings(hashes))
  const missing = await withoutTheirBytes(ports.blobs, held)
  const gone = new Set(missing.map(({ sha256 }) => sha256))
  return await ports.store.read(libraryId, (reader) => {
    const lease = reader.lease(leaseId)
    if (lease === null || lease.deviceId !== deviceId || lease.endsAt <= countedMs)
      return { held: [], keptMs: 0 }
    const leased = new Set(lease.hashes)
    const asked = [...new Set(hashes)].filter((sha256) => leased.has(sha256) && !gone.has(sha256))
    const safe = reader.holdings(asked).filter(({ state, isLive }) => state === 'durable' && isLive)
    return { held: safe.map(({ sha256 }) => sha256), keptMs: lease.endsAt - countedMs }
  })
}

/** Gives a lease back. One that is gone, or another device's, stays as it is. */
export async function releaseLease(
  { store }: Pick<LeasePorts, 'store'>,
  { libraryId, deviceId, leaseId }: LeaseAddress,
): Promise<void> {
  await store.write(libraryId, (writer) => {
    if (writer.lease(leaseId)?.deviceId === deviceId) writer.dropLease(leaseId)
  })
}
