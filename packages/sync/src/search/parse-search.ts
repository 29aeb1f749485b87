import { RATING_MAX, SEARCH_MAX } from '@rollcall/protocol'
import { KIND_WORDS_MAX, readFieldKind, readKindWords } from './kind-words.ts'
import { DATE_WORDS_MAX, readDateWords } from './read-date-words.ts'
import type { DateWords } from './read-date-words.ts'
import { readTimeBound, TIME_BOUNDS } from './read-time-bound.ts'
import type { Search, SearchClause, SearchField, SearchTerm } from './search.ts'
import { SHOWN_MARK, WORD_FIELDS } from './search.ts'
import { splitSearch } from './split-search.ts'
import type { SearchPiece } from './split-search.ts'
import { wordsIn } from './words-in.ts'

/*
 * From what a person typed to a `Search`. Words that say a day or a kind are understood without a field, the longest first; as they
 * may be meant as words all the same ("may", "portrait"), they are looked for in texts too. Nothing is refused: what is not
 * understood is looked for as it stands.
 */

/** What the words of a search depend on. */
export interface SearchMoment {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: number
  /** Local time minus UTC where the person is, minutes. */
  readonly offsetMinutes: number
}

const ALL_FIELDS: readonly SearchField[] = [...WORD_FIELDS, 'album', 'place']
/** Where words that were understood as something else are looked for too. */
const SAID_FIELDS: readonly SearchField[] = ['text', 'keyword', 'album', 'place']

/** Where the words after a field are looked for. */
const FIELDS: Readonly<Record<string, readonly SearchField[]>> = {
  camera: ['camera'],
  lens: ['camera'],
  album: ['album'],
  folder: ['album'],
  keyword: ['keyword'],
  tag: ['keyword'],
  place: ['place'],
  location: ['place'],
  device: ['device'],
  file: ['file'],
  name: ['file'],
  caption: ['text'],
  title: ['text'],
}
const OTHER_FIELDS: ReadonlySet<string> = new Set(['type', 'kind', 'is', 'rating', 'date', ...TIME_BOUNDS])

/** Shorter words are looked for as they stand, longer ones as the beginning of a word. */
const PREFIX_LETTERS_MIN = 3

/** Words that say nothing about a photo, unless nothing else was said. */
const FILLERS: ReadonlySet<string> = new Set(
  'a all and at by from in my of on our show taken the to with'.split(' '),
)

/** Whatever has one of these is not what a plain search shows. */
const ASKED_MARKS: ReadonlySet<string> = new Set(['hidden', 'trashed', 'kind:sidecar'])

/** Understands a search. Never throws; text beyond {@link SEARCH_MAX} is not read. */
export function parseSearch(text: string, { now, offsetMinutes }: SearchMoment): Search {
  const today = now + offsetMinutes * 60_000
  const pieces = splitSearch(text.slice(0, SEARCH_MAX), (field) => field in FIELDS || OTHER_FIELDS.has(field))
  const clauses: SearchClause[] = []
  const fillers: SearchClause[] = []
  for (let at = 0; at < pieces.length; ) {
    const piece = pieces[at]
    if (piece === undefined) break
    const run = piece.field === null && !piece.isQuoted ? bareRun(pieces, at) : null
    const { clause, length } =
      run === null ? { clause: readPiece(piece, today), length: 1 } : readRun(run, piece.isNot, today)
    at += length
    if (clause === null) continue
    if (length === 1 && run !== null && FILLERS.has(piece.text.toLowerCase())) fillers.push(clause)
    else clauses.push(clause)
  }
  const said = clauses.length > 0 ? clauses : fillers
  return { clauses: [...said, ...scopeOf(said)] }
}

/** The words from `at` on that may belong together. */
function bareRun(pieces: readonly SearchPiece[], at: number): readonly string[] {
  const run: string[] = []
  for (const piece of pieces.slice(at, at + 1 + DATE_WORDS_MAX)) {
    const isMore = piece.field === null && !piece.isQuoted && (run.length === 0 || !piece.isNot)
    if (!isMore) break
    run.push(piece.text)
  }
  return run
}

interface ReadRun {
  readonly clause: SearchClause | null
  /** How many words it took. */
  readonly length: number
}

function readRun(run: readonly string[], isNot: boolean, today: number): ReadRun {
  for (let length = run.length; length > 0; length--) {
    const text = run.slice(0, length).join(' ')
    const clause = readBound(text, isNot, today) ?? readSpecial(text, length, isNot, today)
    if (clause !== null) return { clause, length }
  }
  return { clause: plainWords(run[0] ?? '', isNot), length: 1 }
}

/** Words such as "before June 2019". */
function readBound(text: string, isNot: boolean, today: number): SearchClause | null {
  const space = text.indexOf(' ')
  return space < 0
    ? null
    : readTimeBound(text.slice(0, space).toLowerCase(), text.slice(space + 1), isNot, today)
}

