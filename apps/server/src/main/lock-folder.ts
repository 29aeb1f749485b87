import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** SQLite's result code for "somebody else holds the lock"; see sqlite.org/rescode.html. */
const SQLITE_BUSY = 5

/**
 * Takes a data folder for one server. Answers a function that gives it back, or null when another server has it. The lock
 * is an open transaction on an otherwise empty database: the operating system drops it when the process ends, however it
 * ends, and it works the same on every platform.
 */
export function lockFolder(folder: string): (() => void) | null {
  const database = new DatabaseSync(join(folder, 'server.lock'), { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
    return () => database.close()
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === SQLITE_BUSY)
      return null
    throw error
  }
}
