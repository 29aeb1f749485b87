import type { DeviceSettings } from '@rollcall/protocol'
import { callRoll } from './call-roll.ts'
import type { RollEntry } from './call-roll.ts'
import type { Conditions } from './conditions.ts'
import type { Action, ItemFacts } from './decision.ts'
import { SMALL_ITEM_BYTES } from './goal.ts'

/*
 * What is done next, and in which order. Who acts, acts on this. First what somebody asked for; then what is nowhere but here; then
 * what makes room; then what is to come here. Among equals small ones before large ones, so that most photos are safe soonest, and
 * the newest first, as people look for those.
 */

/** One thing to do now. */
export interface Move {
  readonly key: string
  readonly action: Exclude<Action, 'none'>
}

/** Decides every item and answers what to do next, at most `movesMax`. Nothing in it has anything in its way. */
export function plan(
  settings: DeviceSettings,
  conditions: Conditions,
  items: Iterable<ItemFacts>,
  movesMax: number,
): readonly Move[] {
  return nextMoves(callRoll(settings, conditions, items).entries, movesMax).flatMap(
    ({ item: { key }, decision: { action } }) => (action === 'none' ? [] : [{ key, action }]),
  )
}

/** The entries of a roll that may move now, in the order in which they should, at most `movesMax`. */
export function nextMoves(entries: Iterable<RollEntry>, movesMax: number): readonly RollEntry[] {
  const first: Ranked[] = []
  for (const entry of entries) {
    if (entry.decision.action === 'none') continue
    const ranked = { entry, rank: rankOf(entry), time: timeOf(entry) }
    const last = first.at(-1)
    if (first.length >= movesMax && (last === undefined || compare(ranked, last) >= 0)) continue
    first.splice(placeIn(first, ranked), 0, ranked)
    if (first.length > movesMax) first.pop()
  }
  return first.map(({ entry }) => entry)
}

interface Ranked {
  readonly entry: RollEntry
  readonly rank: number
  readonly time: number
}

const RANKS: Readonly<Record<Action, number>> = {
  upload: 0,
  evict: 2,
  request_lease: 2,
  download_preview: 4,
  download: 4,
  none: 6,
}

/** Less is earlier. What somebody allowed once goes before everything else. */
function rankOf({ grant, decision: { action }, item }: RollEntry): number {
  const isLarge = (action === 'upload' || action === 'download') && item.bytes > SMALL_ITEM_BYTES
  return (grant === 'none' ? 10 : 0) + RANKS[action] + (isLarge ? 1 : 0)
}

/** When it was taken, as far as is known of its standing, in wall milliseconds. */
function timeOf({ item: { standing } }: RollEntry): number {
  if (standing.kind === 'to_upload') return standing.file.modifiedAt
  return standing.kind === 'to_download' || standing.kind === 'optimised' ? standing.asset.takenAt : 0
}

function compare(a: Ranked, b: Ranked): number {
  return a.rank - b.rank || b.time - a.time || (a.entry.item.key < b.entry.item.key ? -1 : 1)
}

/** Where it goes among those that are in order already. */
function placeIn(ordered: readonly Ranked[], ranked: Ranked): number {
  let low = 0
  let high = ordered.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = ordered[middle]
    if (other !== undefined && compare(other, ranked) <= 0) low = middle + 1
    else high = middle
  }
  return low
}
