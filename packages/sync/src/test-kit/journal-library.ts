import type { Batch, BatchId, ClientId, Intent, Mutation, MutationOutcome } from '@rollcall/protocol'
import { batchesIn, createJournalBook } from '../journal/journal-book.ts'
import type { JournalContext } from '../journal/journal-deeds.ts'
import { journalDeeds } from '../journal/journal-deeds.ts'
import type { JournalEntry } from '../journal/list-journal.ts'
import { listJournal } from '../journal/list-journal.ts'
import type { Deed } from '../journal/record-mutation.ts'
import { recordMutation } from '../journal/record-mutation.ts'
import type { UndoView } from '../journal/undo-view.ts'
import type { MemoryDraft } from './memory-draft.ts'

/** A library that keeps its journal, as the server does it, push by push. */
export interface JournalLibrary {
  readonly push: (
    clientId: ClientId,
    sent: readonly SentIntent[],
    baseSeq?: number,
  ) => readonly MutationOutcome[]
  readonly pass: (milliseconds: number) => void
  readonly now: () => number
  readonly rows: () => readonly Batch[]
  /** Newest first. */
  readonly entries: () => readonly JournalEntry[]
  readonly entry: (batchId: BatchId) => JournalEntry
  /** The library as somebody sees it who has seen everything. */
  readonly view: () => UndoView
}

/** An intent, and how long ago it was done. */
export type SentIntent = Intent & { readonly ageMs?: number }

/** Keeps the journal of a library in memory. */
export function createJournalLibrary(
  library: MemoryDraft,
  { batchesKept }: Pick<JournalContext, 'batchesKept'> = {},
): JournalLibrary {
  const book = createJournalBook(library.records, library.nextSeq)
  const lines = new Map<ClientId, number>()
  let now = Date.UTC(2026, 10, 22)

  function entries(): readonly JournalEntry[] {
    const idByNo = new Map([...library.assets.values()].map(({ id, no }) => [no, id]))
    const rows = batchesIn(library.records)
    return listJournal(
      rows.map((batch) => ({ batch, isSent: true, assetId: (no) => idByNo.get(no) ?? null })),
    )
  }

  return {
    push: (clientId, sent, baseSeq = library.headSeq()) => {
      const context = { clientId, deviceName: `device of ${clientId.slice(0, 8)}`, now }
      const deeds: Deed[] = []
      const outcomes = sent.map(({ ageMs = 0, ...intent }) => {
        const n = (lines.get(clientId) ?? 0) + 1
        lines.set(clientId, n)
        const { outcome, deed } = recordMutation(
          library,
          { ...intent, n, baseSeq, ageMs } as Mutation,
          context,
        )
        if (deed !== null) deeds.push(deed)
        return outcome
      })
      journalDeeds(book, deeds, { ...context, ...(batchesKept === undefined ? {} : { batchesKept }) })
      return outcomes
    },
    pass: (milliseconds) => {
      now += milliseconds
    },
    now: () => now,
    rows: () => batchesIn(library.records),
    entries,
    entry: (batchId) => {
      const found = entries().find((entry) => entry.batchId === batchId)
      if (found === undefined) throw new Error(`Cannot find batch ${batchId}: the journal has none`)
      return found
    },
    view: () => ({
      asset: library.asset,
      record: library.records.record,
      recordsIn: library.records.recordsIn,
      entriesWithAsset: library.records.entriesWithAsset,
      copyNoOf: () => 0,
    }),
  }
}

/** A made-up batch id; see `sampleAssetId`. */
export function sampleBatchId(mark: number): BatchId {
  return mark.toString(16).padStart(8, '0').padEnd(32, 'd') as BatchId
}
