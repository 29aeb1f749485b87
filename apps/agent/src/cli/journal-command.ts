import type { BatchChange } from '@rollcall/protocol'
import type { JournalEntry } from '@rollcall/sync'
import { conflictsOf } from '@rollcall/sync'
import { describeBatch } from './describe-batch.ts'
import type { Names } from './describe-change.ts'
import { aboutChange, describeValue, namesOn } from './describe-change.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { countPhotos, isoOf } from './photo-words.ts'
import { printable, printTable } from './print-table.ts'
import { deviceOfChange, findEntry, readJournal, shortBatchId } from './read-journal.ts'

/** Batches listed unless somebody says how many. */
const LISTED = 20

/** Changes of one batch that are told of; more are counted. */
const CHANGES_TOLD_MAX = 200

/** Options of `rollcall journal`. */
export interface JournalOptions extends FolderOptions {
  readonly limit?: string
  readonly conflicts?: boolean
}

/** `rollcall journal`: who changed what, when and on which device, newest first; or one batch of it. Works offline. */
export function journalCommand(name: string | undefined, options: JournalOptions): void {
  const limit = parseLimit(options.limit)
  const device = openDevice(options.folder)
  try {
    const entries = readJournal(device)
    if (name !== undefined) return tellEntry(device, entries, findEntry(entries, name), options)
    const wanted =
      options.conflicts === true ? entries.filter((entry) => conflictsOf(entry).length > 0) : entries
    const shown = wanted.slice(0, limit)
    if (options.json) {
      console.log(JSON.stringify({ batches: shown.map((entry) => entryAsJson(device, entry)) }))
      return
    }
    if (shown.length === 0) {
      const nothing = options.conflicts === true ? 'No conflicts.' : 'Nothing has been done yet.'
      console.log(nothing)
    } else if (options.conflicts === true) for (const entry of shown) printConflicts(device, entries, entry)
    else printEntries(device, shown)
    if (wanted.length > shown.length)
      console.log(`\n${wanted.length - shown.length} older ones: rollcall journal --limit ${wanted.length}`)
  } finally {
    device.close()
  }
}

/** A batch as commands answer it in JSON; times as ISO 8601, conflicts by the numbers that `undo --take-back` takes. */
function entryAsJson(device: OpenDevice, entry: JournalEntry): Record<string, unknown> {
  const { batchId, deviceName, startedAt, endedAt, undoes, undoneBy, counts, created, isSent } = entry
  return {
    batch: batchId,
    device: deviceName,
    startedAt: isoOf(startedAt),
    endedAt: isoOf(endedAt),
    what: describeBatch(entry, namesOn(device)),
    counts,
    created: created.length,
    changes: entry.changes.length,
    conflicts: conflictsOf(entry).map((change, index) => ({ no: index + 1, ...change })),
    undoes,
    undoneBy,
    sent: isSent,
  }
}

function printEntries(device: OpenDevice, entries: readonly JournalEntry[]): void {
  const names = namesOn(device)
  printTable(
    ['when', 'device', 'what', 'batch'],
    entries.map((entry) => [
      whenWords(entry.endedAt, device.ports.clock.now()),
      entry.deviceName,
      describeBatch(entry, names) + marksOf(entry),
      shortBatchId(entry.batchId),
    ]),
  )
  console.log('\nMore of one: rollcall journal BATCH. To take it back: rollcall undo BATCH')
}

function marksOf(entry: JournalEntry): string {
  const conflicts = conflictsOf(entry).length
  const marks = [
    entry.isSent ? '' : 'not sent yet',
    entry.undoneBy.length > 0 ? 'undone' : '',
    conflicts === 0 ? '' : conflicts === 1 ? '1 conflict' : `${conflicts} conflicts`,
  ].filter((mark) => mark !== '')
  return marks.length === 0 ? '' : ` (${marks.join(', ')})`
}

function tellEntry(
  device: OpenDevice,
  entries: readonly JournalEntry[],
  entry: JournalEntry,
  { json }: JournalOptions,
): void {
  if (json) {
    const { changes, created } = entry
    console.log(JSON.stringify({ ...entryAsJson(device, entry), created, changes }))
    return
  }
  const names = namesOn(device)
  console.log(`${whenWords(entry.endedAt, device.ports.clock.now())} on ${printable(entry.deviceName)}`)
  console.log(`${describeBatch(entry, names)}${marksOf(entry)}\n`)
  if (entry.created.length > 0) console.log(`  added ${countPhotos(entry.created.length)}`)
  const applied = entry.changes.filter(({ verdict }) => verdict !== 'lost')
  for (const change of applied.slice(0, CHANGES_TOLD_MAX)) console.log(`  ${changeWords(change, names)}`)
  if (applied.length > CHANGES_TOLD_MAX) console.log(`  … and ${applied.length - CHANGES_TOLD_MAX} more`)
  if (conflictsOf(entry).length > 0) {
    console.log('')
    printConflicts(device, entries, entry)
  }
  if (entry.undoneBy.length === 0)
    console.log(`\nTo take it back: rollcall undo ${shortBatchId(entry.batchId)}`)
}

function printConflicts(device: OpenDevice, entries: readonly JournalEntry[], entry: JournalEntry): void {
  const names = namesOn(device)
  const id = shortBatchId(entry.batchId)
  console.log(`${whenWords(entry.endedAt, device.ports.clock.now())}  ${printable(entry.deviceName)}  ${id}`)
  for (const [index, change] of conflictsOf(entry).entries()) {
    console.log(`  ${index + 1}. ${conflictWords(change, names, deviceOfChange(entries, change))}`)
    console.log(`     To have the other one: rollcall undo ${id} --take-back ${index + 1}`)
  }
}

/** A conflict: which word stands, and which one does not. */
export function conflictWords(change: BatchChange, names: Names, winner: string | null): string {
  const [before, after] = [change.before, change.after].map((value) => describeValue(change, value, names))
  const about = aboutChange(change, names)
  if (change.verdict === 'overrode')
    return `${about}: ${after} replaced ${before}, said meanwhile on another device`
  const by = winner === null ? '' : ` on ${printable(winner)}`
  return `${about}: ${after} lost to ${before}, said meanwhile${by}`
}

function changeWords(change: BatchChange, names: Names): string {
  const [before, after] = [change.before, change.after].map((value) => describeValue(change, value, names))
  const about = aboutChange(change, names)
  if (change.field === 'files') return `${about}: ${after}`
  return before === after ? `${about}: ${after}, as before` : `${about}: ${before} → ${after}`
}

/** A day and a time as people say them: "12 Nov 14:02", with the year if it is another one. */
export function whenWords(at: number, now: number): string {
  const date = new Date(at)
  const isThisYear = date.getFullYear() === new Date(now).getFullYear()
  const day = date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
  })
  return `${day} ${date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`
}

function parseLimit(text: string | undefined): number {
  if (text === undefined) return LISTED
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new CommandStop('--limit takes a number from 1.', EXIT.wrongUse)
}
