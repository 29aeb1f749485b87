import type { Cursor, KnownDevices, MeasuredConditions, Usage } from '@rollcall/protocol'
import type { Database } from '@rollcall/platform-node'
import type { ServerCondition } from '@rollcall/sync'

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
  readonly server: ServerCondition
  /** When the base was last in step with the server, wall milliseconds; null before the first time. */
  readonly converged_at: number | null
  readonly usage: Usage | null
  /** How fast originals have moved of late, bytes a second; null while nobody knows. */
  readonly moved_rate: number | null
  /** What to do with held deletions of these files, which a person was shown in another process. */
  readonly held_answer: { readonly answer: 'delete' | 'restore'; readonly paths: readonly string[] } | null
  /** The wall clock here less the server's, milliseconds, as the last answers showed. */
  readonly clock_offset: number | null
  /** What a running engine measured last. `at` on the monotonic clock of the boot `bootId`. */
  readonly measured: {
    readonly measured: MeasuredConditions
    readonly at: number
    readonly bootId: string
  } | null
  /** The devices of the account, as the server told last; times by its clock. */
  readonly known_devices: KnownDevices | null
}

const DEFAULTS: Values = {
  cursor: null,
  client_id: null,
  former_client_ids: [],
  nonce: null,
  frozen_batch: null,
  settled_through: 0,
  staging: null,
  server: { kind: 'reachable' },
  converged_at: null,
  usage: null,
  moved_rate: null,
  held_answer: null,
  clock_offset: null,
  measured: null,
  known_devices: null,
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
