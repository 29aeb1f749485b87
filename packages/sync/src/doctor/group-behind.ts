import type { RollCall } from '../policy/call-roll.ts'
import { REASONS } from '../policy/reasons.ts'
import type { ReasonCode } from '../policy/reasons.ts'
import type { ReasonGroup } from '../report/group-reasons.ts'
import { isPassing } from './check-of.ts'

/**
 * Causes that stand behind the deciding ones: when those are mended, these are what the items wait for next. Only reasons that decide
 * nothing now; their counts overlap with those of the roll and are never added to them.
 */
export function groupBehind(
  { entries }: Pick<RollCall, 'entries'>,
  pathsMax: number,
): readonly ReasonGroup[] {
  const deciding = new Set(entries.map(({ decision }) => decision.because[0].code))
  const groups = new Map<ReasonCode, ReasonGroup & { paths: string[] }>()
  for (const { item, decision } of entries) {
    if (decision.state === 'safe' || decision.state === 'excluded' || decision.state === 'deleted') continue
    for (const { code, facts, nextTry } of decision.because.slice(1)) {
      if (deciding.has(code) || !standsInTheWay(code)) continue
      const empty = { code, facts, since: null, nextTry, items: 0, bytes: 0, paths: [] }
      const before = groups.get(code) ?? empty
      if (before.paths.length < pathsMax) before.paths.push(item.path)
      groups.set(code, { ...before, items: before.items + 1, bytes: before.bytes + item.bytes })
    }
  }
  return [...groups.values()].toSorted((a, b) => b.items - a.items || (a.code < b.code ? -1 : 1))
}

function standsInTheWay(code: ReasonCode): boolean {
  const { state } = REASONS[code]
  return (state === 'waiting' || state === 'blocked') && !isPassing(code)
}
