import type { Batch, BatchChange, ClientId } from '@rollcall/protocol'
import { BATCH_CHANGES_MAX, BATCHES_KEPT } from '@rollcall/protocol'
import { JOURNAL } from '../library/record-scope.ts'
import { batchIdOf } from './batch-id.ts'
import type { BatchSort, JournalBook } from './journal-book.ts'
import type { Deed } from './record-mutation.ts'

/*
 * Writes deeds into the journal, in batches as people think of them. A deed that names its batch goes there; others of one client belong
 * together while they are of the same sort and come within ten minutes of each other. A batch has as many rows as it needs:
 *
 *   3f9c…      3f9c….2      3f9c….3
 *   [500 changes] [500 changes] [12 changes]  ← the last one may still grow
 *
 * A row that grows moves to a new place in the feed and is sent again as a whole, so it may grow only while it is small.
 */

/** Deeds of one sort that are further apart are batches of their own. */
const TOGETHER_MS = 10 * 60 * 1000

/** A row takes changes until its JSON is about so long, in UTF-16 units. */
const ROW_LENGTH_MAX = 128 * 1024

/** A row longer than this takes nothing from a later push. */
const GROWS_BELOW = 16 * 1024

/** Rows looked through for the last one of a batch that several clients, or other batches in between, wrote to. */
const ROWS_LOOKED_AT = 10_000

/** Who did the deeds, and how many rows the library keeps. */
export interface JournalContext {
  readonly clientId: ClientId
  readonly deviceName: string
  readonly batchesKept?: number
}

/** Adds deeds, in the order in which they were done, and drops the rows that are too old to keep. Without deeds it does nothing. */
export function journalDeeds(book: JournalBook, deeds: readonly Deed[], context: JournalContext): void {
  if (deeds.length === 0) return
  const open = new Map<string, OpenRow>()
  const touched = new Map<string, OpenRow>()
  for (const deed of deeds) {
    const group = deed.batch?.id ?? sortOf(deed.op)
    let row = joinable(open.get(group) ?? null, deed) ?? inHand(touched, findRow(book, deed, context))
    touched.set(row.key, row)
    noteDeed(row, deed)
    for (const change of deed.changes) {
      if (isFull(row)) {
        row = nextRow(row, deed)
        touched.set(row.key, row)
      }
      row.changes.push(change)
      row.length += JSON.stringify(change).length
    }
    open.set(group, row)
  }
  for (const row of touched.values()) book.putRecord(toBatch(row, context, book.nextSeq()))
  for (const { sort, key } of open.values()) book.putOpenBatch(context.clientId, sort, key)
  const isLonger = [...touched.values()].some(({ held }) => held === null)
  if (!isLonger) return
  for (const key of book.keysBefore(JOURNAL, context.batchesKept ?? BATCHES_KEPT))
    book.dropRecord('batch', key)
}

/** A row while it is written. */
interface OpenRow extends Pick<Batch, 'key' | 'batchId' | 'undoes'> {
  readonly sort: BatchSort
  readonly held: Batch | null
  /** Null until something in it has a place in the feed. */
  firstSeq: number | null
  startedAt: number
  endedAt: number
  readonly counts: Record<string, number>
  readonly created: [number, number][]
  readonly changes: BatchChange[]
  length: number
}

function sortOf(op: Deed['op']): BatchSort {
  if (op === 'create') return 'imports'
  return op === 'trash' || op === 'deleteForGood' ? 'deletions' : 'edits'
}

/** A row of the book as this push has left it, or the one that it went on in: what was written to it already is not to be lost. */
function inHand(touched: ReadonlyMap<string, OpenRow>, found: OpenRow): OpenRow {
  let row = touched.get(found.key) ?? found
  for (let next = touched.get(keyAfter(row.key)); next !== undefined; next = touched.get(keyAfter(row.key)))
    row = next
  return row
}

/** The row if the deed belongs to its batch. */
function joinable(row: OpenRow | null, { batch, doneAt }: Deed): OpenRow | null {
  if (row === null || batch !== undefined) return row
  const isNear = doneAt >= row.startedAt - TOGETHER_MS && doneAt <= row.endedAt + TOGETHER_MS
  return isNear ? row : null
}

