import type { AssetId } from '@rollcall/protocol'
import type { Search, SearchRow } from '@rollcall/sync'
import { WORD_FIELDS } from '@rollcall/sync'
import type { Database } from '../open-database.ts'
import { questionOf } from './match-expression.ts'

/*
 * An index of the words and marks of a library's assets. A row's number is its place in time, so the newest photos come first without
 * being sorted, the days of a search bound what is read, and a search that finds half the library reads no more than it answers:
 *
 *   place  =  second of local time  ×  2^20  +  number of the asset within the library
 *
 * FTS5 has the number below zero, so that the newest is its first: forwards it leaps to a bound, backwards it goes there step by step.
 */

/** Numbers to a second. A library with more assets than this, taken within one second, gives the next seconds some. */
const PLACES_PER_SECOND = 2 ** 20

/** Times further from 1970 count as this far, so that every place is a whole number that JavaScript holds exactly: 272 years. */
const SECONDS_MAX = 2 ** 33 - 1

/** Words with one beginning that are asked for one by one. */
const ENDINGS_MAX = 64

/** Above every other letter, so that a word with it stands behind all that begin like it. */
const LAST_LETTER = '\u{10ffff}'

/** Columns of `search_text`, fields and marks. */
const FIELDS = 'text, keyword, file, camera, device, marks'

/** An asset that a search found. */
export interface FoundAsset {
  readonly assetId: AssetId
  /** Its place in time; the page after it goes on below. */
  readonly place: number
}

/** Which part of an answer is wanted: the newest `limit`, below the place `below` if there is one. */
export interface FoundPage {
  readonly limit: number
  readonly below: number | null
}

/** An index over the tables of `SEARCH_TABLES`. What changes it joins the caller's transaction. */
export interface SearchIndex {
  /** Puts an asset's row in the place of the one it had. */
  readonly put: (row: SearchRow) => void
  /** Removes an asset; nothing happens when it is not there. */
  readonly remove: (assetId: AssetId) => void
  /** What a search finds, after `resolveNames`, newest first. Clauses about what is synced are not looked at. */
  readonly find: (search: Search, page: FoundPage) => readonly FoundAsset[]
  /** How much a search finds, counted up to `most`. */
  readonly count: (search: Search, most: number) => number
  /** Assets by their numbers within the library, both ends included. */
  readonly assetsNumbered: (first: number, last: number) => readonly AssetId[]
}

/** Opens the index in a database. */
export function createSearchIndex(database: Database): SearchIndex {
  function remove(assetId: AssetId): void {
    const row = database.prepare('SELECT place FROM search_row WHERE asset_id = ?').get(assetId)
    if (row === undefined) return
    const place = Number(row['place'])
    database.prepare('DELETE FROM search_text WHERE rowid = ?').run(-place)
    database.prepare('DELETE FROM search_row WHERE place = ?').run(place)
  }

  return {
    put: ({ assetId, no, localAt, words, marks }) => {
      remove(assetId)
      noteWords(database, words)
      const place = freePlace(database, localAt, no)
      database
        .prepare('INSERT INTO search_row (place, asset_id, no) VALUES (?, ?, ?)')
        .run(place, assetId, no)
      database
        .prepare(`INSERT INTO search_text (rowid, ${FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?)`)
        .run(
          -place,
          words.text.join(' '),
          words.keyword.join(' '),
          words.file.join(' '),
          words.camera.join(' '),
          words.device.join(' '),
          [...marks].join(' '),
        )
    },
    remove,
    find: (search, { limit, below }) => {
      const condition = conditionOf(database, search, below)
      if (condition === null) return []
      return database
        .prepare(
          `SELECT place, asset_id FROM search_row JOIN
             (SELECT rowid FROM search_text WHERE ${condition.sql} ORDER BY rowid LIMIT ?) AS found
             ON search_row.place = -found.rowid
           ORDER BY place DESC`,
        )
        .all(...condition.values, limit)
        .map((row) => ({ assetId: String(row['asset_id']) as AssetId, place: Number(row['place']) }))
    },
    count: (search, most) => {
      const condition = conditionOf(database, search, null)
      if (condition === null) return 0
      const row = database
        .prepare(
          `SELECT count(*) AS count FROM (SELECT rowid FROM search_text WHERE ${condition.sql} LIMIT ?)`,
        )
        .get(...condition.values, most)
      return Number(row?.['count'])
    },
    assetsNumbered: (first, last) =>
      database
        .prepare('SELECT asset_id FROM search_row WHERE no BETWEEN ? AND ?')
        .all(first, last)
        .map((row) => String(row['asset_id']) as AssetId),
  }
}

function freePlace(database: Database, localAt: number, no: number): number {
  const isTaken = database.prepare('SELECT 1 FROM search_row WHERE place = ?')
  let place = placeInTime(localAt) + (no % PLACES_PER_SECOND)
  while (isTaken.get(place) !== undefined) place++
  return place
}

/** A condition of SQL on `search_text`, and the values of its question marks. */
interface Condition {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

/** Null when nothing can be found. Bounds are cast, as FTS5 leaps to whole numbers alone, and numbers of JavaScript come to it as others. */
function conditionOf(database: Database, search: Search, below: number | null): Condition | null {
  const question = questionOf(search, (beginning) => expandWord(database, beginning))
  if (question === null) return null
  const { expression, from, to } = question
  const parts: readonly (readonly [sql: string, value: string | number | null])[] = [
    ['search_text MATCH ?', expression],
    ['rowid <= CAST(? AS INTEGER)', from === null ? null : -placeInTime(from)],
    ['rowid > CAST(? AS INTEGER)', to === null ? null : -placeInTime(to)],
    ['rowid > CAST(? AS INTEGER)', below === null ? null : -below],
  ]
  const set = parts.flatMap(([sql, value]) => (value === null ? [] : [{ sql, value }]))
  return { sql: set.map(({ sql }) => sql).join(' AND '), values: set.map(({ value }) => value) }
}

function expandWord(database: Database, beginning: string): readonly string[] | null {
  const words = database
    .prepare('SELECT word FROM search_word WHERE word >= ? AND word < ? LIMIT ?')
    .all(beginning, beginning + LAST_LETTER, ENDINGS_MAX + 1)
    .map((row) => String(row['word']))
  return words.length > ENDINGS_MAX ? null : words
}

/** Keeps every word once. Words are not taken back: one that nothing has any more finds nothing. */
function noteWords(database: Database, words: SearchRow['words']): void {
  const put = database.prepare('INSERT OR IGNORE INTO search_word (word) VALUES (?)')
  for (const word of new Set(WORD_FIELDS.flatMap((field) => words[field]))) put.run(word)
}

/** The first place of a moment's second; `localAt` is local time taken for UTC, milliseconds. */
export function placeInTime(localAt: number): number {
  const second = Math.floor(localAt / 1000)
  return Math.max(-SECONDS_MAX, Math.min(SECONDS_MAX, second)) * PLACES_PER_SECOND
}
