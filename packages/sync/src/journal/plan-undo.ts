import type { Asset, AssetId, BatchChange, BatchId, ClientId, Intent, Sha256 } from '@rollcall/protocol'
import { leftToRelease } from '../merge/answer-hold.ts'
import { followMerges } from '../merge/follow-merges.ts'
import { fieldOf, isSameValue } from './field-of.ts'
import { batchesIn } from './journal-book.ts'
import type { JournalEntry } from './list-journal.ts'
import { intentsTo } from './intents-to.ts'
import type { DueChange } from './placed-in-order.ts'
import { placedInOrder } from './placed-in-order.ts'
import type { LeftReason, UndoView } from './undo-view.ts'

/*
 * How a batch is taken back: by new mutations that set every field to what it was before the batch touched it. A field that somebody has
 * set again since is left alone; undoing never overrides what came later. The plan is made on what a device sees, so it can be made
 * offline, and the same plan is shown and then done [R7].
 */

/** A field that is set back, by these mutations. `change` spans all that the batch did to it. */
export interface UndoStep {
  readonly change: BatchChange
  /** The value that it gets. */
  readonly to: unknown
  readonly intents: readonly Intent[]
}

/** What will be done, in this order, and what will not. */
export interface UndoPlan {
  readonly steps: readonly UndoStep[]
  readonly left: readonly { readonly change: BatchChange; readonly because: LeftReason }[]
}

/** Plans to take a whole batch back, as the batch `id`. */
export function planUndo(view: UndoView, entry: JournalEntry, id: BatchId): UndoPlan {
  const batch = { id, undoes: entry.batchId }
  const undoings = undoingsIn(view)
  const left: { change: BatchChange; because: LeftReason }[] = []
  const due: DueChange[] = []
  for (const change of spansOf(entry.changes).toReversed()) {
    if (change.forgotten !== true && isSameValue(change.before, change.after)) continue
    const because = whyLeft(view, change, undoings)
    if (because !== null) left.push({ change, because })
    else due.push({ change, to: change.before })
  }
  due.push(...notReleasedYet(view, entry))
  const { assets, files } = createdNow(view, entry)
  for (const each of assets) {
    const { asset } = each
    const change = creationOf(asset.id)
    const because = whyCreatedLeft(view, each, { files, by: entry.clientId })
    if (because !== null) left.push({ change, because })
    else due.push({ change, to: 'trashed' })
  }
  const steps: UndoStep[] = []
  const revived = new Set<string | undefined>()
  for (const { change, to } of placedInOrder(view, revivingFirst(view, due))) {
    const planned = isGone(view, change, revived) ? GONE : intentsTo(view, change, to, batch)
    if (change.field === 'state' && planned.kind === 'planned') revived.add(change.assetId)
    if (planned.kind === 'left') left.push({ change, because: planned.because })
    else steps.push({ change, to, intents: planned.intents })
  }
  return { steps, left }
}

/**
 * Plans to set the value that did not come to stand in a conflict, as the batch `id`: of a change that lost, the value that it was to
 * set; of one that overrode another, the value that was there.
 */
export function planTakeBack(view: UndoView, change: BatchChange, id: BatchId): UndoPlan {
  if (change.forgotten === true) return { steps: [], left: [{ change, because: 'gone' }] }
  const to = change.verdict === 'lost' ? change.after : change.before
  const now = fieldOf(view, change)
  if (now !== null && isSameValue(now.value, to)) return { steps: [], left: [] }
  const [due] = placedInOrder(view, [{ change, to }])
  const nobody = new Set<string>()
  const planned = isGone(view, change, nobody)
    ? GONE
    : intentsTo(view, change, due?.to ?? to, { id, undoes: null })
  return planned.kind === 'left'
    ? { steps: [], left: [{ change, because: planned.because }] }
    : { steps: [{ change, to, intents: planned.intents }], left: [] }
}

/**
 * One change for each field that a batch touched, in order of the last touch: from what was there before the batch's unbroken run of edits
 * to what it left. What lost did not touch anything.
 */
function spansOf(changes: readonly BatchChange[]): readonly BatchChange[] {
  const spans = new Map<string, BatchChange>()
  for (const change of changes) {
    if (change.verdict === 'lost') continue
    const key = JSON.stringify([change.assetId, change.albumId, change.field, change.element])
    const span = spans.get(key)
    spans.delete(key) // or the map keeps the place of the first touch
    const isRun = span !== undefined && isSameValue(span.after, change.before)
    spans.set(key, isRun ? { ...change, before: span.before } : change)
  }
  return [...spans.values()]
}

/** Held photos that a release of this batch has not come to: what is restored before its turn stays [S98]. */
function notReleasedYet(view: UndoView, { changes }: JournalEntry): readonly DueChange[] {
  const holds = changes.flatMap(({ field, element, after }) => {
    const hold = field === 'hold' && after === 'released' ? view.record('hold', element ?? '') : null
    return hold === null ? [] : [hold]
  })
  return holds.flatMap((hold) =>
    leftToRelease(view, hold).map((assetId): DueChange => {
      const about = { assetId, field: 'state', seq: hold.seq, verdict: 'applied' } as const
      return { change: { ...about, before: 'live', after: 'trashed' }, to: 'live' }
    }),
  )
}

