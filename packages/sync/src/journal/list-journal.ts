import type { AssetId, Batch, BatchChange, BatchId } from '@rollcall/protocol'

/** A batch as people see it: all rows of it, and what is known of it. */
export interface JournalEntry extends Pick<Batch, 'batchId' | 'clientId' | 'deviceName' | 'undoes'> {
  /** Server time, milliseconds since 1970-01-01 UTC; of what is not sent yet, this device's. */
  readonly startedAt: number
  readonly endedAt: number
  /** How often each operation was done. */
  readonly counts: Readonly<Record<string, number>>
  /** Ids of the assets that it created, of those that are known here. */
  readonly created: readonly AssetId[]
  /** In the order in which they were made. */
  readonly changes: readonly BatchChange[]
  /** False while a part of it waits in the outbox of this device. */
  readonly isSent: boolean
  /** The batches that took it back, or parts of it. */
  readonly undoneBy: readonly BatchId[]
}

/** A row, and how its numbers of created assets are understood. */
export interface JournalRow {
  readonly batch: Batch
  readonly isSent: boolean
  readonly assetId: (no: number) => AssetId | null
}

/** Batches in order of their beginning, newest first, out of rows of which the sent ones come first, each kind oldest first. */
export function listJournal(rows: readonly JournalRow[]): readonly JournalEntry[] {
  const rowsById = new Map<BatchId, JournalRow[]>()
  const undoneBy = new Map<BatchId, BatchId[]>()
  for (const row of rows) {
    const { batchId, undoes } = row.batch
    const known = rowsById.get(batchId)
    if (known !== undefined) known.push(row)
    else {
      rowsById.set(batchId, [row])
      if (undoes !== null) undoneBy.set(undoes, [...(undoneBy.get(undoes) ?? []), batchId])
    }
  }
  return [...rowsById]
    .map(([batchId, ofBatch]) => toEntry(ofBatch, undoneBy.get(batchId) ?? []))
    .flatMap((entry) => entry ?? [])
    .toReversed()
}

/** The changes of an entry in which somebody's word did not come to stand, in order: `lost` ones, and those that overrode another. */
export function conflictsOf({ changes }: Pick<JournalEntry, 'changes'>): readonly BatchChange[] {
  return changes.filter(({ verdict }) => verdict !== 'applied')
}

function toEntry(rows: readonly JournalRow[], undoneBy: readonly BatchId[]): JournalEntry | null {
  const inOrder = rows.toSorted(
    (one, other) =>
      Number(other.isSent) - Number(one.isSent) || rowNumber(one.batch) - rowNumber(other.batch),
  )
  const batches = inOrder.map(({ batch }) => batch)
  const [first] = batches
  if (first === undefined) return null
  const counts: Record<string, number> = {}
  for (const batch of batches)
    for (const [op, count] of Object.entries(batch.counts)) counts[op] = (counts[op] ?? 0) + count
  const { batchId, clientId, deviceName, undoes } = first
  return {
    ...{ batchId, clientId, deviceName, undoes, counts, undoneBy },
    startedAt: Math.min(...batches.map(({ startedAt }) => startedAt)),
    endedAt: Math.max(...batches.map(({ endedAt }) => endedAt)),
    created: inOrder.flatMap(createdIn),
    changes: batches.flatMap(({ changes }) => changes),
    isSent: rows.every(({ isSent }) => isSent),
  }
}

function rowNumber({ key }: Batch): number {
  return Number(key.split('.')[1] ?? 1)
}

function createdIn({ batch, assetId }: JournalRow): AssetId[] {
  const ids: AssetId[] = []
  for (const [from, to] of batch.created) {
    for (let no = from; no <= to; no++) {
      const id = assetId(no)
      if (id !== null) ids.push(id)
    }
  }
  return ids
}
