/* Stays whole: a statement or two for each method of one small store. */
import type { Database } from '@rollcall/platform-node'
import type { Sha256 } from '@rollcall/protocol'
import type { Attempt, FolderPath, ReasonCode } from '@rollcall/sync'
import { DEPARTURES_WINDOW_MS } from '@rollcall/sync'

/** What the engine remembers of its tries: see the tables in `schema.ts`. Every method that writes joins the caller's transaction. */
export interface LedgerStore {
  readonly uploaded: () => ReadonlySet<Sha256>
  readonly putUploaded: (sha256: Sha256, isUploaded: boolean) => void
  readonly attempts: () => ReadonlyMap<string, Attempt>
  readonly putAttempt: (key: string, attempt: Attempt | null) => void
  readonly sinces: () => ReadonlyMap<string, { readonly code: ReasonCode; readonly since: number }>
  readonly putSince: (
    key: string,
    entry: { readonly code: ReasonCode; readonly since: number } | null,
  ) => void
  /** See `FolderTrees.confirmedMissing`. */
  readonly confirmedMissing: () => ReadonlySet<FolderPath>
  readonly putConfirmedMissing: (paths: ReadonlySet<FolderPath>) => void
  readonly addDeparture: (at: number) => void
  readonly recentDepartures: (now: number) => number
  readonly approved: () => ReadonlySet<FolderPath>
  readonly putApproved: (path: FolderPath, isApproved: boolean) => void
  /** See `FolderTrees.wantedBack`. */
  readonly wantedBack: () => ReadonlySet<Sha256>
  readonly putWantedBack: (sha256: Sha256, isWanted: boolean) => void
}

/** Opens the ledger in a device's database. */
export function createLedgerStore(database: Database): LedgerStore {
  return {
    uploaded: () => {
      const rows = database.prepare('SELECT sha256 FROM uploaded').all()
      return new Set(rows.map((row) => String(row['sha256']) as Sha256))
    },
    putUploaded: (sha256, isUploaded) => {
      const sql = isUploaded
        ? 'INSERT OR IGNORE INTO uploaded VALUES (?)'
        : 'DELETE FROM uploaded WHERE sha256 = ?'
      database.prepare(sql).run(sha256)
    },
    attempts: () => {
      const rows = database.prepare('SELECT * FROM attempt').all()
      return new Map(rows.map((row) => [String(row['key']), toAttempt(row)]))
    },
    putAttempt: (key, attempt) => {
      if (attempt === null) {
        database.prepare('DELETE FROM attempt WHERE key = ?').run(key)
        return
      }
      const { code, facts, count, nextTry } = attempt
      database
        .prepare('INSERT OR REPLACE INTO attempt VALUES (?, ?, ?, ?, ?)')
        .run(key, code, JSON.stringify(facts), count, nextTry)
    },
    sinces: () => {
      const rows = database.prepare('SELECT * FROM since').all()
      return new Map(
        rows.map((row) => [
          String(row['key']),
          { code: String(row['code']) as ReasonCode, since: Number(row['since']) },
        ]),
      )
    },
    putSince: (key, entry) => {
      if (entry === null) database.prepare('DELETE FROM since WHERE key = ?').run(key)
      else database.prepare('INSERT OR REPLACE INTO since VALUES (?, ?, ?)').run(key, entry.code, entry.since)
    },
    confirmedMissing: () => {
      const rows = database.prepare('SELECT path FROM missing_file').all()
      return new Set(rows.map((row) => String(row['path'])))
    },
    putConfirmedMissing: (paths) => {
      database.prepare('DELETE FROM missing_file').run()
      for (const path of paths) database.prepare('INSERT INTO missing_file VALUES (?)').run(path)
    },
    addDeparture: (at) => {
      database.prepare('DELETE FROM departure WHERE at <= ?').run(at - DEPARTURES_WINDOW_MS)
      database.prepare('INSERT INTO departure VALUES (?)').run(at)
    },
    recentDepartures: (now) => {
      const row = database
        .prepare('SELECT count(*) AS n FROM departure WHERE at > ?')
        .get(now - DEPARTURES_WINDOW_MS)
      return Number(row?.['n'])
    },
    approved: () => {
      const rows = database.prepare('SELECT path FROM approved_departure').all()
      return new Set(rows.map((row) => String(row['path'])))
    },
    putApproved: (path, isApproved) => {
      const sql = isApproved
        ? 'INSERT OR IGNORE INTO approved_departure VALUES (?)'
        : 'DELETE FROM approved_departure WHERE path = ?'
      database.prepare(sql).run(path)
    },
    wantedBack: () => {
      const rows = database.prepare('SELECT sha256 FROM wanted_back').all()
      return new Set(rows.map((row) => String(row['sha256']) as Sha256))
    },
    putWantedBack: (sha256, isWanted) => {
      const sql = isWanted
        ? 'INSERT OR IGNORE INTO wanted_back VALUES (?)'
        : 'DELETE FROM wanted_back WHERE sha256 = ?'
      database.prepare(sql).run(sha256)
    },
  }
}

function toAttempt(row: Record<string, unknown>): Attempt {
  return {
    code: String(row['code']) as ReasonCode,
    facts: JSON.parse(String(row['facts'])),
    count: Number(row['count']),
    nextTry: Number(row['next_try']),
  }
}
