import type { RollCall } from '../policy/call-roll.ts'
import type { ReasonGroup } from '../report/group-reasons.ts'

/**
 * What a setting of the owner leaves out, by its reason, most first: nothing waits for it, and who wonders why a photo is not there finds
 * it here. What is no photo at all, or ignored by a rule that nobody chose, is not in it.
 */
export function groupLeftOut(
  { entries }: Pick<RollCall, 'entries'>,
  pathsMax: number,
): readonly ReasonGroup[] {
  const groups = new Map<string, ReasonGroup & { paths: string[] }>()
  for (const { item, decision } of entries) {
    const [{ code, facts, nextTry, until }] = decision.because
    if (decision.state !== 'excluded' || until === null) continue
    const empty = { code, facts, since: null, nextTry, items: 0, bytes: 0, paths: [] }
    const before = groups.get(code) ?? empty
    if (before.paths.length < pathsMax) before.paths.push(item.path)
    groups.set(code, { ...before, items: before.items + 1, bytes: before.bytes + item.bytes })
  }
  return [...groups.values()].toSorted((a, b) => b.items - a.items || (a.code < b.code ? -1 : 1))
}
