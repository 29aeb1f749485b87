import type { Database } from '@rollcall/platform-node'
import type { Intent, MutationOutcome } from '@rollcall/protocol'
import { mutationOutcomeSchema } from '@rollcall/protocol'

/** Words of the server that are kept, the newest. */
const KEPT_MAX = 1_000

/** What a person did here and the server decided otherwise. */
export interface Setback {
  /** Names it on this device. */
  readonly no: number
  /** When the server's word came, wall milliseconds. */
  readonly at: number
  readonly intent: Intent
  readonly outcome: Extract<MutationOutcome, { readonly kind: 'refused' | 'superseded' }>
  /** Whether a person has been shown it. */
  readonly isSeen: boolean
}

/** What was done on this device and did not take effect, until a person has seen it. */
export interface SetbackStore {
  /** Keeps what became of a mutation, if a person would want to know. Joins the caller's transaction. */
  readonly note: (intent: Intent, outcome: MutationOutcome, at: number) => void
  /** The newest first. */
  readonly list: () => readonly Setback[]
  readonly countUnseen: () => number
  /** Call it within a transaction of the device's state. */
  readonly markSeen: () => void
}

/** The table of {@link createSetbackStore}, as a further migration. */
export const SETBACK_MIGRATION = `
  CREATE TABLE setback (
    no INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    intent TEXT NOT NULL,
    outcome TEXT NOT NULL,
    is_seen INTEGER NOT NULL
  ) STRICT;
`

/** Opens it in a device's database. */
export function createSetbackStore(database: Database): SetbackStore {
  return {
    note: (intent, outcome, at) => {
      if (!isSetback(intent, outcome)) return
      database
        .prepare('INSERT INTO setback (at, intent, outcome, is_seen) VALUES (?, ?, ?, 0)')
        .run(at, JSON.stringify(intent), JSON.stringify(outcome))
      database.prepare('DELETE FROM setback WHERE no <= (SELECT max(no) FROM setback) - ?').run(KEPT_MAX)
    },
    list: () => database.prepare('SELECT * FROM setback ORDER BY no DESC').all().flatMap(toSetback),
    countUnseen: () => {
      const row = database.prepare('SELECT count(*) AS n FROM setback WHERE is_seen = 0').get()
      return Number(row?.['n'])
    },
    markSeen: () => void database.prepare('UPDATE setback SET is_seen = 1 WHERE is_seen = 0').run(),
  }
}

/** What an engine declares by itself is told of by the roll call, and what is held by `rollcall held`. */
function isSetback(intent: Intent, outcome: MutationOutcome): boolean {
  if (outcome.kind !== 'refused' && outcome.kind !== 'superseded') return false
  return intent.op !== 'create' || intent.args.source === 'explicit'
}

function toSetback(row: Record<string, unknown>): Setback[] {
  const outcome = mutationOutcomeSchema.parse(JSON.parse(String(row['outcome'])))
  if (outcome.kind !== 'refused' && outcome.kind !== 'superseded') return []
  const intent = JSON.parse(String(row['intent'])) as Intent
  return [{ no: Number(row['no']), at: Number(row['at']), intent, outcome, isSeen: row['is_seen'] === 1 }]
}
