import type { Sha256 } from '@rollcall/protocol'
import type { BlobRow } from './blob-row.ts'

/** A blob, and whether a photo that is not in the trash names it. */
export interface Holding extends BlobRow {
  readonly isLive: boolean
}

/** How far the reading back of a library is. */
export interface Verification {
  readonly originals: number
  readonly bytes: number
  /** Null when there are none. */
  readonly oldestVerifiedAt: number | null
  /** Those whose last reading is too old, or that only a wrong clock can have dated. */
  readonly dueOriginals: number
  readonly dueBytes: number
  /** Those that were found missing or changed, and that no device has sent again yet. */
  readonly lostOriginals: number
}

/** Questions to when the bytes of a library were read back. */
export interface VerificationReader {
  /** What the library holds of these, all seen in one state of it. What it has no row of is left out. */
  readonly holdings: (hashes: readonly Sha256[]) => readonly Holding[]
  /** Durable blobs last read back at `upTo` or before, the oldest first, at most `limit`. */
  readonly verifiedUpTo: (upTo: number, limit: number) => readonly BlobRow[]
  /** Durable blobs read back after `now`, as only a wrong clock can have it, at most `limit`. */
  readonly verifiedAfter: (now: number, limit: number) => readonly BlobRow[]
  /** Blobs whose bytes were found missing or changed, in order of hash, after `after`, at most `limit`. */
  readonly lostBlobsAfter: (after: Sha256 | null, limit: number) => readonly BlobRow[]
  /** Walks through all blobs: for a person who asks. */
  readonly verification: (upTo: number, now: number) => Verification
}
