import type { Database } from '@rollcall/platform-node'
import type { ClientId, Intent, Mutation, MutationOutcome } from '@rollcall/protocol'
import { PUSH_MUTATIONS_MAX } from '@rollcall/protocol'
import type { Clock, FolderPath, Random, Replica } from '@rollcall/sync'
import type { ValueStore } from './value-store.ts'

/** Mutations that the view looks at; a longer outbox shows its first so many. */
const OVERLAY_MAX = 100_000

/** Former ids of this client that are kept: nobody is cloned more often. */
const FORMER_MAX = 100

/** A queued mutation whose fate the server has told. `path` is the file it was about, where there was one. */
export interface SettledMutation {
  readonly intent: Intent
  readonly outcome: MutationOutcome
  readonly path: FolderPath | null
}

/** What an outbox needs of the device around it. */
export interface OutboxWorld {
  readonly database: Database
  readonly values: ValueStore
  readonly clock: Clock
  readonly random: Random
  /** The last change of the library that whoever queues something has in sight. */
  readonly sightSeq: () => number
  /** Commits what `work` does, or nothing of it. */
  readonly transaction: <Result>(work: () => Result) => Result
  /** Runs inside the transaction that keeps the server's word, so what follows from an outcome is stored with it. */
  readonly onSettled: (settled: SettledMutation) => void
}

/** The outbox of a replica: mutations in this client's line, and the batch that is under way. */
export interface OutboxStore extends Pick<Replica, 'nextBatch' | 'settle' | 'renewClient' | 'loseSight'> {
  readonly clientId: () => ClientId
  /** Queues an intent; it is sent with the next push. Call it within a transaction of the device's state. */
  readonly queue: (intent: Intent, path: FolderPath | null) => void
  /** Everything queued and not trimmed, ages as of now [R13]. */
  readonly mutations: () => readonly Mutation[]
  /** How many mutations the server has not decided yet. */
  readonly outboxLength: () => number
  /** Drops decided mutations up to `lastMutation`. Joins the caller's transaction. */
  readonly trim: (lastMutation: number) => void
  /** What `loseSight` does, in the caller's transaction. */
  readonly beginAnew: () => void
}

/** Opens the outbox in a device's database. */
export function createOutboxStore(world: OutboxWorld): OutboxStore {
  const { database, values, transaction, random } = world
  const clientId = () => clientIdOf(values, random)
  const beginAnew = () => {
    database.prepare('UPDATE outbox SET base_seq = 0, outcome = NULL').run()
  }
  return {
    clientId,
    queue: (intent, path) => insertMutation(world, intent, path),
    mutations: () => {
      const rows = database.prepare('SELECT * FROM outbox ORDER BY n LIMIT ?').all(OVERLAY_MAX)
      return toMutations(rows, world.clock)
    },
    outboxLength: () => {
      const row = database.prepare('SELECT count(*) AS n FROM outbox WHERE outcome IS NULL').get()
      return Number(row?.['n'])
    },
    nextBatch: async () =>
      transaction(() => {
        const frozen = values.get('frozen_batch') ?? freezeBatch(world)
        if (frozen === null) return null
        const rows = database
          .prepare('SELECT * FROM outbox WHERE n <= ? AND outcome IS NULL ORDER BY n LIMIT ?')
          .all(frozen.through, PUSH_MUTATIONS_MAX) // after `loseSight` there may be more
        const mutations = [...toMutations(rows, world.clock)]
        return { clientId: clientId(), nonce: values.get('nonce'), next: frozen.next, mutations }
      }),
    settle: async ({ outcomes }) =>
      transaction(() => {
        for (const { n, outcome } of outcomes) settleMutation(world, n, outcome)
        const frozen = values.get('frozen_batch')
        if (frozen !== null) values.put('nonce', frozen.next)
        values.put('frozen_batch', null)
      }),
    loseSight: async () => transaction(beginAnew),
    beginAnew,
    renewClient: async (lastMutation) =>
      transaction(() => {
        values.put('former_client_ids', [...values.get('former_client_ids'), clientId()].slice(-FORMER_MAX))
        values.put('client_id', random.hex(16))
        values.put('nonce', null)
        values.put('frozen_batch', null)
        values.put('settled_through', 0)
        database.prepare('DELETE FROM outbox WHERE outcome IS NOT NULL AND n <= ?').run(lastMutation)
        database.prepare('UPDATE outbox SET outcome = NULL').run()
        const rows = database.prepare('SELECT n FROM outbox ORDER BY n').all()
        rows.forEach((row, index) => {
          database.prepare('UPDATE outbox SET n = ? WHERE n = ?').run(index + 1, Number(row['n']))
        })
      }),
    trim: (lastMutation) => {
      database.prepare('DELETE FROM outbox WHERE n <= ? AND outcome IS NOT NULL').run(lastMutation)
      values.put('settled_through', Math.max(values.get('settled_through'), lastMutation))
    },
  }
}