function readSpecial(text: string, length: number, isNot: boolean, today: number): SearchClause | null {
  if (/^(?:not (?:yet )?synced|unsynced|not (?:yet )?(?:uploaded|backed up))$/i.test(text))
    return unsynced(isNot)
  const kind = length <= KIND_WORDS_MAX ? readKindWords(text) : null
  if (kind !== null) {
    return { anyOf: [{ kind: 'marks', marks: kind.marks }, ...saidTerm(text)], isNot, label: kind.label }
  }
  const date = length <= DATE_WORDS_MAX ? readDateWords(text, today) : null
  if (date === null) return null
  return { anyOf: [dateTerm(date), ...saidTerm(text)], isNot, label: date.label }
}

/** The words themselves, where people say such things. */
function saidTerm(text: string): SearchTerm[] {
  const words = wordsIn(text)
  return words.length === 0 ? [] : [{ kind: 'words', words, isPrefix: false, fields: SAID_FIELDS }]
}

function plainWords(text: string, isNot: boolean): SearchClause | null {
  const words = wordsIn(text)
  const last = words.at(-1)
  if (last === undefined) return null
  const isPrefix = last.length >= PREFIX_LETTERS_MIN
  return { anyOf: [{ kind: 'words', words, isPrefix, fields: ALL_FIELDS }], isNot, label: quote(text) }
}

function readPiece({ field, text, isQuoted, isNot }: SearchPiece, today: number): SearchClause | null {
  if (field === null) return phraseIn(ALL_FIELDS, text, isQuoted, isNot, quote(text))
  const fields = FIELDS[field]
  if (fields !== undefined) return phraseIn(fields, text, isQuoted, isNot, `${field} ${quote(text)}`)
  return (
    readOtherField(field, text, isNot, today) ??
    phraseIn(ALL_FIELDS, `${field} ${text}`, true, isNot, quote(`${field}:${text}`))
  )
}

function readOtherField(field: string, text: string, isNot: boolean, today: number): SearchClause | null {
  if (field === 'rating') return readRating(text, isNot)
  if (field === 'date') {
    const date = readDateWords(text, today)
    return date === null ? null : { anyOf: [dateTerm(date)], isNot, label: date.label }
  }
  if (field !== 'is' && field !== 'type' && field !== 'kind') return readTimeBound(field, text, isNot, today)
  if (/^(?:unsynced|not.?synced)$/i.test(text)) return unsynced(isNot)
  if (/^synced$/i.test(text)) return unsynced(!isNot)
  const kind = readFieldKind(text)
  return kind === null ? null : { anyOf: [{ kind: 'marks', marks: kind.marks }], isNot, label: kind.label }
}

/** `4`, `4+` or `3-5` stars; 0 for none. */
function readRating(text: string, isNot: boolean): SearchClause | null {
  const found = /^([0-5])(?:(\+)|(?:-|\.\.)([0-5]))?$/.exec(text)
  if (found === null) return null
  const least = Number(found[1])
  const most = found[2] === undefined ? Number(found[3] ?? least) : RATING_MAX
  const marks = Array.from({ length: RATING_MAX }, (_, index) => index + 1)
    .filter((stars) => (least === 0 ? stars > most : stars >= least && stars <= most))
    .map((stars) => `rating:${stars}`)
  const label = least === most ? `rated ${least}` : `rated ${least} to ${most}`
  // No mark says that there are no stars: what is not above has them at most.
  return least === 0
    ? { anyOf: [{ kind: 'marks', marks }], isNot: !isNot, label: `rated above ${most}` }
    : { anyOf: [{ kind: 'marks', marks }], isNot, label }
}

function phraseIn(
  fields: readonly SearchField[],
  text: string,
  isWhole: boolean,
  isNot: boolean,
  label: string,
): SearchClause | null {
  const words = wordsIn(text)
  if (words.length === 0) return null
  return { anyOf: [{ kind: 'words', words, isPrefix: !isWhole, fields }], isNot, label }
}

function dateTerm(date: DateWords): SearchTerm {
  return date.kind === 'span' ? { kind: 'time', ...date.span } : { kind: 'marks', marks: date.marks }
}

function unsynced(isNot: boolean): SearchClause {
  return { anyOf: [{ kind: 'unsynced' }], isNot, label: 'not synced' }
}

/** What nobody needs to say: that hidden and trashed photos and lone sidecars are not meant. */
function scopeOf(clauses: readonly SearchClause[]): SearchClause[] {
  const asked = new Set(
    clauses
      .filter(({ isNot }) => !isNot)
      .flatMap(({ anyOf }) => anyOf)
      .flatMap((term) => (term.kind === 'marks' ? term.marks : []))
      .filter((mark) => ASKED_MARKS.has(mark)),
  )
  if (asked.has('hidden') || asked.has('trashed')) return []
  if (!asked.has('kind:sidecar')) {
    return [{ anyOf: [{ kind: 'marks', marks: [SHOWN_MARK] }], isNot: false, label: '' }]
  }
  return [{ anyOf: [{ kind: 'marks', marks: ['hidden', 'trashed'] }], isNot: true, label: '' }]
}

function quote(text: string): string {
  return `"${text}"`
}
