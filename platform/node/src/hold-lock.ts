import { DatabaseSync } from 'node:sqlite'

/** SQLite's answer when another process holds the file (sqlite.org/rescode.html). */
const SQLITE_BUSY = 5

/**
 * Takes a lock that only one process can hold, or answers null when another one does. The operating system gives it back
 * when the holder ends, however it ends, so a lock never outlives a kill. `path` names a small file made for nothing else.
 */
export function holdLock(path: string): { readonly release: () => void } | null {
  const handle = new DatabaseSync(path, { timeout: 0 })
  try {
    handle.exec('PRAGMA journal_mode = DELETE')
    handle.exec('BEGIN EXCLUSIVE')
    return { release: () => handle.close() }
  } catch (error) {
    handle.close()
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null
    if (code === SQLITE_BUSY) return null
    throw error
  }
}
