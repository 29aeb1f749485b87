import type { Database } from '@rollcall/platform-node'
import type { CommandId, Facts } from '@rollcall/protocol'
import { factsSchema } from '@rollcall/protocol'

/**
 *   item_grant     what a person has allowed an item that waits, once: see `Grant`
 *   done_command   commands that this device has done, and what came of them, so that none is done twice
 */
export const COMMAND_MIGRATION = `
  CREATE TABLE item_grant (key TEXT PRIMARY KEY, kind TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE done_command (command_id TEXT PRIMARY KEY, state TEXT NOT NULL, facts TEXT NOT NULL) STRICT;
  `

/** Commands that are remembered as done: more than a library that was set back can bring again. */
const DONE_MAX = 500

/** What an item may do once: use mobile data without limit, or move without regard to power, network, low data and the hour. */
export type Grant = 'mobile' | 'everything'

/** What came of a command. */
export interface CommandAnswer {
  readonly state: 'done' | 'refused'
  readonly facts: Facts
}

/** Commands to this device and what they allow. Every method that writes joins the caller's transaction. */
export interface CommandStore {
  /** By key of the item. */
  readonly grants: () => ReadonlyMap<string, Grant>
  /** Null takes a grant back. The wider one of two stays. */
  readonly putGrant: (key: string, grant: Grant | null) => void
  /** What came of a command that was done before; null of any other. */
  readonly answerTo: (commandId: CommandId) => CommandAnswer | null
  readonly noteAnswer: (commandId: CommandId, answer: CommandAnswer) => void
}

/** Opens a device's commands in its database. */
export function createCommandStore(database: Database): CommandStore {
  return {
    grants: () => {
      const rows = database.prepare('SELECT * FROM item_grant').all()
      return new Map(
        rows.map((row) => [String(row['key']), row['kind'] === 'mobile' ? 'mobile' : 'everything']),
      )
    },
    putGrant: (key, grant) => {
      if (grant === null) database.prepare('DELETE FROM item_grant WHERE key = ?').run(key)
      else database.prepare(PUT_GRANT).run(key, grant)
    },
    answerTo: (commandId) => {
      const row = database.prepare('SELECT * FROM done_command WHERE command_id = ?').get(commandId)
      if (row === undefined) return null
      const state = row['state'] === 'refused' ? 'refused' : 'done'
      return { state, facts: factsSchema.parse(JSON.parse(String(row['facts']))) }
    },
    noteAnswer: (commandId, { state, facts }) => {
      database
        .prepare('INSERT OR REPLACE INTO done_command VALUES (?, ?, ?)')
        .run(commandId, state, JSON.stringify(facts))
      database.prepare(DROP_OLDEST).run(DONE_MAX)
    },
  }
}

const PUT_GRANT = `
  INSERT INTO item_grant VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET kind = excluded.kind WHERE item_grant.kind = 'mobile'`

const DROP_OLDEST = 'DELETE FROM done_command WHERE rowid <= (SELECT max(rowid) FROM done_command) - ?'
