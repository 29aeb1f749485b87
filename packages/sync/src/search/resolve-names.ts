import type { NamedField, Search, SearchClause, SearchTerm } from './search.ts'

/** Something with a name that a search found: its mark, and what to call it. */
export interface NamedMark {
  readonly mark: string
  readonly label: string
}

/** Finds what has a name with these words in it, in this order; with `isPrefix` the last may go on. */
export type FindNamed = (
  field: NamedField,
  words: readonly string[],
  isPrefix: boolean,
) => readonly NamedMark[]

/** Names that an explanation tells; more are counted. */
const LABELS_MAX = 3

const NAMED_FIELDS: readonly NamedField[] = ['place', 'album']

/**
 * Puts marks in the place of names, so that what is left is words of assets and marks of assets. The explanation of the search then
 * says which places and albums its words are names of.
 */
export function resolveNames({ clauses }: Search, find: FindNamed): Search {
  return { clauses: clauses.map((clause) => resolveClause(clause, find)) }
}

function resolveClause({ anyOf, isNot, label }: SearchClause, find: FindNamed): SearchClause {
  const labels: string[] = []
  const terms = anyOf.flatMap((term): SearchTerm[] => {
    if (term.kind !== 'words') return [term]
    const named = NAMED_FIELDS.filter((field) => term.fields.includes(field))
    if (named.length === 0) return [term]
    const found = named.flatMap((field) => find(field, term.words, term.isPrefix))
    labels.push(...found.map((one) => one.label))
    const fields = term.fields.filter((field) => field !== 'album' && field !== 'place')
    const marks: SearchTerm = { kind: 'marks', marks: [...new Set(found.map(({ mark }) => mark))] }
    return fields.length === 0 ? [marks] : [{ ...term, fields }, marks]
  })
  return { anyOf: terms, isNot, label: withLabels(label, [...new Set(labels)]) }
}

function withLabels(label: string, labels: readonly string[]): string {
  if (labels.length === 0 || label === '') return label
  const told = labels.slice(0, LABELS_MAX).join(', ')
  const more = labels.length - LABELS_MAX
  return `${label} (${told}${more > 0 ? ` and ${more} more` : ''})`
}
