import { withBadge } from '@rollcall/grid'
import type { TimelineColumns } from '@rollcall/grid'
import type { AssetId } from '@rollcall/protocol'
import type { Badge } from '../library-client.ts'
import { DRAWN_MARKS } from '../store/asset-row.ts'
import type { ColumnRow } from '../store/columns.ts'
import type { LibraryStore } from '../store/library-store.ts'
import type { Handles } from './handles.ts'
import type { LibraryView } from './library-view.ts'

/*
 * Timelines out of the columns: the order of the whole library is gone through once, and what fits is copied into columns of the
 * timeline's own, with what the outbox makes of it.
 */

/** The columns of a timeline, and the handles of its photos. */
export interface BuiltTimeline {
  readonly columns: TimelineColumns
  readonly handles: Uint32Array
}

/** Codes of badges in a timeline's marks; 0 is for none. */
const BADGE_CODES: readonly Badge[] = [
  'queued',
  'uploading',
  'only_here',
  'needs_you',
  'edit_pending',
  'excluded',
]

/** What a timeline is built from. */
export interface TimelineWorld {
  readonly store: LibraryStore
  readonly view: LibraryView
  readonly handles: Handles
  readonly badges: ReadonlyMap<AssetId, Badge>
}

/** A test of photos beyond their marks: of one in the base by its slot, of one that the outbox touches by its row. */
export interface RowTest {
  readonly ofSlot: (slot: number) => boolean
  readonly ofRow: (row: ColumnRow) => boolean
}

/** Builds the timeline of all photos whose marks fit, or of those of them that are `among` some or pass a test, the newest first. */
export function buildByTime(
  world: TimelineWorld,
  fits: (marks: number) => boolean,
  among: ReadonlySet<AssetId> | null = null,
  passes: RowTest | null = null,
): BuiltTimeline {
  const { store, view, handles } = world
  const { columns, order } = store.base()
  const patched = [...view.touched.values()]
    .filter(({ id, marks }) => fits(marks) && (among === null || among.has(id)))
    .filter((row) => passes === null || passes.ofRow(row))
    .toSorted((one, other) => other.takenAtS - one.takenAtS || other.no - one.no)
  const leftOut = slotsToLeave(world, among)
  const out = createBuilder(world, order.length + patched.length)
  const [marks, takenAtS] = [columns.marks(), columns.takenAtS()]
  const firstHandle = handles.ofSlot(0)
  let next = 0
  for (let at = 0; at < order.length; at++) {
    const slot = order[at] ?? 0
    if (!fits(marks[slot] ?? 0) || leftOut[slot] === 1) continue
    if (passes !== null && !passes.ofSlot(slot)) continue
    for (let row = patched[next]; row !== undefined; row = patched[++next]) {
      if (row.takenAtS < (takenAtS[slot] ?? 0)) break
      out.addRow(row)
    }
    out.addSlot(slot, firstHandle + slot)
  }
  for (const row of patched.slice(next)) out.addRow(row)
  return out.finish()
}

/** 1 for each slot that the base does not speak for, or that is not among those that are asked for. */
function slotsToLeave({ store, view }: TimelineWorld, among: ReadonlySet<AssetId> | null): Uint8Array {
  const { columns } = store.base()
  const leftOut = new Uint8Array(columns.count())
  if (among !== null) {
    leftOut.fill(1)
    for (const id of among) setAt(leftOut, columns.slotOf(id), 0)
  }
  for (const id of view.touched.keys()) setAt(leftOut, columns.slotOf(id), 1)
  return leftOut
}

function setAt(flags: Uint8Array, slot: number | null, flag: 0 | 1): void {
  if (slot !== null) flags[slot] = flag
}

/** Builds the timeline of these photos, in this order; those that are not known are left out. */
export function buildInOrder(
  world: TimelineWorld,
  ids: readonly AssetId[],
  fits: (marks: number) => boolean,
): BuiltTimeline {
  const { store, view, handles } = world
  const { columns } = store.base()
  const out = createBuilder(world, ids.length)
  for (const id of ids) {
    const touched = view.touched.get(id)
    const slot = touched === undefined ? columns.slotOf(id) : null
    if (touched !== undefined && fits(touched.marks)) out.addRow(touched)
    if (slot !== null && fits(columns.marks()[slot] ?? 0)) out.addSlot(slot, handles.ofSlot(slot))
  }
  return out.finish()
}

function createBuilder({ store, handles, badges }: TimelineWorld, capacity: number) {
  const from = store.base().columns
  const [fromTime, fromRatio, fromColour, fromMarks] = [
    from.takenAtS(),
    from.ratio(),
    from.colour(),
    from.marks(),
  ]
  const takenAtS = new Float64Array(capacity)
  const ratio = new Uint16Array(capacity)
  const colour = new Uint16Array(capacity)
  const marks = new Uint16Array(capacity)
  const named = new Uint32Array(capacity)
  const badgeBySlot = new Map<number, Badge>()
  for (const [id, badge] of badges) {
    const slot = from.slotOf(id)
    if (slot !== null) badgeBySlot.set(slot, badge)
  }
  let count = 0

  return {
    addSlot: (slot: number, handle: number) => {
      takenAtS[count] = fromTime[slot] ?? 0
      ratio[count] = fromRatio[slot] ?? 0
      colour[count] = fromColour[slot] ?? 0
      const drawn = (fromMarks[slot] ?? 0) & DRAWN_MARKS
      marks[count] = badgeBySlot.size === 0 ? drawn : withBadge(drawn, codeOf(badgeBySlot.get(slot)))
      named[count++] = handle
    },
    addRow: (row: ColumnRow) => {
      const slot = from.slotOf(row.id)
      takenAtS[count] = row.takenAtS
      ratio[count] = row.ratio
      colour[count] = row.colour
      marks[count] = withBadge(row.marks & DRAWN_MARKS, codeOf(badges.get(row.id) ?? 'edit_pending'))
      named[count++] = slot === null ? handles.ofUnsent(row.id) : handles.ofSlot(slot)
    },
    finish: (): BuiltTimeline => ({
      columns: {
        count,
        takenAtS: takenAtS.slice(0, count),
        ratio: ratio.slice(0, count),
        colour: colour.slice(0, count),
        marks: marks.slice(0, count),
      },
      handles: named.slice(0, count),
    }),
  }
}

function codeOf(badge: Badge | undefined): number {
  return badge === undefined ? 0 : BADGE_CODES.indexOf(badge) + 1
}
