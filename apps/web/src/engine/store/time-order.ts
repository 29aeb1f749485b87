import type { Columns } from './columns.ts'

/*
 * All slots, the newest first. Rows come in blocks that are in order already, so a first sort merges runs; after a change only what
 * changed is sorted, and merged into the order that was.
 */

/** Whether `one` stands before `other`: taken later or, in the same moment, added later. */
function isNewer(columns: Columns, one: number, other: number): boolean {
  const takenAtS = columns.takenAtS()
  const [here, there] = [takenAtS[one] ?? 0, takenAtS[other] ?? 0]
  if (here !== there) return here > there
  const no = columns.no()
  return (no[one] ?? 0) > (no[other] ?? 0)
}

/** Sorts slots, the newest first, by merging the runs that they come in. */
export function sortNewestFirst(columns: Columns, slots: Uint32Array): Uint32Array {
  let from: Uint32Array = slots
  let to: Uint32Array = new Uint32Array(slots.length)
  let runs = runsIn(columns, from)
  while (runs.length > 2) {
    const merged: number[] = [0]
    for (let run = 0; run + 1 < runs.length; run += 2) {
      const start = runs[run] ?? 0
      const middle = runs[run + 1] ?? slots.length
      const end = runs[run + 2] ?? slots.length
      mergeRuns(columns, from.subarray(start, middle), from.subarray(middle, end), to.subarray(start, end))
      merged.push(end)
    }
    ;[from, to] = [to, from]
    runs = merged
  }
  return from
}

/** Where runs begin, and the end. Runs that fall are turned round. */
function runsIn(columns: Columns, slots: Uint32Array): number[] {
  const runs = [0]
  let start = 0
  while (start < slots.length) {
    let end = start + 1
    const isFalling = end < slots.length && isNewer(columns, slots[end] ?? 0, slots[start] ?? 0)
    while (end < slots.length && isNewer(columns, slots[end] ?? 0, slots[end - 1] ?? 0) === isFalling) end++
    if (isFalling) slots.subarray(start, end).reverse()
    runs.push(end)
    start = end
  }
  return runs
}

function mergeRuns(columns: Columns, one: Uint32Array, other: Uint32Array, into: Uint32Array): void {
  let here = 0
  let there = 0
  for (let at = 0; at < into.length; at++) {
    const takesOther =
      here >= one.length || (there < other.length && isNewer(columns, other[there] ?? 0, one[here] ?? 0))
    into[at] = (takesOther ? other[there++] : one[here++]) ?? 0
  }
}

/**
 * The order after the rows of `changed` slots were put in anew. They are few: what stands between two of them is copied as a whole.
 */
export function mergeChanged(columns: Columns, order: Uint32Array, changed: Uint32Array): Uint32Array {
  const isChanged = new Uint8Array(columns.count())
  for (const slot of changed) isChanged[slot] = 1
  const kept = new Uint32Array(order.length)
  let length = 0
  for (let at = 0; at < order.length; at++) {
    const slot = order[at] ?? 0
    if (isChanged[slot] === 0) kept[length++] = slot
  }
  const into = new Uint32Array(length + changed.length)
  let copied = 0
  sortNewestFirst(columns, changed).forEach((slot, index) => {
    const at = firstOlder(columns, kept.subarray(0, length), slot, copied)
    into.set(kept.subarray(copied, at), copied + index)
    into[at + index] = slot
    copied = at
  })
  into.set(kept.subarray(copied, length), copied + changed.length)
  return into
}

/** Where, from `from` on, the first slot stands that is not newer than `slot`. */
function firstOlder(columns: Columns, order: Uint32Array, slot: number, from: number): number {
  let low = from
  let high = order.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isNewer(columns, order[middle] ?? 0, slot)) low = middle + 1
    else high = middle
  }
  return low
}
