import type { AssetId, Batch, BatchId } from '@rollcall/protocol'
import type { Clock, JournalEntry, JournalRow } from '@rollcall/sync'
import { batchesIn, listJournal, unsentBatches } from '@rollcall/sync'
import { viewedMutations } from '../replica/outbox.ts'
import type { LibraryStore } from '../store/library-store.ts'
import { assetsNamedIn, overBase } from './library-view.ts'

/** Which part of the journal is wanted. */
export interface JournalWish {
  /** The entries to tell, out of the ids of all, newest first. */
  readonly choose: (all: readonly BatchId[]) => readonly BatchId[]
  /** Of the assets that a row of an entry created, so many are named: the import of a library has a million. */
  readonly createdMax: number
}

/** The journal as this browser sees it, newest first: what the server has told, and what waits in the outbox. */
export async function readJournal(
  store: LibraryStore,
  { clock, deviceName }: { readonly clock: Clock; readonly deviceName: () => string },
  { choose, createdMax }: JournalWish,
): Promise<readonly JournalEntry[]> {
  const mutations = viewedMutations(store.state(), clock)
  const context = { clientId: store.state().line.clientId, deviceName: deviceName(), now: clock.now() }
  const unsent = await overBase(store, mutations.flatMap(assetsNamedIn), (base) =>
    unsentBatches(base, mutations, context),
  )
  const batches = batchesIn(store.base().records)
  const rowsOf = (sentId: (batch: Batch) => JournalRow['assetId']): readonly JournalRow[] => [
    ...batches.map((batch) => ({ batch, isSent: true, assetId: sentId(batch) })),
    ...unsent.batches.map((batch) => ({
      batch,
      isSent: false,
      assetId: (no: number) => unsent.created[no - 1] ?? null,
    })),
  ]
  const inOrder = listJournal(rowsOf(() => () => null)).map(({ batchId }) => batchId)
  const chosen = new Set(choose(inOrder))
  const idByNo = idsByNo(store, numbersIn(batches, chosen, createdMax))
  const entries = listJournal(
    rowsOf(({ batchId }) => (chosen.has(batchId) ? (no) => idByNo.get(no) ?? null : () => null)),
  )
  return entries.filter(({ batchId }) => chosen.has(batchId))
}

function numbersIn(
  batches: readonly Batch[],
  chosen: ReadonlySet<BatchId>,
  createdMax: number,
): ReadonlySet<number> {
  const numbers = new Set<number>()
  for (const { batchId, created } of batches) {
    if (!chosen.has(batchId)) continue
    let left = createdMax
    for (const [from, to] of created) for (let no = from; no <= to && left > 0; no++, left--) numbers.add(no)
  }
  return numbers
}

function idsByNo(store: LibraryStore, wanted: ReadonlySet<number>): ReadonlyMap<number, AssetId> {
  const ids = new Map<number, AssetId>()
  if (wanted.size === 0) return ids
  const { columns } = store.base()
  const no = columns.no()
  for (let slot = 0; slot < columns.count(); slot++)
    if (wanted.has(no[slot] ?? 0)) ids.set(no[slot] ?? 0, columns.idAt(slot))
  return ids
}

/** A wish for the `most` entries after batch `before`; null: the newest. None when there is no such batch. */
export function pageAfter(before: BatchId | null, most: number): JournalWish['choose'] {
  return (all) => {
    const from = before === null ? 0 : all.indexOf(before) + 1
    return before !== null && from === 0 ? [] : all.slice(from, from + most)
  }
}
