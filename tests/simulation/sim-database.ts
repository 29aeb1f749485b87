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

/** An open database that outlives a run. */
export interface Lent<Handle> {
  readonly uri: string
  readonly handle: Handle
}

/** Empty databases with their tables, for one run after the other: to make them anew takes as long as a small run. */
export interface DatabasePool<Handle> {
  readonly take: () => Lent<Handle>
  /** Empties a database. Nobody may use it any more. */
  readonly giveBack: (lent: Lent<Handle>) => void
}

/** Makes a pool of databases that `open` makes; `stem` names them apart from those of other pools. */
export function createDatabasePool<Handle>(
  stem: string,
  open: (uri: string) => Handle,
): DatabasePool<Handle> {
  const free: Lent<Handle>[] = []
  let made = 0
  return {
    take: () => {
      const known = free.pop()
      if (known !== undefined) return known
      const uri = memoryDatabase(`${stem}-${made++}`)
      const lent = { uri, handle: open(uri) }
      if (emptyTables(uri) > 0) throw new Error(`Cannot lend database ${stem}: its tables begin with rows`)
      return lent
    },
    giveBack: (lent) => {
      emptyTables(lent.uri)
      free.push(lent)
    },
  }
}

/** Deletes all rows, also of indexes for search, which look after tables of their own. Answers how many there were. */
function emptyTables(uri: string): number {
  const connection = new DatabaseSync(uri, { enableForeignKeyConstraints: false })
  const tables = connection
    .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !name.startsWith('sqlite_'))
  connection.exec('BEGIN')
  const rows = tables.map((name) => Number(connection.prepare(`DELETE FROM "${name}"`).run().changes))
  connection.exec('COMMIT')
  connection.close()
  return rows.reduce((sum, count) => sum + count, 0)
}
