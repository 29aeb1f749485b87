import type { DeviceSettings } from '@rollcall/protocol'
import type { Conditions } from './conditions.ts'
import { decide } from './decide.ts'
import type { Decision, ItemFacts } from './decision.ts'
import type { ItemState } from './reasons/reason.ts'

/** One line of the roll: an item with its verdict. */
export interface RollEntry extends ItemFacts {
  readonly decision: Decision
}

/** The answer to "is everything safe?". The counts are counts of `entries`, so each number opens to exactly its items [R1]. */
export interface RollCall {
  readonly total: number
  readonly counts: Readonly<Record<ItemState, number>>
  /** Bytes of all items. */
  readonly bytes: number
  /** True only when nothing is in progress, waiting or blocked. */
  readonly allSafe: boolean
  readonly entries: readonly RollEntry[]
}

/** Calls the roll: decides every item and counts the verdicts. Total = safe + in progress + waiting + blocked + excluded + deleted. */
export function callRoll(
  settings: DeviceSettings,
  conditions: Conditions,
  items: Iterable<ItemFacts>,
): RollCall {
  const counts: Record<ItemState, number> = {
    safe: 0,
    inProgress: 0,
    waiting: 0,
    blocked: 0,
    excluded: 0,
    deleted: 0,
  }
  const entries: RollEntry[] = []
  let bytes = 0
  for (const facts of items) {
    const decision = decide(settings, conditions, facts)
    counts[decision.state]++
    bytes += facts.item.bytes
    entries.push({ ...facts, decision })
  }
  const allSafe = counts.inProgress === 0 && counts.waiting === 0 && counts.blocked === 0
  return { total: entries.length, counts, bytes, allSafe, entries }
}
