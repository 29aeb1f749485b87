import { batchIdSchema } from '@rollcall/protocol'
import type { JournalEntry, UndoPlan, UndoStep } from '@rollcall/sync'
import { planTakeBack, planUndo } from '@rollcall/sync'
import { confirm } from './confirm.ts'
import { followWords } from './deed.ts'
import { describeBatch } from './describe-batch.ts'
import type { Names } from './describe-change.ts'
import { aboutChange, describeValue, LEFT_WORDS, namesOn } from './describe-change.ts'
import type { FolderOptions } from './device-commands.ts'
import { EXIT } from './exit.ts'
import { whenWords } from './journal-command.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { countPhotos } from './photo-words.ts'
import { printable } from './print-table.ts'
import { findConflict, findEntry, lastOwnEntry, readJournal, undoViewOf } from './read-journal.ts'

/** Lines of a plan that are shown; more are counted. */
const SHOWN_MAX = 20

/** Options of `rollcall undo`. */
export interface UndoOptions extends FolderOptions {
  readonly yes?: boolean
  readonly dryRun?: boolean
  /** Number of a conflict, as the journal shows it. */
  readonly takeBack?: string
}

/**
 * `rollcall undo`: takes back a whole batch, the last one of this device unless another is named, or sets the word that lost in a conflict.
 * Shows the plan that it then carries out [R7]. What somebody has changed since is left alone. Works offline. Exit code 1 when something
 * was left.
 */
export async function undoCommand(name: string | undefined, options: UndoOptions): Promise<number> {
  const device = openDevice(options.folder)
  try {
    const entries = readJournal(device)
    const entry =
      name === undefined || name === 'last' ? lastOwnEntry(device, entries) : findEntry(entries, name)
    const id = batchIdSchema.parse(device.ports.random.hex(16))
    const view = undoViewOf(device)
    const plan =
      options.takeBack === undefined
        ? planUndo(view, entry, id)
        : planTakeBack(view, findConflict(entry, options.takeBack), id)
    const isDoing = options.dryRun !== true && plan.steps.length > 0
    if (!options.json) printPlan(device, entry, plan)
    const trashed = countTrashed(plan)
    if (isDoing && trashed > 0)
      await confirm(`This moves ${countPhotos(trashed)} to the trash.`, options.yes === true)
    if (isDoing) carryOut(device, plan)
    if (options.json) console.log(JSON.stringify(planAsJson(entry, plan, isDoing ? id : null)))
    else if (isDoing) console.log(`\nDone. ${followWords(device)} ${id.slice(0, 8)}`)
    return plan.left.length === 0 ? EXIT.done : EXIT.needsYou
  } finally {
    device.close()
  }
}

/** All of it is queued, or nothing. */
function carryOut({ ports: { state } }: OpenDevice, { steps }: UndoPlan): void {
  state.transaction(() => {
    for (const intent of steps.flatMap(({ intents }) => intents)) state.replica.queue(intent, null)
  })
}

/** Photos that a plan moves to the trash, or further; not those that it brings back as far as that. */
function countTrashed({ steps }: UndoPlan): number {
  const isTrashing = ({ intents }: UndoStep) => {
    const last = intents.at(-1)?.op
    return (last === 'trash' || last === 'deleteForGood') && intents[0]?.op !== 'create'
  }
  return steps.filter(isTrashing).length
}

function printPlan(device: OpenDevice, entry: JournalEntry, { steps, left }: UndoPlan): void {
  const names = namesOn(device)
  const when = whenWords(entry.endedAt, device.ports.clock.now())
  console.log(`${when} on ${printable(entry.deviceName)}: ${describeBatch(entry, names)}\n`)
  if (steps.length === 0 && left.length === 0) console.log('Nothing is left to take back: all is so already.')
  for (const step of steps.slice(0, SHOWN_MAX)) console.log(`  ${stepWords(step, names)}`)
  if (steps.length > SHOWN_MAX) console.log(`  … and ${steps.length - SHOWN_MAX} more`)
  if (left.length === 0) return
  console.log(`${steps.length === 0 ? '' : '\n'}Left as they are:`)
  for (const { change, because } of left.slice(0, SHOWN_MAX))
    console.log(`  ${aboutChange(change, names)}: ${LEFT_WORDS[because]}`)
  if (left.length > SHOWN_MAX) console.log(`  … and ${left.length - SHOWN_MAX} more`)
}

function stepWords({ change, to }: UndoStep, names: Names): string {
  const about = aboutChange(change, names)
  if (change.field === 'created') return `${about}: to the trash, because it was added then`
  return `${about}: back to ${describeValue(change, to, names)}`
}

function planAsJson(
  entry: JournalEntry,
  { steps, left }: UndoPlan,
  doneAs: string | null,
): Record<string, unknown> {
  return {
    undoes: entry.batchId,
    /** The batch that this became; null when nothing was done. */
    batch: doneAs,
    steps: steps.map(({ change, to, intents }) => {
      const { assetId, albumId, field, element } = change
      return { assetId, albumId, field, element, to, mutations: intents.length }
    }),
    left: left.map(({ change: { assetId, albumId, field, element }, because }) => ({
      assetId,
      albumId,
      field,
      element,
      because,
    })),
  }
}
