import type { LibraryId, Sha256, UploadId } from '@rollcall/protocol'

/** Finished uploads remembered, so that a client whose answer was lost may ask again. */
const SETTLED_MAX = 1_000

/**
 * What one process remembers of originals on their way. Room for uploads in parts is reserved in the database; room for
 * single files, which come and go within a request, is held here. A process that dies loses nothing by losing this.
 */
export interface Reservations {
  /**
   * Holds room for one hash; the same hash coming twice at once is held once, since it will be charged once. Answers how to
   * let go, which is to be called exactly once. To be called in the same turn as the check against the quota.
   */
  readonly hold: (libraryId: LibraryId, sha256: Sha256, bytes: number) => () => void
  /** Bytes held in a library, but for those of one hash. */
  readonly heldBytes: (libraryId: LibraryId, except: Sha256) => number
  /** Remembers what an upload in parts became. */
  readonly settle: (libraryId: LibraryId, uploadId: UploadId, sha256: Sha256) => void
  /** What an upload became; null where this process does not know. */
  readonly settledAs: (libraryId: LibraryId, uploadId: UploadId) => Sha256 | null
}

/** Begins with nothing held. */
export function createReservations(): Reservations {
  const holdsByLibrary = new Map<LibraryId, Map<Sha256, { readonly bytes: number; holders: number }>>()
  const settled = new Map<string, Sha256>()

  return {
    hold: (libraryId, sha256, bytes) => {
      const holds = holdsByLibrary.get(libraryId) ?? new Map<Sha256, { bytes: number; holders: number }>()
      holdsByLibrary.set(libraryId, holds)
      const hold = holds.get(sha256) ?? { bytes, holders: 0 }
      holds.set(sha256, hold)
      hold.holders++
      return () => {
        hold.holders--
        if (hold.holders === 0) holds.delete(sha256)
        if (holds.size === 0) holdsByLibrary.delete(libraryId)
      }
    },
    heldBytes: (libraryId, except) => {
      let bytes = 0
      for (const [sha256, hold] of holdsByLibrary.get(libraryId) ?? [])
        if (sha256 !== except) bytes += hold.bytes
      return bytes
    },
    settle: (libraryId, uploadId, sha256) => {
      const [oldest] = settled.keys()
      if (oldest !== undefined && settled.size >= SETTLED_MAX) settled.delete(oldest)
      settled.set(`${libraryId}/${uploadId}`, sha256)
    },
    settledAs: (libraryId, uploadId) => settled.get(`${libraryId}/${uploadId}`) ?? null,
  }
}
