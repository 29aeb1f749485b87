import type { AssetId, BatchChange, BatchId } from '@rollcall/protocol'
import { clientIdSchema } from '@rollcall/protocol'
import type { JournalEntry, JournalRow, UndoView } from '@rollcall/sync'
import { assetIdOf, batchesIn, conflictsOf, listJournal, unsentBatches } from '@rollcall/sync'
import { CommandStop, EXIT } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { printable } from './print-table.ts'

/** Copies of one original that are looked for: people make few. */
const COPIES_MAX = 100

/** The fewest digits that name a batch. */
const ID_DIGITS_MIN = 4

/** The journal as a device sees it, newest first: what the server has told, and before that what waits in the outbox here. */
export function readJournal({ ports, config }: OpenDevice): readonly JournalEntry[] {
  const { replica, values } = ports.state
  const base = replica.base()
  const records = replica.baseRecords()
  const clientId = clientIdSchema.safeParse(values.get('client_id'))
  const idByNo = new Map([...base.values()].map(({ id, no }) => [no, id]))
  const sent = batchesIn(records).map(
    (batch): JournalRow => ({ batch, isSent: true, assetId: (no) => idByNo.get(no) ?? null }),
  )
  if (!clientId.success) return listJournal(sent)
  const below = { ...records, asset: (id: AssetId) => base.get(id) ?? null }
  const context = { clientId: clientId.data, deviceName: config.deviceName, now: ports.clock.now() }
  const unsent = unsentBatches(below, replica.mutations(), context)
  const waiting = unsent.batches.map(
    (batch): JournalRow => ({ batch, isSent: false, assetId: (no) => unsent.created[no - 1] ?? null }),
  )
  return listJournal([...sent, ...waiting])
}

/** The library of a device as a plan to undo looks at it: with what is not sent yet. */
export function undoViewOf({ ports }: OpenDevice): UndoView {
  const view = ports.state.replica.view()
  return {
    asset: view.asset,
    record: view.records.record,
    recordsIn: view.records.recordsIn,
    entriesWithAsset: view.records.entriesWithAsset,
    copyNoOf: ({ id, primarySha256 }) => {
      for (let copyNo = 0; copyNo < COPIES_MAX; copyNo++)
        if (assetIdOf(ports.idKey, primarySha256, copyNo, ports.hmacSha256) === id) return copyNo
      return null
    },
  }
}

/** The batch that a person names by its id, or the beginning of it. Stops the command when there is none, or more than one. */
export function findEntry(entries: readonly JournalEntry[], name: string): JournalEntry {
  const isId = new RegExp(`^[0-9a-f]{${ID_DIGITS_MIN},32}$`).test(name)
  const found = isId ? entries.filter(({ batchId }) => batchId.startsWith(name)) : []
  const [entry, second] = found
  if (entry === undefined)
    throw new CommandStop(`The journal has no batch ${printable(name)}. See: rollcall journal`, EXIT.wrongUse)
  if (second !== undefined)
    throw new CommandStop(`${name} means ${found.length} batches; give more of it.`, EXIT.wrongUse)
  return entry
}

/**
 * The last batch of this device that is neither an undoing nor undone. What its folder sent in is only undone when it is named: a person
 * who says "undo" right after a sync means what they did before. Stops the command when there is none.
 */
export function lastOwnEntry(
  { ports: { state } }: Pick<OpenDevice, 'ports'>,
  entries: readonly JournalEntry[],
): JournalEntry {
  // Not told by its name: two folders of one machine have the same.
  const ids = new Set<string | null>([
    state.values.get('client_id'),
    ...state.values.get('former_client_ids'),
  ])
  const own = entries.find(
    (entry) =>
      entry.undoes === null &&
      entry.undoneBy.length === 0 &&
      Object.keys(entry.counts).some((op) => op !== 'create') &&
      ids.has(entry.clientId),
  )
  if (own === undefined)
    throw new CommandStop('Nothing that was done on this device is left to undo. See: rollcall journal')
  return own
}

/** Conflict number `no`, from 1, of an entry. Stops the command when there is none such. */
export function findConflict(entry: JournalEntry, no: string): BatchChange {
  const conflict = /^[1-9]\d{0,5}$/.test(no) ? conflictsOf(entry)[Number(no) - 1] : undefined
  if (conflict === undefined)
    throw new CommandStop(
      `There is no conflict ${printable(no)} in it. See: rollcall journal ${entry.batchId.slice(0, 8)}`,
      EXIT.wrongUse,
    )
  return conflict
}

/** Who made the change of a place in the feed, as the journal tells; null when it does not tell any more. */
export function deviceOfChange(entries: readonly JournalEntry[], change: BatchChange): string | null {
  const isIt = (other: BatchChange) =>
    other.verdict !== 'lost' &&
    other.seq === change.seq &&
    other.field === change.field &&
    other.assetId === change.assetId &&
    other.albumId === change.albumId
  return entries.find(({ changes }) => changes.some(isIt))?.deviceName ?? null
}

/** A batch id as people see and give it. */
export function shortBatchId(batchId: BatchId): string {
  return batchId.slice(0, 8)
}