function isFull({ changes, length }: OpenRow): boolean {
  return changes.length >= BATCH_CHANGES_MAX || length >= ROW_LENGTH_MAX
}

/** The row that a deed goes to, if none of this push does: the last one of its batch while that is small, or a new one. */
function findRow(book: JournalBook, deed: Deed, { clientId }: JournalContext): OpenRow {
  const { batch } = deed
  const sort = batch === undefined ? sortOf(deed.op) : 'named'
  const key = book.openBatch(clientId, sort)
  const last = key === null ? null : book.record('batch', key)
  // Another client may have gone on with a batch since: what was copied with all that it had to send does.
  const lastOfBatch =
    batch === undefined ? last : lastRowOf(book, last?.batchId === batch.id ? last.key : batch.id)
  const row = joinable(lastOfBatch === null ? null : reopen(lastOfBatch, sort), deed)
  if (row === null) {
    const batchId = batch?.id ?? batchIdOf(clientId, deed.n)
    return emptyRow({ key: batchId, batchId, undoes: batch?.undoes ?? null, sort }, deed)
  }
  return row.held?.clientId === clientId && row.length < GROWS_BELOW ? row : nextRow(row, deed)
}

/** The last row of a batch, looked for from one of its rows on. */
function lastRowOf(book: JournalBook, key: string): Batch | null {
  let last = book.record('batch', key)
  for (let row = last, looked = 1; row !== null && looked < ROWS_LOOKED_AT; looked++) {
    last = row
    row = book.record('batch', keyAfter(row.key))
  }
  return last
}

function reopen(held: Batch, sort: BatchSort): OpenRow {
  const { key, batchId, undoes, firstSeq, startedAt, endedAt, counts, created, changes } = held
  return {
    ...{ key, batchId, undoes, sort, held, firstSeq, startedAt, endedAt },
    counts: { ...counts },
    created: created.map(([from, to]) => [from, to]),
    changes: [...changes],
    length: JSON.stringify(held).length,
  }
}

function nextRow({ key, batchId, undoes, sort }: OpenRow, deed: Deed): OpenRow {
  return emptyRow({ key: keyAfter(key), batchId, undoes, sort }, deed)
}

function emptyRow(
  row: Pick<OpenRow, 'key' | 'batchId' | 'undoes' | 'sort'>,
  { firstSeq, doneAt }: Deed,
): OpenRow {
  const times = { startedAt: doneAt, endedAt: doneAt }
  return { ...row, held: null, firstSeq, ...times, counts: {}, created: [], changes: [], length: 0 }
}

/** `id`, `id.2`, `id.3` … */
function keyAfter(key: string): string {
  const [batchId, row] = key.split('.')
  return `${batchId}.${Number(row ?? 1) + 1}`
}

function noteDeed(row: OpenRow, { op, isApplied, isFurther = false, doneAt, firstSeq, created }: Deed): void {
  row.firstSeq ??= firstSeq
  row.startedAt = Math.min(row.startedAt, doneAt)
  row.endedAt = Math.max(row.endedAt, doneAt)
  if (isApplied && !isFurther) row.counts[op] = (row.counts[op] ?? 0) + 1
  for (const { no } of created) {
    const last = row.created.at(-1)
    if (last !== undefined && last[1] === no - 1) last[1] = no
    else {
      row.created.push([no, no])
      row.length += RANGE_LENGTH
    }
  }
}

/** About what two numbers take. */
const RANGE_LENGTH = 16

function toBatch(
  { held, key, batchId, undoes, firstSeq, startedAt, endedAt, counts, created, changes }: OpenRow,
  { clientId, deviceName }: JournalContext,
  seq: number,
): Batch {
  return {
    ...held,
    kind: 'batch',
    ...{ key, seq, batchId, firstSeq: firstSeq ?? seq, clientId, deviceName },
    ...{ startedAt, endedAt, undoes, counts, created, changes },
  }
}
