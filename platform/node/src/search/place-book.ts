import type { NamedMark, Place } from '@rollcall/sync'
import { namesOfPlace, wordsOfTexts } from '@rollcall/sync'
import type { Spot } from '../gazetteer/spot.ts'
import type { Database } from '../open-database.ts'
import { phraseExpression } from './match-expression.ts'

/** Degrees within which spots count as one, some 200 m: people take many photos where they took one. */
const SPOT_DEGREES = 0.002
/** Both ends of a row count, as 180° east and west do. */
const SPOTS_AROUND = Math.round(360 / SPOT_DEGREES) + 1

/** Names of places that one word may mean; the rest is not looked for. */
const NAMES_MAX = 500

/**
 * What a gazetteer has said, in the tables of `SEARCH_TABLES`: what is at the spots where photos were taken, and what that is called.
 * With it a gazetteer, which is large, is opened for new spots alone. What changes it joins the caller's transaction.
 */
export interface PlaceBook {
  /** The marks of what is at a spot; null when nobody has learned it. */
  readonly marksAt: (spot: Spot) => readonly string[] | null
  /** Keeps what the gazetteer said of the middle of a spot; see {@link middleOf}. Answers the marks. */
  readonly learn: (spot: Spot, place: Place | null) => readonly string[]
  /** Places with these words in a name, at most 500. See `FindNamed` in sync. */
  readonly findPlaces: (words: readonly string[], isPrefix: boolean) => readonly NamedMark[]
}

/** Opens the book in a database. */
export function createPlaceBook(database: Database): PlaceBook {
  return {
    marksAt: (spot) => {
      const row = database.prepare('SELECT marks FROM search_spot WHERE spot = ?').get(numberOf(spot))
      return row === undefined ? null : marksIn(String(row['marks']))
    },
    learn: (spot, place) => {
      const names = namesOfPlace(place)
      for (const { mark, name, otherNames } of names) {
        const added = database
          .prepare('INSERT OR IGNORE INTO search_name (mark, name) VALUES (?, ?)')
          .run(mark, name)
        if (added.changes === 0) continue
        database
          .prepare('INSERT INTO search_name_text (rowid, words) VALUES (?, ?)')
          .run(added.lastInsertRowid, wordsOfTexts([name, ...otherNames]).join(' '))
      }
      const marks = names.map(({ mark }) => mark)
      database
        .prepare('INSERT OR REPLACE INTO search_spot (spot, marks) VALUES (?, ?)')
        .run(numberOf(spot), marks.join(' '))
      return marks
    },
    findPlaces: (words, isPrefix) =>
      database
        .prepare(
          `SELECT mark, name FROM search_name
           WHERE number IN (SELECT rowid FROM search_name_text WHERE search_name_text MATCH ?)
           ORDER BY number LIMIT ${NAMES_MAX}`,
        )
        .all(phraseExpression(words, isPrefix))
        .map((row) => ({ mark: String(row['mark']), label: `place ${String(row['name'])}` })),
  }
}

/** The middle of what counts as one spot, for which the gazetteer is asked: who comes first makes no difference. */
export function middleOf({ latitude, longitude }: Spot): Spot {
  const middle = (degrees: number) => Math.round(degrees / SPOT_DEGREES) * SPOT_DEGREES
  return { latitude: middle(latitude), longitude: middle(longitude) }
}

function numberOf({ latitude, longitude }: Spot): number {
  const row = Math.round(latitude / SPOT_DEGREES)
  return row * SPOTS_AROUND + Math.round(longitude / SPOT_DEGREES)
}

function marksIn(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ')
}
