import type { AbortSignalLike, Clock } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import { catchUpSearch } from './catch-up-search.ts'
import type { SearchStore } from './search-store.ts'

/** How often it is looked whether the base has anything new; a search that comes first looks by itself. */
const LOOK_MS = 5_000

/** Between two turns, for everything else that a process does. */
const REST_MS = 20

/**
 * Keeps the search index up to the base until `signal` is aborted, so that a search has nothing to learn. A disk that is full or broken is
 * tried again at the next look: by then somebody may have made room, and what was not learned is still due.
 */
export async function keepLearning(
  search: SearchStore,
  clock: Clock,
  signal: AbortSignalLike,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await catchUpSearch(search, () => clock.sleep(REST_MS, signal))
    } catch (error) {
      if (!(error instanceof DiskFailure)) throw error
    }
    await clock.sleep(LOOK_MS, signal)
  }
}
