/*
 * A search as it was understood: every clause must hold, and a clause holds when any of its terms does.
 *
 *   "oslo June 2019 -videos"  =  (words "oslo"…)  and  (June 2019, or the words "june 2019")  and not  (kind:video)
 *
 * What can be said in one word is a *mark* of an asset: its kind, its day, that it is a favourite, the album that it is in.
 */

/** The texts of an asset that are searched word by word. */
export const WORD_FIELDS = ['text', 'keyword', 'file', 'camera', 'device'] as const
/** `text`: caption and title. `device`: the one that added it. See {@link WORD_FIELDS}. */
export type WordField = (typeof WORD_FIELDS)[number]

/** Things with names that many assets share: they are found by name first, and their assets by their marks. */
export type NamedField = 'album' | 'place'

/** What the words of a search can be about. */
export type SearchField = WordField | NamedField

/** One way in which a clause can hold. */
export type SearchTerm =
  /** These words in this order, in one of the fields. With `isPrefix` the last may go on. Never empty. */
  | {
      readonly kind: 'words'
      readonly words: readonly string[]
      readonly isPrefix: boolean
      readonly fields: readonly SearchField[]
    }
  /** At least one of the marks; none of them never holds. */
  | { readonly kind: 'marks'; readonly marks: readonly string[] }
  /** Taken at `from` or later and before `to`: midnights, milliseconds of local time taken for UTC. Null: no bound. */
  | { readonly kind: 'time'; readonly from: number | null; readonly to: number | null }
  /** Not yet safe on the server, as the roll call of this device has it. Stands alone in its clause. */
  | { readonly kind: 'unsynced' }

/** See the file's header. */
export interface SearchClause {
  readonly anyOf: readonly SearchTerm[]
  readonly isNot: boolean
  /** What it was understood as, for people; empty when nobody typed it. */
  readonly label: string
}

/** See the file's header. */
export interface Search {
  readonly clauses: readonly SearchClause[]
}

/** Mark of an asset that a search finds without being asked for such: live, not hidden, not a lone sidecar. */
export const SHOWN_MARK = 'shown'

/** What a search was understood as, in words for people. */
export function explainSearch({ clauses }: Search): string {
  const labels = clauses.filter(({ label }) => label !== '')
  if (labels.length === 0) return 'everything'
  return labels.map(({ isNot, label }) => (isNot ? `not ${label}` : label)).join(', ')
}
