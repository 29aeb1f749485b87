import type { LibraryId } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import type { Log } from '../../log/log.ts'
import type { Store } from '../../store/store.ts'
import type { DuplicateBook } from './duplicate-book.ts'
import type { LibrarySearch } from './find-in-library.ts'
import { beginSearch, findInLibrary } from './find-in-library.ts'

/** How often it is looked whether libraries have changed; one that came to rest since the look before is searched. */
const LOOK_EVERY_MS = 60_000

/** Work that is done at one go, and the pause after it, so that it never takes more than a third of a processor. */
const SLICE_MS = 6
const PAUSE_MS = 12

/** After a search a library is let rest for so many times as long as it took, at most so long: one that changes all the time is not searched all the time. */
const REST_FACTOR = 5
const REST_MAX_MS = 15 * 60_000

/** Photos whose looks are kept in memory, nine bytes each; of more, the libraries searched longest ago are read anew. */
const PHOTOS_MAX = 5_000_000

/** What looking for duplicates needs of the world. */
export interface DuplicatePorts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly duplicates: DuplicateBook
}

/**
 * Keeps what is known of duplicates up to date until `stop` aborts: in small slices with pauses between, for libraries that somebody asked
 * about at once, for others when they have come to rest. Begun again, it begins with nothing and comes to the same. A search that did not
 * work is told, and made anew a minute later.
 */
export async function runDuplicates(ports: DuplicatePorts, stop: AbortSignal): Promise<void> {
  const { clock, duplicates, log } = ports
  const searches = new Map<LibraryId, LibrarySearch>()
  const restUntil = new Map<LibraryId, number>()
  const lastHead = new Map<LibraryId, string>()
  let wake = new AbortController()
  duplicates.onAsk(() => wake.abort())

  async function look(libraryId: LibraryId, isCalm: boolean): Promise<void> {
    if (!(duplicates.isAsked(libraryId) || isCalm) || clock.monotonic() < (restUntil.get(libraryId) ?? 0))
      return
    const beganAt = clock.monotonic()
    const search = searches.get(libraryId) ?? beginSearch()
    searches.delete(libraryId) // and put back behind the others when it is up to date
    duplicates.begin(libraryId)
    const last = duplicates.found(libraryId)
    const breathe = breather(clock, stop)
    const find = { store: ports.store, now: clock.now, breathe }
    duplicates.put(libraryId, await findInLibrary(find, libraryId, search, search.seq === 0 ? null : last))
    searches.set(libraryId, search)
    forgetOldest(searches)
    const tookMs = clock.monotonic() - beganAt
    restUntil.set(libraryId, clock.monotonic() + Math.min(REST_MAX_MS, tookMs * REST_FACTOR))
  }

  while (!stop.aborted) {
    try {
      for (const { libraryId, epoch, headSeq } of await ports.store.accounts.libraries()) {
        const found = duplicates.found(libraryId)
        const head = `${epoch}.${headSeq}`
        const isKnown = found?.epoch === epoch && found.seq === headSeq
        const isCalm = !isKnown && lastHead.get(libraryId) === head
        lastHead.set(libraryId, head)
        if (!isKnown) await look(libraryId, isCalm)
      }
    } catch (cause) {
      if (!stop.aborted) log.error('could not look for duplicates', { cause })
    }
    if (stop.aborted) return
    const resting = [...restUntil].filter(([libraryId]) => duplicates.isAsked(libraryId))
    const soonest = Math.min(...resting.map(([, until]) => until)) - clock.monotonic()
    const ends = AbortSignal.any([stop, wake.signal])
    await clock.sleep(Math.min(LOOK_EVERY_MS, Math.max(PAUSE_MS, soonest)), ends)
    wake = new AbortController()
  }
}

function forgetOldest(searches: Map<LibraryId, LibrarySearch>): void {
  let photos = 0
  for (const { looks } of searches.values()) photos += looks.columns().high.length
  for (const [oldest, { looks }] of searches) {
    if (photos <= PHOTOS_MAX) return
    photos -= looks.columns().high.length
    searches.delete(oldest)
  }
}

/** Answers at once while the slice lasts, and after a pause when it is over. Rejects when `stop` aborts. */
function breather(clock: Clock, stop: AbortSignal): () => Promise<void> {
  let beganAt = clock.monotonic()
  return async () => {
    if (clock.monotonic() - beganAt < SLICE_MS) return
    await clock.sleep(PAUSE_MS, stop)
    stop.throwIfAborted()
    beganAt = clock.monotonic()
  }
}