/** Whether a field is no longer as the batch left it, or cannot be set back at all. */
function whyLeft(view: UndoView, change: BatchChange, undoings: Undoings): LeftReason | null {
  if (change.forgotten === true) return 'gone'
  if (change.field === 'files' || change.field === 'bytes') return 'files_stay'
  if (change.field === 'hold' || change.field === 'command') return 'answered'
  if (change.field === 'album') {
    const album = change.albumId === undefined ? null : view.record('album', change.albumId)
    if (album === null) return 'gone'
    return album.state === 'live' ? null : 'changed_since'
  }
  const now = fieldOf(view, change)
  if (now === null) return 'gone'
  if (change.field === 'state' && now.value === 'merged') return 'joined'
  if (!isSameValue(now.value, change.after)) return 'changed_since'
  const seq = now.seq ?? 0
  // Somebody changed it again, and took that back.
  return seq <= change.seq || undoings.has(fieldAt(change, seq)) ? null : 'changed_since'
}

/** The edits that took something back, by {@link fieldAt}. */
type Undoings = ReadonlySet<string>

function undoingsIn(view: UndoView): Undoings {
  const changes = batchesIn(view).flatMap(({ undoes, changes }) => (undoes === null ? [] : changes))
  return new Set(changes.flatMap((each) => (each.verdict === 'lost' ? [] : [fieldAt(each, each.seq)])))
}

function fieldAt({ assetId, albumId, field, element }: BatchChange, seq: number): string {
  return JSON.stringify([seq, assetId, albumId, field, element])
}

interface CreatedAsset {
  readonly asset: Asset
  readonly ids: Set<AssetId>
}

/**
 * The assets that a batch created, as they are now, each with the ids under which they were created: the halves of one photo have become
 * one. `files` are all that came with them.
 */
function createdNow(
  view: UndoView,
  { created }: JournalEntry,
): { readonly assets: readonly CreatedAsset[]; readonly files: ReadonlySet<Sha256> } {
  const assets = new Map<AssetId, CreatedAsset>()
  const files = new Set<Sha256>()
  for (const id of created) {
    for (const { sha256 } of view.asset(id)?.resources ?? []) files.add(sha256)
    const asset = followMerges(view, id)
    if (asset === null) continue
    const known = assets.get(asset.id)
    if (known === undefined) assets.set(asset.id, { asset, ids: new Set([asset.id, id]) })
    else known.ids.add(id)
  }
  return { assets: [...assets.values()], files }
}

/** What is deleted for good comes back first: nothing can be said of it before. */
function revivingFirst(view: UndoView, due: readonly DueChange[]): readonly DueChange[] {
  const isReviving = ({ change: { assetId, field } }: DueChange) =>
    field === 'state' && assetId !== undefined && view.asset(assetId)?.state === 'deleted'
  return [...due.filter(isReviving), ...due.filter((each) => !isReviving(each))]
}

/** Whether a change is about an asset that is deleted for good, and not brought back by what stands before it in the plan. */
function isGone(view: UndoView, change: BatchChange, revived: ReadonlySet<string | undefined>): boolean {
  if (change.assetId === undefined || change.field === 'state' || revived.has(change.assetId)) return false
  return view.asset(change.assetId)?.state === 'deleted'
}

const GONE = { kind: 'left', because: 'gone' } as const

/**
 * A photo of which somebody else has said something since, or that they have put into an album, is theirs too; so is one that has joined
 * others that were there.
 */
function whyCreatedLeft(
  view: UndoView,
  { asset, ids }: CreatedAsset,
  { files, by }: { readonly files: ReadonlySet<Sha256>; readonly by: ClientId },
): LeftReason | null {
  if (asset.state !== 'live') return 'changed_since'
  if ((asset.mergedSeq ?? 0) > 0 && asset.resources.some(({ sha256 }) => !files.has(sha256))) return 'joined'
  const { keywords, files: ofFiles, ...fields } = asset.edits
  const marks = [fields, keywords ?? {}, ofFiles ?? {}].flatMap((each): unknown[] => Object.values(each))
  const isSaidByOthers = marks.some(
    (mark) => typeof mark === 'object' && mark !== null && 'clientId' in mark && mark.clientId !== by,
  )
  const isPlacedByOthers = [...ids]
    .flatMap((id) => view.entriesWithAsset(id))
    .some(({ isIn, edit }) => isIn && edit.clientId !== by)
  return isSaidByOthers || isPlacedByOthers ? 'changed_since' : null
}

function creationOf(assetId: Asset['id']): BatchChange {
  return { assetId, field: 'created', before: null, after: 'live', seq: 0, verdict: 'applied' }
}
