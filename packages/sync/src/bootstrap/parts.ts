/*
 * How the rows of a library are divided into parts, each of which becomes a few files. A part holds the rows between two keys; parts do not
 * overlap. What no part covers is a gap, and a gap is what there is to build: at first everything, later the parts that have changed too
 * much and were dropped.
 *
 *   ──────┤ part ├─┤ part ├──── gap ────┤ part ├─────▶ time, then number
 *
 * The parts are built at different places of the feed, each at its `builtSeq`. Whoever has read all of them reads the feed on from the
 * lowest, and takes of each row what has the greatest seq. That is right for any row: its last change is either in a part that was built
 * after it, or in the feed after that part. So it does not matter that rows change, and wander from part to part, while parts are built.
 */

/** A place between rows: by time, then by number. Records, which have no time, are by seq, at time 0. */
export interface PartKey {
  readonly at: number
  readonly no: number
}

/** Before and after every key. */
export const FIRST_KEY: PartKey = { at: -8.64e15, no: 0 }
/** See {@link FIRST_KEY}. */
export const LAST_KEY: PartKey = { at: 8.64e15 + 1, no: 0 }

/** From a key up to, but not including, another. */
export interface KeyRange {
  readonly from: PartKey
  readonly to: PartKey
}

/** A part that was built when the feed stood at `builtSeq`. */
export interface BuiltPart extends KeyRange {
  readonly builtSeq: number
  readonly rows: number
}

/** Rows of a month, by UTC. `touchedSeq`: the last change of a row that is in it, or was. */
export interface MonthCount {
  readonly month: string
  readonly touchedSeq: number
}

/** A row that has changed: where it stands now. */
export interface ChangedKey extends PartKey {
  readonly seq: number
}

/** A part is built anew when more than one in so many of its rows have changed. */
const STALE_ONE_IN = 20

/** Orders keys. */
export function compareKeys(one: PartKey, other: PartKey): number {
  return one.at - other.at || one.no - other.no
}

/**
 * What is to be done with parts so that few of their rows are out of date: `current` are as if they had been built now, `stale` are
 * better built anew, the others will do. `changed` are the rows that have changed since the oldest part was built; null when they are
 * too many to be read from the feed again.
 */
export function judgeParts<Part extends BuiltPart>(
  parts: readonly Part[],
  {
    months,
    changed,
  }: { readonly months: readonly MonthCount[]; readonly changed: readonly ChangedKey[] | null },
): { readonly current: readonly Part[]; readonly stale: readonly Part[] } {
  const current: Part[] = []
  const stale: Part[] = []
  for (const part of parts) {
    if (!months.some((month) => month.touchedSeq > part.builtSeq && isWithin(part, month.month)))
      current.push(part)
    else if (changed === null || changesIn(part, changed) * STALE_ONE_IN > part.rows) stale.push(part)
  }
  return { current, stale }
}

function isWithin({ from, to }: KeyRange, month: string): boolean {
  return month >= monthOf(from.at) && month <= monthOf(to.at)
}

function changesIn(part: BuiltPart, changed: readonly ChangedKey[]): number {
  return changed.filter(
    (key) => key.seq > part.builtSeq && compareKeys(part.from, key) <= 0 && compareKeys(key, part.to) < 0,
  ).length
}

/** What none of the parts covers, from the first key to the last, in order. */
export function gapsBetween(parts: readonly KeyRange[], whole: KeyRange): readonly KeyRange[] {
  const gaps: KeyRange[] = []
  let { from } = whole
  for (const part of parts.toSorted((one, other) => compareKeys(one.from, other.from))) {
    if (compareKeys(from, part.from) < 0) gaps.push({ from, to: part.from })
    if (compareKeys(from, part.to) < 0) from = part.to
  }
  if (compareKeys(from, whole.to) < 0) gaps.push({ from, to: whole.to })
  return gaps
}

/**
 * How many of the rows at the beginning of `times` make up the next part of a gap: about `size`, fewer where a month ends, all when they
 * are few. Null when more must be seen first. `isAll`: nothing follows them within the gap.
 */
export function cutPart(times: readonly number[], size: number, isAll: boolean): number | null {
  if (times.length <= size) return isAll ? times.length : null
  for (let rows = size; rows > size / 2; rows--) {
    if (monthOf(times[rows - 1] ?? 0) !== monthOf(times[rows] ?? 0)) return rows
  }
  return size
}

/** Times outside four-digit years count to the first and the last month. */
const YEAR_0 = -62_167_219_200_000
const YEAR_10_000 = 253_402_300_800_000

/** The month of a time, by UTC, such as `2026-11`. */
export function monthOf(time: number): string {
  return new Date(Math.min(Math.max(time, YEAR_0), YEAR_10_000 - 1)).toISOString().slice(0, 7)
}
