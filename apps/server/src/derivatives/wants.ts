import type { LibraryId, Sha256 } from '@rollcall/protocol'

/** Originals remembered a library: a few screens full. */
const WANTS_MAX = 1_000

/** Which derivatives somebody is waiting for. A hint, kept in memory: losing it costs a place in the line. */
export interface Wants {
  readonly want: (libraryId: LibraryId, sha256: Sha256) => void
  /** Takes the originals wanted last out, the newest want first, at most `limit`. */
  readonly take: (libraryId: LibraryId, limit: number) => readonly Sha256[]
  /** Calls back at every want. Answers how to stop that. */
  readonly onWant: (listener: () => void) => () => void
}

/** Makes a memory of wants. */
export function createWants(): Wants {
  const wanted = new Map<LibraryId, Set<Sha256>>()
  const listeners = new Set<() => void>()
  return {
    want: (libraryId, sha256) => {
      const hashes = wanted.get(libraryId) ?? new Set()
      wanted.set(libraryId, hashes)
      hashes.delete(sha256) // or it would keep its old place
      hashes.add(sha256)
      const [oldest] = hashes
      if (hashes.size > WANTS_MAX && oldest !== undefined) hashes.delete(oldest)
      for (const listener of listeners) listener()
    },
    take: (libraryId, limit) => {
      const hashes = wanted.get(libraryId)
      const taken = [...(hashes ?? [])].toReversed().slice(0, limit)
      for (const sha256 of taken) hashes?.delete(sha256)
      return taken
    },
    onWant: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