function clientIdOf(values: ValueStore, random: Random): ClientId {
  const known = values.get('client_id')
  if (known !== null) return known as ClientId
  const fresh = random.hex(16)
  values.put('client_id', fresh)
  return fresh as ClientId
}

function insertMutation(
  { database, values, clock, sightSeq }: OutboxWorld,
  intent: Intent,
  path: FolderPath | null,
): void {
  const last = database.prepare('SELECT max(n) AS n FROM outbox').get()?.['n']
  const n = Math.max(Number(last ?? 0), values.get('settled_through')) + 1
  database
    .prepare(
      `INSERT INTO outbox (n, op, args, base_seq, queued_at, queued_monotonic, boot_id, path, batch)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      n,
      intent.op,
      JSON.stringify(intent.args),
      sightSeq(),
      clock.now(),
      clock.monotonic(),
      clock.bootId,
      path,
      intent.batch === undefined ? null : JSON.stringify(intent.batch),
    )
}

/** Fixes which mutations the next push sends, and the token that it leaves [R12]. Null when there is nothing to send. */
function freezeBatch({ database, values, random }: OutboxWorld): { next: string; through: number } | null {
  const row = database
    .prepare('SELECT max(n) AS n FROM (SELECT n FROM outbox WHERE outcome IS NULL ORDER BY n LIMIT ?)')
    .get(PUSH_MUTATIONS_MAX)
  if (row === undefined || row['n'] === null) return null
  const frozen = { next: random.hex(16), through: Number(row['n']) }
  values.put('frozen_batch', frozen)
  return frozen
}

function settleMutation({ database, onSettled }: OutboxWorld, n: number, outcome: MutationOutcome): void {
  const row = database.prepare('SELECT * FROM outbox WHERE n = ? AND outcome IS NULL').get(n)
  if (row === undefined) return
  database.prepare('UPDATE outbox SET outcome = ? WHERE n = ?').run(JSON.stringify(outcome), n)
  const intent = { op: row['op'], args: JSON.parse(String(row['args'])) } as Intent
  onSettled({ intent, outcome, path: row['path'] === null ? null : String(row['path']) })
}

function toMutations(rows: readonly Record<string, unknown>[], clock: Clock): readonly Mutation[] {
  return rows.map((row) => ({
    n: Number(row['n']),
    op: String(row['op']),
    args: JSON.parse(String(row['args'])),
    baseSeq: Number(row['base_seq']),
    ageMs: ageOf(row, clock),
    ...(row['batch'] === null ? {} : { batch: JSON.parse(String(row['batch'])) }),
  })) as Mutation[]
}

/** How long ago a mutation was queued: by the monotonic clock within a boot, by the wall clock across boots. */
function ageOf(row: Record<string, unknown>, clock: Clock): number {
  const age =
    row['boot_id'] === clock.bootId
      ? clock.monotonic() - Number(row['queued_monotonic'])
      : clock.now() - Number(row['queued_at'])
  return Math.max(0, Math.round(age))
}
