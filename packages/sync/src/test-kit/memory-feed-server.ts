/* Stays whole: one server in small, whose functions share its rows. */
import type { Asset, ClientId, Cursor, FeedPage, MutationOutcome, Outcome, Problem } from '@rollcall/protocol'
import { accepted, BATCHES_KEPT, parseCursor, problem, refused } from '@rollcall/protocol'
import type { FeedServer } from '../client/replica.ts'
import { admitCursor } from '../feed/admit-cursor.ts'
import type { ClientLine } from '../feed/admit-push.ts'
import { admitPush } from '../feed/admit-push.ts'
import { cutPage, seqOf } from '../feed/cut-page.ts'
import { createJournalBook } from '../journal/journal-book.ts'
import { journalDeeds } from '../journal/journal-deeds.ts'
import { recordMutation } from '../journal/record-mutation.ts'
import type { MemoryDraft } from './memory-draft.ts'
import { createMemoryDraft } from './memory-draft.ts'

/** A server's side of the feed in memory, out of the same rules as the real one. */
export interface MemoryFeedServer extends FeedServer {
  readonly library: () => MemoryDraft
  readonly epoch: () => number
  /** The last mutation of a client whose fate is decided. */
  readonly lastMutation: (clientId: ClientId) => number
  /** Breaks the feed's history and forgets every client, as an operator's restore does. */
  readonly restoreBackup: (assets: readonly Asset[]) => void
  /** Begins a new epoch and forgets nothing, as when somebody's cursor came from elsewhere. */
  readonly breakEpoch: () => void
  /** Drops the feed before this place. */
  readonly prune: (minSeq: number) => void
}

/**
 * Makes a server that holds `assets`, answers pages of up to `limit` changes and keeps `batchesKept` rows of the journal; `clientId` is who
 * reads the feed.
 */
export function createMemoryFeedServer(
  assets: readonly Asset[],
  {
    limit = 3,
    batchesKept = BATCHES_KEPT,
    clientId,
  }: { readonly limit?: number; readonly batchesKept?: number; readonly clientId: () => ClientId },
): MemoryFeedServer {
  let library = createMemoryDraft(assets)
  let book = createJournalBook(library.records, library.nextSeq)
  let epoch = 1
  let minSeq = 0
  const lines = new Map<ClientId, ClientLine>()
  const outcomes = new Map<string, MutationOutcome>()

  function readPage(cursor: Cursor | null, reader: ClientId): Outcome<FeedPage, Problem> {
    const head = library.headSeq()
    const verdict = admitCursor({ epoch, headSeq: head, minSeq }, cursor)
    if (!verdict.ok) return verdict
    if (verdict.value.kind === 'break_epoch') {
      epoch++
      return refused(problem('epoch_changed'))
    }
    const { seq } = verdict.value
    const rows = library.changes().filter((change) => seqOf(change) > seq && seqOf(change) <= head)
    const lastMutation = lines.get(reader)?.lastMutation ?? 0
    return accepted(
      cutPage({ from: { epoch, seq }, head, rows: rows.slice(0, limit + 1), limit, lastMutation }),
    )
  }

  return {
    library: () => library,
    epoch: () => epoch,
    lastMutation: (client) => lines.get(client)?.lastMutation ?? 0,
    changes: async (cursor) => readPage(cursor, clientId()),
    push: async (request) => {
      const base = request.base === null ? null : parseCursor(request.base)
      const readable = readPage(base, request.clientId)
      if (!readable.ok) return readable
      const fresh = admitPush(lines.get(request.clientId) ?? null, request)
      if (!fresh.ok) return fresh
      const context = { clientId: request.clientId, deviceName: 'device', now: 1_000_000 }
      const deeds = fresh.value.flatMap((mutation) => {
        const { outcome, deed } = recordMutation(library, mutation, context)
        outcomes.set(`${request.clientId} ${mutation.n}`, outcome)
        return deed ?? []
      })
      journalDeeds(book, deeds, { ...context, batchesKept })
      const before = lines.get(request.clientId)?.lastMutation ?? 0
      lines.set(request.clientId, { lastMutation: fresh.value.at(-1)?.n ?? before, nonce: request.next })
      const page = readPage(base, request.clientId)
      if (!page.ok) return page
      const told = request.mutations.map(({ n }) => {
        const outcome = outcomes.get(`${request.clientId} ${n}`)
        if (outcome === undefined) throw new Error(`Cannot tell outcome: mutation ${n} was never done`)
        return { n, outcome }
      })
      return accepted({ outcomes: told, page: page.value })
    },
    restoreBackup: (older) => {
      library = createMemoryDraft(older)
      book = createJournalBook(library.records, library.nextSeq)
      epoch++
      lines.clear()
    },
    breakEpoch: () => {
      epoch++
    },
    prune: (seq) => {
      minSeq = seq
    },
  }
}
