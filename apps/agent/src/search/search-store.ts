import type { Database, Gazetteer, PlaceBook, SearchIndex } from '@rollcall/platform-node'
import { createPlaceBook, createSearchIndex } from '@rollcall/platform-node'
import type { SearchFacts } from './search-facts.ts'
import { createSearchFacts } from './search-facts.ts'
import type { TurnEnd } from './take-turn.ts'
import { isNothingDue, takeTurn } from './take-turn.ts'

/** A device's search index and what stands beside it; see `SEARCH_MIGRATION`. */
export interface SearchStore extends SearchFacts {
  readonly index: SearchIndex
  readonly places: PlaceBook
  /** Rows of the base that the index does not know yet. */
  readonly dueCount: () => number
  /** Takes the next rows into the index, all of the turn or none of it. Killed and run again, it goes on. */
  readonly takeTurn: (gazetteer: Gazetteer | null) => TurnEnd
}

/** Opens the search index in a device's database. `transaction` is that of the device's state. */
export function createSearchStore(
  database: Database,
  transaction: <Result>(work: () => Result) => Result,
): SearchStore {
  const index = createSearchIndex(database)
  const places = createPlaceBook(database)
  const facts = createSearchFacts(database, places)
  return {
    ...facts,
    index,
    places,
    dueCount: () => Number(database.prepare('SELECT count(*) AS count FROM search_due').get()?.['count']),
    takeTurn: (gazetteer) =>
      isNothingDue(database) ? 'done' : transaction(() => takeTurn({ database, index, facts }, gazetteer)),
  }
}
