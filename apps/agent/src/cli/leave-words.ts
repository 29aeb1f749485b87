import { formatBytes } from '@rollcall/sync'
import type { WipeReport } from '../wipe/check-safe-to-wipe.ts'
import type { Amount, LeaveOutcomes } from '../wipe/leave-outcomes.ts'
import { gaveWay } from '../wipe/leave-outcomes.ts'
import type { Removable, Removed } from '../wipe/remove-what-is-safe.ts'
import { countIs } from './count-words.ts'
import { printable } from './print-table.ts'

/** Files that are named before the rest is only counted. */
const SHOWN_MAX = 20

/** A usual line at home, bytes a second, for saying how long fetching takes. */
const USUAL_BYTES_A_SECOND = 6_000_000

/** Both outcomes of unlinking, before one is chosen. */
export function describeOutcomes({ keep, remove }: LeaveOutcomes): readonly string[] {
  return [
    'A folder that is unlinked stops syncing. The library on the server stays as it is. There are two outcomes:',
    `  --keep    ${amountIs(keep.originals, STAY)} here${gaveWay(keep).count === 0 ? '' : `, and ${amountIs(gaveWay(keep))} fetched first`}.`,
    `  --remove  ${amountWords(remove.safe)} that the server holds ${isAre(remove.safe)} removed from here${remove.unsafe.count === 0 ? '' : `; ${amountWords(remove.unsafe)} that it does not hold ${isAre(remove.unsafe, STAY)}`}.`,
  ]
}

/** What keeping does with a folder. */
export function describeKeeping(
  keep: LeaveOutcomes['keep'],
  { isToFetch }: { readonly isToFetch: boolean },
): readonly string[] {
  const { originals, previews, bare, away } = keep
  const gone = gaveWay(keep)
  const lines = [`${amountIs(originals, STAY)} here.`]
  if (gone.count > 0 && isToFetch)
    lines.push(
      `${amountWords(gone)} that made way here ${isAre(gone)} fetched first: about ${durationWords(gone.bytes)} over a usual line.`,
    )
  if (previews.count > 0 && !isToFetch)
    lines.push(
      `${countIs(previews.count, 'file', STAY)} a smaller version: the server alone has the original.`,
    )
  if (bare.count > 0 && !isToFetch)
    lines.push(`${amountWords(bare)} made way without a smaller version, and are not fetched.`)
  if (away.count > 0) lines.push(`${amountIs(away)} on the server only, and not fetched.`)
  return lines
}

/** What removing would do, by a check's answer. */
export function describeRemoving(files: readonly Removable[], check: WipeReport): readonly string[] {
  const amount = { count: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) }
  return [
    `${amountWords(amount, 'file')} that the server has just vouched for ${isAre(amount)} removed from this device.`,
    ...staysWords(check),
  ]
}

/** What removing has done. */
export function describeRemoved(
  removed: readonly Removable[],
  kept: Removed['kept'],
  check: WipeReport,
): readonly string[] {
  const bytes = removed.reduce((sum, file) => sum + file.bytes, 0)
  const lines = [
    `${amountWords({ count: removed.length, bytes }, 'file')} ${removed.length === 1 ? 'was' : 'were'} removed from this device.`,
  ]
  if (kept.length > 0)
    lines.push(
      `${countIs(kept.length, 'file', STAY)} after all:`,
      ...shown(kept.map(({ path, because }) => `  · ${printable(path)}: ${KEPT_WORDS[because]}`)),
    )
  return [...lines, ...staysWords(check)]
}

const KEPT_WORDS: Readonly<Record<Removed['kept'][number]['because'], string>> = {
  no_lease: 'the server does not promise to keep it',
  changed: 'it changed meanwhile',
  disk: 'the disk does not let go of it',
}

function staysWords({ losses, found }: WipeReport): readonly string[] {
  const files = losses.filter(({ path }) => path !== null)
  const lines: string[] = []
  if (files.length > 0)
    lines.push(
      `${countIs(files.length, 'file', STAY)}, not being safe on the server:`,
      ...shown(files.map(({ path, sentence }) => `  ✕ ${printable(path ?? '')}: ${sentence}`)),
    )
  const ignored = found?.ignored.length ?? 0
  if (ignored > 0) lines.push(`${countIs(ignored, 'file', STAY)} that no library has.`)
  const setAside = found?.setAside.length ?? 0
  if (setAside > 0) lines.push(`${countIs(setAside, 'file', STAY)} in .rollcall/trash, of deleted photos.`)
  return lines
}

/** What was said here and never sent; nothing to say of none. */
export function describeUnsent(unsent: number): readonly string[] {
  if (unsent === 0) return []
  return [
    `! ${unsent === 1 ? '1 change' : `${unsent} changes`} made here ${unsent === 1 ? 'was' : 'were'} not sent and would be lost. Send them first: rollcall sync --once`,
  ]
}

function shown(lines: readonly string[]): readonly string[] {
  if (lines.length <= SHOWN_MAX) return lines
  return [...lines.slice(0, SHOWN_MAX), `  … and ${lines.length - SHOWN_MAX} more`]
}

function amountWords({ count, bytes }: Amount, noun = 'original'): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'} (${formatBytes(bytes)})`
}

const STAY: [string, string] = ['stays', 'stay']

function isAre({ count }: Amount, [one, many]: [string, string] = ['is', 'are']): string {
  return count === 1 ? one : many
}

function amountIs(amount: Amount, verbs?: [string, string]): string {
  return `${amountWords(amount)} ${isAre(amount, verbs)}`
}

function durationWords(bytes: number): string {
  const minutes = Math.max(1, Math.round(bytes / USUAL_BYTES_A_SECOND / 60))
  if (minutes < 90) return minutes === 1 ? 'a minute' : `${minutes} minutes`
  return `${Math.round(minutes / 60)} hours`
}
