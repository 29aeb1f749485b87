import type { Facts } from '@rollcall/protocol'
import type { RollCall } from '../policy/call-roll.ts'
import type { ReasonCode } from '../policy/reasons.ts'

/** Everything of a roll that has one and the same reason. Times in wall milliseconds of the device. */
export interface ReasonGroup {
  readonly code: ReasonCode
  /** The facts of the first item. */
  readonly facts: Facts
  /** Since when the first of them has it; null when nobody noted it. */
  readonly since: number | null
  /** When the first of them is tried next; null when that is not a matter of time. */
  readonly nextTry: number | null
  readonly items: number
  readonly bytes: number
  /** Where they are, in the order of the roll, at most as many as were asked for. */
  readonly paths: readonly string[]
}

/** Since when an item has its reason, by the key of the item. */
export type Sinces = ReadonlyMap<string, { readonly code: string; readonly since: number }>

/**
 * What is not safe in a roll, by its reason: the one with most items first, equals by name. Items that are safe, left out or deleted are
 * in no group, so the groups have as many items as the roll has in progress, waiting and blocked [R1].
 */
export function groupReasons(
  { entries }: Pick<RollCall, 'entries'>,
  sinces: Sinces,
  pathsMax: number,
): readonly ReasonGroup[] {
  const groups = new Map<ReasonCode, ReasonGroup & { paths: string[] }>()
  for (const { item, decision } of entries) {
    const { state, because } = decision
    if (state === 'safe' || state === 'excluded' || state === 'deleted') continue
    const [{ code, facts, nextTry }] = because
    const known = sinces.get(item.key)
    const since = known?.code === code ? known.since : null
    const before = groups.get(code) ?? { code, facts, since, nextTry, items: 0, bytes: 0, paths: [] }
    if (before.paths.length < pathsMax) before.paths.push(item.path)
    groups.set(code, {
      ...before,
      since: firstOf(before.since, since),
      nextTry: firstOf(before.nextTry, nextTry),
      items: before.items + 1,
      bytes: before.bytes + item.bytes,
    })
  }
  return [...groups.values()].toSorted((a, b) => b.items - a.items || (a.code < b.code ? -1 : 1))
}

function firstOf(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other
  return Math.min(one, other)
}
