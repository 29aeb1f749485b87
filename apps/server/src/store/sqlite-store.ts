import type { LibraryId } from '@rollcall/protocol'
import { openDatabase } from '@rollcall/platform-node'
import { createAccountStore } from './account-store.ts'
import { createLibraryReader, libraryOf } from './library-reader.ts'
import { openLibraryWriter } from './library-writer.ts'
import { createPasskeyStore } from './passkey-store.ts'
import { createReportStore } from './report-store.ts'
import { MIGRATIONS } from './schema.ts'
import type { Store } from './store.ts'

/**
 * Pages that are kept in memory. With the two megabytes that SQLite keeps otherwise, whatever looks at a thousand photos of a library of
 * a hundred thousand reads most of them from the file again, in twice the time.
 */
const CACHE_KB = 32 * 1024

/**
 * A {@link Store} in one SQLite file, or in memory for the path `:memory:`. Several processes may have one file open, as
 * when an administrator works beside a running server: each turn locks the file for its short time, and a commit is on
 * disk when its promise resolves.
 *
 * Throws when the file cannot be opened or was written by a newer release.
 */
export function createSqliteStore(path: string): Store {
  const database = openDatabase(path, MIGRATIONS)
  database.prepare(`PRAGMA cache_size = -${CACHE_KB}`).all()
  return {
    read: async (libraryId, work) =>
      database.read(() => {
        const library = readLibrary(libraryId)
        return work(createLibraryReader(database, libraryId, () => library))
      }),
    write: async (libraryId, work) =>
      database.transaction(() => {
        const { writer, flush } = openLibraryWriter(database, libraryId)
        const result = work(writer)
        flush()
        return result
      }),
    accounts: createAccountStore(database),
    reports: createReportStore(database),
    passkeys: createPasskeyStore(database),
    close: async () => database.close(),
  }

  /** First of all, so that every other answer of this transaction belongs to this head [R10]. */
  function readLibrary(libraryId: LibraryId) {
    const row = database.prepare('SELECT * FROM library WHERE library_id = ?').get(libraryId)
    if (row === undefined) throw new Error(`Cannot read library ${libraryId}: there is none`)
    return libraryOf(row)
  }
}
