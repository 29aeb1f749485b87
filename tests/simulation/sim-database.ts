import { DatabaseSync } from 'node:sqlite'

/** The address of a database in memory that several connections share, as long as one of them is open. */
export function memoryDatabase(name: string): string {
  return `file:${name}?mode=memory&cache=shared`
}

/** Copies a database in memory under a new name, as one copies a file. The answer keeps the copy until it is closed. */
export function copyDatabase(from: string, to: string): { readonly close: () => void } {
  const keeper = new DatabaseSync(to)
  const source = new DatabaseSync(from)
  source.exec(`VACUUM INTO '${to}'`)
  source.close()
  return keeper
}
