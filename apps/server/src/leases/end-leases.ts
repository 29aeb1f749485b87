import type { LibraryId } from '@rollcall/protocol'
import { LEASE_KEPT_MS } from '@rollcall/protocol'
import type { Store } from '../store/store.ts'

/** Leases that one turn drops. */
const LEASES_A_TURN = 100

/** A lease that ends later than this from now was granted by a count of time that has been lost since, and nobody knows when it ends. */
const NO_LATER_MS = 2 * LEASE_KEPT_MS

/** Drops the leases of a library that are over. Nothing waits for that: they hold nothing any more. Run again, it goes on. */
export async function endLeases(
  { store }: { readonly store: Store },
  libraryId: LibraryId,
  countedMs: number,
): Promise<void> {
  const beyond = countedMs + NO_LATER_MS
  const found = await store.read(libraryId, (reader) => reader.leasesOver(countedMs, beyond, 1))
  if (found.length === 0) return
  let isMore = true
  while (isMore) {
    isMore = await store.write(libraryId, (writer) => {
      const over = writer.leasesOver(countedMs, beyond, LEASES_A_TURN)
      for (const leaseId of over) writer.dropLease(leaseId)
      return over.length === LEASES_A_TURN
    })
  }
}
