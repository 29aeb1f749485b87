import type { DeviceId, LeaseId, Sha256 } from '@rollcall/protocol'

/** A device's leave to drop its copies; see `apps/server/src/leases`. */
export interface LeaseRow {
  readonly leaseId: LeaseId
  readonly deviceId: DeviceId
  /** How much time the server will have counted when it is over; see `countTime`. */
  readonly endsAt: number
  readonly hashes: readonly Sha256[]
}

/** How many leases a device has, over how many hashes in all, and when the first of them is over; null: it has none. */
export interface OpenLeases {
  readonly leases: number
  readonly hashes: number
  readonly firstEndsAt: number | null
}

/** Questions to the leases of a library. `countedMs`: how much time the server has counted. */
export interface LeaseReader {
  readonly lease: (leaseId: LeaseId) => LeaseRow | null
  readonly openLeases: (deviceId: DeviceId, countedMs: number) => OpenLeases
  /** Whether a lease that is not over holds these bytes. */
  readonly isLeased: (sha256: Sha256, countedMs: number) => boolean
  /** Leases that are over at `upTo`, or that only a count that was lost can have put after `beyond`; at most `limit`. */
  readonly leasesOver: (upTo: number, beyond: number, limit: number) => readonly LeaseId[]
}

/** Changes of the leases of a library. */
export interface LeaseWriter {
  readonly putLease: (lease: LeaseRow) => void
  /** Drops a lease; one that is gone already changes nothing. */
  readonly dropLease: (leaseId: LeaseId) => void
}
