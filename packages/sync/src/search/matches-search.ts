import type { Search, SearchTerm } from './search.ts'
import type { SearchRow } from './search-row.ts'
import { hasPhrase } from './words-in.ts'

/**
 * Whether a search finds an asset. `search` went through `resolveNames`: a name that is still in it is not found. `isUnsynced`: the roll
 * call does not call every file of the asset safe.
 */
export function matchesSearch(
  { clauses }: Search,
  row: Omit<SearchRow, 'assetId'>,
  isUnsynced = false,
): boolean {
  return clauses.every(({ anyOf, isNot }) => anyOf.some((term) => holds(term, row, isUnsynced)) !== isNot)
}

function holds(
  term: SearchTerm,
  { words, marks, localAt }: Omit<SearchRow, 'assetId'>,
  isUnsynced: boolean,
): boolean {
  switch (term.kind) {
    case 'words':
      return term.fields.some(
        (field) =>
          field !== 'album' && field !== 'place' && hasPhrase(words[field], term.words, term.isPrefix),
      )
    case 'marks':
      return term.marks.some((mark) => marks.has(mark))
    case 'time':
      return (term.from === null || localAt >= term.from) && (term.to === null || localAt < term.to)
    case 'unsynced':
      return isUnsynced
  }
}
