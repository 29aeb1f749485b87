import type { Search, SearchClause, SearchTerm } from '@rollcall/sync'
import { marksOfSpan } from '@rollcall/sync'

/** A search as the index is asked: an expression of FTS5 (sqlite.org/fts5.html), and bounds of local time, milliseconds. */
export interface IndexQuestion {
  readonly expression: string
  /** From this moment on; null for no bound. */
  readonly from: number | null
  /** Before this moment. */
  readonly to: number | null
}

/** Tells all words that begin so; null when there are too many to ask for one by one. */
export type ExpandWord = (beginning: string) => readonly string[] | null

/**
 * Puts a search as a question to the index, after `resolveNames`. Null when nothing can be found. Clauses about what is synced are left
 * to the caller, who knows.
 */
export function questionOf({ clauses }: Search, expand: ExpandWord): IndexQuestion | null {
  const musts: string[] = []
  const nots: string[] = []
  let from: number | null = null
  let to: number | null = null
  for (const clause of clauses) {
    if (clause.anyOf.some(({ kind }) => kind === 'unsynced')) continue
    const span = spanOf(clause)
    if (span !== null) {
      if (span.from !== null) from = Math.max(from ?? span.from, span.from)
      if (span.to !== null) to = Math.min(to ?? span.to, span.to)
      continue
    }
    const terms = clause.anyOf.map((term) => expressionOf(term, expand)).filter((term) => term !== null)
    if (terms.length > 0) (clause.isNot ? nots : musts).push(`(${terms.join(' OR ')})`)
    else if (!clause.isNot) return null
  }
  if (musts.length === 0) musts.push(EVERYTHING)
  return { expression: [musts.join(' AND '), ...nots].map((part) => `(${part})`).join(' NOT '), from, to }
}

/** The expression that finds names with these words in them. */
export function phraseExpression(words: readonly string[], isPrefix: boolean): string {
  return `${quote(words.join(' '))}${isPrefix ? ' *' : ''}`
}

/** Of everything that is searched, each has one of these. */
const EVERYTHING = `(marks : (${['kind:photo', 'kind:video', 'kind:sidecar'].map(quote).join(' OR ')}))`

/** The bounds that a clause is, if it is nothing else. Bounds on one side alone can be turned around. */
function spanOf({
  anyOf,
  isNot,
}: SearchClause): { readonly from: number | null; readonly to: number | null } | null {
  const [term] = anyOf
  if (anyOf.length !== 1 || term?.kind !== 'time') return null
  if (!isNot) return term
  if (term.from !== null && term.to !== null) return null
  return { from: term.to, to: term.from }
}

/** Null for a term that never holds. */
function expressionOf(term: SearchTerm, expand: ExpandWord): string | null {
  switch (term.kind) {
    case 'words': {
      const fields = term.fields.filter((field) => field !== 'album' && field !== 'place')
      const phrases = phrasesOf(term.words, term.isPrefix, expand)
      return fields.length === 0 || phrases.length === 0
        ? null
        : `({${fields.join(' ')}} : (${phrases.join(' OR ')}))`
    }
    case 'marks':
      return marksExpression(term.marks)
    case 'time':
      if (term.from === null || term.to === null)
        throw new Error('Cannot ask the index: a time without bounds is one of several terms')
      return marksExpression(marksOfSpan({ from: term.from, to: term.to }))
    case 'unsynced':
      return null
  }
}

/**
 * The words as phrases, any of which will do. Asked for the beginning of a word, FTS5 first gathers all that has such a word; asked for the
 * words themselves, it goes from one find to the next and stops at the end of the page.
 */
function phrasesOf(words: readonly string[], isPrefix: boolean, expand: ExpandWord): readonly string[] {
  const endings = isPrefix ? expand(words.at(-1) ?? '') : null
  if (endings === null) return [phraseExpression(words, isPrefix)]
  return endings.map((word) => phraseExpression([...words.slice(0, -1), word], false))
}

function marksExpression(marks: readonly string[]): string | null {
  return marks.length === 0 ? null : `(marks : (${marks.map(quote).join(' OR ')}))`
}

function quote(words: string): string {
  return `"${words.replaceAll('"', '""')}"`
}
