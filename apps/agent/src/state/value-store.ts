import type { Cursor, Usage } from '@rollcall/protocol'
import type { Database } from '@rollcall/platform-node'
import type { DeviceSettings, ServerCondition } from '@rollcall/sync'

/** The small named values of a device's state, with their shapes. */
interface Values {
  readonly cursor: Cursor | null
  readonly client_id: string | null
  /** Ids that this device had before it found itself cloned, the last one last. */
  readonly former_client_ids: readonly string[]
  readonly nonce: string | null
  /** The batch that was handed out and not settled: the token it leaves, and its last `n`. */
  readonly frozen_batch: { readonly next: string; readonly through: number } | null
  /** The highest `n` that was ever confirmed, so that numbers go on after the outbox was trimmed. */
  readonly settled_through: number
  readonly staging: { readonly fresh: boolean } | null
  readonly settings: DeviceSettings
  readonly server: ServerCondition
  /** When the base was last in step with the server, wall milliseconds; null before the first time. */
  readonly converged_at: number | null
  readonly usage: Usage | null
  /** What to do with held deletions, asked by a person in another process. */
  readonly held_answer: 'delete' | 'restore' | null
}

const DEFAULTS: Values = {
  cursor: null,
  client_id: null,
  former_client_ids: [],
  nonce: null,
  frozen_batch: null,
  settled_through: 0,
  staging: null,
  settings: { paused: false },
  server: { kind: 'reachable' },
  converged_at: null,
  usage: null,
  held_answer: null,
}

/** Reads and writes named values; each call is one statement, so it joins the caller's transaction. */
export interface ValueStore {
  readonly get: <Name extends keyof Values>(name: Name) => Values[Name]
  readonly put: <Name extends keyof Values>(name: Name, value: Values[Name]) => void
}

/** Opens the named values of a device's database. */
export function createValueStore(database: Database): ValueStore {
  return {
    get: (name) => {
      const row = database.prepare('SELECT body FROM value WHERE name = ?').get(name)
      return row === undefined ? DEFAULTS[name] : JSON.parse(String(row['body']))
    },
    put: (name, value) => {
      database
        .prepare('INSERT OR REPLACE INTO value (name, body) VALUES (?, ?)')
        .run(name, JSON.stringify(value))
    },
  }
}
