import type { MovePorts } from './move-ports.ts'

/** How a download finds a free place, so that no two that run at once choose the same; `release` when it is over. */
export function claimPlaces({ state, placing }: Pick<MovePorts, 'state' | 'placing'>): {
  readonly isTaken: (key: string) => boolean
  readonly claim: (key: string) => void
  readonly release: () => void
} {
  const claimed: string[] = []
  return {
    isTaken: (key) => state.folder.isTaken(key) || placing.has(key),
    claim: (key) => {
      placing.add(key)
      claimed.push(key)
    },
    release: () => {
      for (const key of claimed) placing.delete(key)
    },
  }
}
