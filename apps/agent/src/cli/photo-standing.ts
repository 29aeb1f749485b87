import type { Asset, Sha256 } from '@rollcall/protocol'
import type { FolderPath, ItemState, ReasonCode, RollCall, RollEntry } from '@rollcall/sync'

/** How a photo stands as a whole: as the file of it that is worst off. */
export interface PhotoStanding {
  readonly state: ItemState
  readonly code: ReasonCode
  /** Where its files lie in this folder. */
  readonly paths: readonly FolderPath[]
}

/** The worst first. */
const STATES: readonly ItemState[] = ['blocked', 'waiting', 'inProgress', 'deleted', 'excluded', 'safe']

/** Finds how photos stand, from a roll call: the same words as `rollcall status`. Null for one that the roll does not name. */
export function standingFinder({ entries }: RollCall): (asset: Asset) => PhotoStanding | null {
  const byHash = new Map<Sha256, RollEntry[]>()
  for (const entry of entries) {
    const { sha256 } = entry.item
    if (sha256 === null) continue
    const known = byHash.get(sha256)
    if (known === undefined) byHash.set(sha256, [entry])
    else known.push(entry)
  }
  return ({ resources }) => {
    const own = resources.flatMap(({ sha256 }) => byHash.get(sha256) ?? [])
    const [worst] = own.toSorted((one, other) => rankOf(one) - rankOf(other))
    if (worst === undefined) return null
    const here = own.filter(({ item }) => !item.key.startsWith('asset:'))
    return {
      state: worst.decision.state,
      code: worst.decision.because[0].code,
      paths: here.map(({ item }) => item.path),
    }
  }
}

function rankOf({ decision }: RollEntry): number {
  return STATES.indexOf(decision.state)
}
