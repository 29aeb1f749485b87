import type { Sha256 } from '@rollcall/protocol'
import type { ServersWord } from './ask-server.ts'
import type { SortedInventory } from './sort-inventory.ts'

/** Why something would be lost with a device. */
export type LossCode =
  | 'not_held'
  | 'damaged'
  | 'not_readable'
  | 'not_checked'
  | 'in_trash'
  | 'changing'
  | 'unreadable'
  | 'preview_only'
  | 'last_trace'
  | 'set_aside_only_here'
  | 'unsent_changes'
  | 'unseen_refusals'

/** Something that would be lost if the device were wiped now. `path` null: it is no file. */
export interface Loss {
  readonly path: string | null
  readonly sha256: Sha256 | null
  readonly bytes: number
  readonly code: LossCode
  readonly sentence: string
}

/** What the device's own state holds that the server has not. */
export interface OwnState {
  /** Changes made here that were not sent. */
  readonly unsent: number
  /** Changes made here that did not take effect, and that nobody has looked at. */
  readonly unseen: number
  /** Whether the server has let go of these bytes on purpose: what was set aside of them is meant to go. */
  readonly isPurged: (sha256: Sha256) => boolean
}

/** Everything that would be lost with this device, in the order of its files. Empty: nothing. Pure. */
export function judgeWipe(
  sorted: SortedInventory,
  words: ReadonlyMap<Sha256, ServersWord>,
  own: OwnState,
): readonly Loss[] {
  const losses: Loss[] = []
  const lose = (code: LossCode, file: { path: string | null; sha256?: Sha256; bytes: number }) =>
    losses.push({
      path: file.path,
      sha256: file.sha256 ?? null,
      bytes: file.bytes,
      code,
      sentence: SENTENCES[code],
    })
  for (const file of sorted.originals) {
    const code = lossOf(words.get(file.sha256))
    if (code !== null) lose(code, file)
  }
  for (const file of sorted.unread) lose(file.code, file)
  for (const file of sorted.previews) {
    if (lossOf(words.get(file.originalSha256)) !== null) lose('preview_only', file)
  }
  const shown = new Set(sorted.previews.map(({ originalSha256 }) => originalSha256))
  for (const file of sorted.givenUp) {
    if (!shown.has(file.sha256) && lossOf(words.get(file.sha256)) !== null) lose('last_trace', file)
  }
  for (const file of sorted.setAside) {
    const original = file.derivativeOf ?? file.sha256
    const isHeld = [original, file.sha256].some((sha256) => words.get(sha256)?.kind === 'held')
    if (!isHeld && !own.isPurged(original)) lose('set_aside_only_here', file)
  }
  if (own.unsent > 0) lose('unsent_changes', { path: null, bytes: 0 })
  if (own.unseen > 0) lose('unseen_refusals', { path: null, bytes: 0 })
  return losses
}

/** Null when the server holds it for a photo that is not in the trash. */
function lossOf(word: ServersWord | undefined): LossCode | null {
  if (word === undefined) return 'not_held'
  if (word.kind === 'held') return word.isLive ? null : 'in_trash'
  return word.code === 'not_live' ? 'in_trash' : word.code
}

const SENTENCES: Readonly<Record<LossCode, string>> = {
  not_held: 'The server does not hold it. See why: rollcall status',
  damaged: "The server's copy is damaged. The next sync sends it again.",
  not_readable: 'The server cannot read its copy at the moment.',
  not_checked: 'The server has not read its copy again yet. Run the check again.',
  in_trash: 'Its photo is in the trash and goes for good after 30 days. Restore it, or delete this file too.',
  changing: 'It changed a moment ago, or something is still writing it. Run the check again.',
  unreadable: 'It cannot be read here.',
  preview_only: 'This is a smaller version, and the server does not hold its original.',
  last_trace: 'Its original was left to the server, which does not hold it any more.',
  set_aside_only_here: 'It was set aside because its photo is in the trash, and the server does not hold it.',
  unsent_changes: 'Changes made here were not sent. Send them with: rollcall sync --once',
  unseen_refusals:
    'Changes made here did not take effect, and nobody has looked. See: rollcall status --list refused',
}
