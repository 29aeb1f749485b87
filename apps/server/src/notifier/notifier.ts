import type { LibraryId, Poke } from '@rollcall/protocol'

/**
 * Tells listeners that a library has moved. Only a hint: it may come late, twice or out of order, and who never hears it
 * is merely slower. Several processes may share one, then a change made by one is heard through all.
 */
export interface Notifier {
  /** Never fails: what could not be told is found by the next read. */
  readonly publish: (libraryId: LibraryId, poke: Poke) => void
  /** Calls `listener`, which must not throw, until the returned function is called. */
  readonly subscribe: (libraryId: LibraryId, listener: (poke: Poke) => void) => () => void
}
