import type { StatementSync } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import { DiskFailure } from '@rollcall/sync'

/*
 * SQLite as the server and the agent use it: a commit that returned survives a power cut unless the opener can do without (WAL with
 * synchronous = FULL; with NORMAL a power cut may take back what was acknowledged [R14]), readers see one state and never wait for a writer, and the
 * schema moves forward only, one transaction a step.
 */

/** How long a statement waits for another process that writes. */
const BUSY_TIMEOUT_MS = 10_000

/** Statements kept prepared; the one longest in the cache gives way. */
const STATEMENTS_MAX = 500

/** Result codes of SQLite (sqlite.org/rescode.html); the low byte of an extended code is its primary one. */
const SQLITE_IOERR = 10
const SQLITE_FULL = 13

/**
 * What a commit outlives. `power_cut`: everything, at the price of waiting for the disk. `kill`: the end of the process; a
 * power cut may take back the last commits, in order and whole, until the next commit of a `power_cut` connection. For what
 * can be found again.
 */
export type Durability = 'power_cut' | 'kill'

/** A prepared statement. It has one cursor: finish an `iterate` before running the same SQL again. */
export type Statement = StatementSync

/** The database was written by a newer release, whose tables this one would misread. */
export class DatabaseTooNew extends Error {
  readonly found: number
  readonly known: number
  constructor(found: number, known: number) {
    super(`Cannot open database: it has version ${found}, and this release knows versions up to ${known}`)
    this.name = 'DatabaseTooNew'
    this.found = found
    this.known = known
  }
}

/**
 * Opens a database, creating it where there is none, and brings it to the newest version: `migrations[n]` is the SQL that
 * leads from version `n` to `n + 1`, without transaction statements. Each runs once, whole or not at all; a process killed
 * in between goes on where it stopped, and two processes that open at once take turns. `path` is a path of this platform,
 * or `:memory:`. Throws {@link DatabaseTooNew}, and {@link DiskFailure} when the disk is full or broken.
 */
export function openDatabase(
  path: string,
  migrations: readonly string[],
  durability: Durability = 'power_cut',
): Database {
  const handle = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
  const database = new Database(handle)
  try {
    const [mode] = Object.values(handle.prepare('PRAGMA journal_mode = WAL').get() ?? {})
    if (mode !== 'wal' && mode !== 'memory') {
      throw new Error(`Cannot open database: its file system only offers the journal mode ${String(mode)}`)
    }
    handle.exec('PRAGMA synchronous = FULL')
    migrate(database, migrations)
    if (durability === 'kill') handle.exec('PRAGMA synchronous = NORMAL')
    return database
  } catch (error) {
    database.close()
    throw asFailure(error)
  }
}

/** An open database. Whoever opened it closes it. Integers are numbers; one beyond 2^53 throws rather than being rounded. */
export class Database {
  readonly #handle: DatabaseSync
  readonly #statementBySql = new Map<string, Statement>()

  constructor(handle: DatabaseSync) {
    this.#handle = handle
  }

  /** The statement for this SQL, prepared once. */
  prepare(sql: string): Statement {
    const known = this.#statementBySql.get(sql)
    if (known !== undefined) return known
    const statement = this.#handle.prepare(plannedOnce(sql))
    const [oldest] = this.#statementBySql.keys()
    if (oldest !== undefined && this.#statementBySql.size >= STATEMENTS_MAX)
      this.#statementBySql.delete(oldest)
    this.#statementBySql.set(sql, statement)
    return statement
  }

  /** Runs several statements that answer nothing. */
  exec(sql: string): void {
    this.#handle.exec(sql)
  }

  /**
   * Runs `work` as the only writer and commits. When it returns, what it did survives a power cut; when it throws, nothing
   * of it is left. `work` is synchronous: a promise would let others in between. Not to be nested. Throws
   * {@link DiskFailure} `full` or `io` when the disk gives out; then nothing was acknowledged.
   */
  transaction<Result>(work: () => Result): Result {
    return this.#run('BEGIN IMMEDIATE', work)
  }

  /** Runs `work` over one state of the database: all its SELECTs see the same commits. Not to be nested. */
  read<Result>(work: () => Result): Result {
    return this.#run('BEGIN', work)
  }

  /** A number that changes when another connection has committed; see `PRAGMA data_version`. */
  dataVersion(): number {
    return Number(this.prepare('PRAGMA data_version').get()?.['data_version'])
  }

  /** Closing twice is closing once. */
  close(): void {
    this.#statementBySql.clear()
    if (this.#handle.isOpen) this.#handle.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #run<Result>(begin: string, work: () => Result): Result {
    if (this.#handle.isTransaction) throw new Error('Cannot begin transaction: one is open')
    try {
      this.prepare(begin).run()
      const result = work()
      if (isPromise(result)) throw new Error('Cannot commit transaction: its work is not synchronous')
      this.prepare('COMMIT').run()
      return result
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (this.#handle.isTransaction) this.prepare('ROLLBACK').run()
      throw asFailure(error)
    }
  }
}

function migrate(database: Database, migrations: readonly string[]): void {
  for (;;) {
    const version = versionOf(database)
    if (version > migrations.length) throw new DatabaseTooNew(version, migrations.length)
    if (version === migrations.length) return
    database.transaction(() => {
      const step = migrations[version]
      // Another process may have taken this step while we waited for our turn.
      if (step === undefined || versionOf(database) !== version) return
      database.exec(step)
      database.exec(`PRAGMA user_version = ${version + 1}`)
    })
  }
}

function versionOf(database: Database): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
}

function asFailure(error: unknown): unknown {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null
  if (code === SQLITE_FULL)
    return new DiskFailure('full', 'Cannot write database: the disk is full', { cause: error })
  if (code === SQLITE_IOERR)
    return new DiskFailure('io', 'Cannot use database: the disk does not answer', { cause: error })
  return error
}

/**
 * SQLite takes the bound value of a bare `LIMIT ?` into its plan, and so plans anew whenever one is bound: ten times the cost of the
 * small queries that we mostly make. A sum it takes as it comes.
 */
function plannedOnce(sql: string): string {
  return sql.replaceAll('LIMIT ?', 'LIMIT ? + 0')
}

function isPromise(value: unknown): boolean {
  return value !== null && typeof value === 'object' && 'then' in value && typeof value.then === 'function'
}
