import { readDateWords } from './read-date-words.ts'
import type { SearchClause } from './search.ts'

/** Words that bound a time by days: `before` and `until` from above, `after` and `since` from below. */
export const TIME_BOUNDS = ['before', 'after', 'since', 'until'] as const

/**
 * Reads `before` and the like with the days that follow, which are themselves meant by `since` and `until` alone. Null when `bound` is
 * none of them, or no one row of days follows.
 */
export function readTimeBound(
  bound: string,
  text: string,
  isNot: boolean,
  today: number,
): SearchClause | null {
  const date = readDateWords(text, today)
  if (date?.kind !== 'span') return null
  const { from, to } = date.span
  const label = `${bound} ${date.label}`
  switch (bound) {
    case 'before':
      return { anyOf: [{ kind: 'time', from: null, to: from }], isNot, label }
    case 'until':
      return { anyOf: [{ kind: 'time', from: null, to }], isNot, label }
    case 'after':
      return { anyOf: [{ kind: 'time', from: to, to: null }], isNot, label }
    case 'since':
      return { anyOf: [{ kind: 'time', from, to: null }], isNot, label }
    default:
      return null
  }
}
