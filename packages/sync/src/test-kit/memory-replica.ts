/* Stays whole: one replica in small, whose functions share its rows. */
import type {
  Asset,
  AssetId,
  Change,
  ClientId,
  Cursor,
  Intent,
  LibraryRecord,
  Mutation,
  MutationOutcome,
} from '@rollcall/protocol'
import { BATCHES_KEPT } from '@rollcall/protocol'
import type { Replica } from '../client/replica.ts'
import { seqOf } from '../feed/cut-page.ts'
import { pruneJournal } from '../journal/journal-book.ts'
import { sampleClientId } from './sample-asset.ts'

interface Queued {
  readonly intent: Intent
  baseSeq: number
  n: number
  outcome: MutationOutcome | null
}

/** A replica in memory that tests can look into. */
export interface MemoryReplica extends Replica {
  readonly base: () => ReadonlyMap<AssetId, Asset>
  /** Records by kind and key. */
  readonly baseRecords: () => ReadonlyMap<string, LibraryRecord>
  readonly clientId: () => ClientId
  readonly queue: (intent: Intent) => void
  /** Every outcome that was settled, in order. */
  readonly settled: readonly MutationOutcome[]
  /** How many times each step was taken. */
  readonly counts: { stage: number; adopt: number; renewClient: number }
  /** Mutations that the base does not show yet. */
  readonly outboxLength: () => number
}

/**
 * Makes an empty replica that hands out batches of up to `batchMax` mutations and keeps `batchesKept` rows of the journal. `mark` tells
 * its client ids from others'.
 */
export function createMemoryReplica({
  batchMax = 2,
  mark = 1,
  batchesKept = BATCHES_KEPT,
} = {}): MemoryReplica {
  let base = new Map<AssetId, Asset>()
  let baseRecords = new Map<string, LibraryRecord>()
  let cursor: Cursor | null = null
  let outbox: Queued[] = []
  let pile: { fresh: boolean; changes: Change[] } = { fresh: false, changes: [] }
  let lines = 1
  let tokens = 0
  let nonce: string | null = null
  let frozen: { next: string; through: number } | null = null
  let lastN = 0
  const settled: MutationOutcome[] = []
  const counts = { stage: 0, adopt: 0, renewClient: 0 }
  const clientId = () => sampleClientId(mark * 0x1000 + lines)

  return {
    base: () => base,
    baseRecords: () => baseRecords,
    clientId,
    settled,
    counts,
    outboxLength: () => outbox.length,
    queue: (intent) => {
      outbox.push({ intent, baseSeq: cursor?.seq ?? 0, n: ++lastN, outcome: null })
    },
    cursor: async () => cursor,
    nextBatch: async () => {
      const waiting = outbox.filter(({ outcome }) => outcome === null)
      const through = waiting.slice(0, batchMax).at(-1)?.n
      if (frozen === null && through === undefined) return null
      frozen ??= { next: (mark * 0x1000 + ++tokens).toString(16).padStart(32, '0'), through: through ?? 0 }
      const { next, through: last } = frozen
      const mutations = waiting
        .filter(({ n }) => n <= last)
        .map(({ intent, n, baseSeq }) => ({ ...intent, n, baseSeq, ageMs: 0 }) as Mutation)
      return { clientId: clientId(), nonce, next, mutations }
    },
    settle: async ({ outcomes }) => {
      for (const { n, outcome } of outcomes) {
        const queued = outbox.find((each) => each.n === n && each.outcome === null)
        if (queued === undefined) continue
        queued.outcome = outcome
        settled.push(outcome)
      }
      if (frozen !== null) nonce = frozen.next
      frozen = null
    },
    loseSight: async () => {
      outbox = outbox.map(anew)
    },
    renewClient: async (lastMutation) => {
      counts.renewClient++
      lines++
      nonce = null
      frozen = null
      outbox = outbox.filter(({ n, outcome }) => outcome === null || n > lastMutation)
      lastN = 0
      outbox = outbox.map((queued) => ({ ...queued, n: ++lastN, outcome: null }))
    },
    stage: async (page, { first, fresh }) => {
      counts.stage++
      if (first) pile = { fresh, changes: [] }
      pile.changes.push(...page.changes)
    },
    adopt: async (to, lastMutation) => {
      counts.adopt++
      base = new Map(pile.fresh ? [] : base)
      baseRecords = new Map(pile.fresh ? [] : baseRecords)
      for (const change of pile.changes.toSorted((one, other) => seqOf(one) - seqOf(other))) {
        if (change.kind === 'asset') base.set(change.asset.id, change.asset)
        else baseRecords.set(`${change.record.kind} ${change.record.key}`, change.record)
      }
      const batches = [...baseRecords.values()].filter((record) => record.kind === 'batch')
      for (const key of pruneJournal(batches, batchesKept)) baseRecords.delete(`batch ${key}`)
      outbox = outbox.filter(({ n, outcome }) => outcome === null || n > lastMutation)
      if (cursor?.epoch !== to.epoch) outbox = outbox.map(anew)
      cursor = to
      lastN = Math.max(lastN, lastMutation)
    },
  }
}

/** As if nothing of the library had been seen, and nobody had decided. */
function anew(queued: Queued): Queued {
  return { ...queued, baseSeq: 0, outcome: null }
}
