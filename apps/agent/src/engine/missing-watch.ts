import type { FolderPath } from '@rollcall/sync'

/** Between missing a file and the whole scan that may confirm it. */
const CONFIRM_AFTER_MS = 200

/**
 * Remembers which agreed files are missing, and believes it only when a whole and steady scan that began a moment later misses them
 * again: a file that is moved while the folder is scanned can be overlooked.
 */
export interface MissingWatch {
  /** Takes in what a scan that began at `startedAt` missed; `isWhole`: of the whole folder, and steady. Answers whether `confirmed` changed. */
  readonly note: (
    missing: ReadonlySet<FolderPath>,
    scan: { readonly isWhole: boolean; readonly startedAt: number },
  ) => boolean
  /** Believes nothing any more: something moves in the folder at this moment. The next {@link note} begins anew. */
  readonly restart: () => void
  readonly confirmed: ReadonlySet<FolderPath>
  /** When a whole scan is due to confirm what is missing; null when nothing waits for one. */
  readonly confirmAt: () => number | null
}

/** Makes a {@link MissingWatch} that goes on from what was confirmed before. */
export function createMissingWatch(confirmedBefore: ReadonlySet<FolderPath>): MissingWatch {
  const confirmed = new Set(confirmedBefore)
  const firstMissedAt = new Map([...confirmed].map((path) => [path, Number.NEGATIVE_INFINITY]))
  let confirmAt: number | null = null
  let told = [...confirmed].join('\n')
  return {
    confirmed,
    confirmAt: () => confirmAt,
    restart: () => {
      firstMissedAt.clear()
      confirmed.clear()
    },
    note: (missing, { isWhole, startedAt }) => {
      for (const path of [...firstMissedAt.keys()]) {
        if (missing.has(path)) continue
        firstMissedAt.delete(path)
        confirmed.delete(path)
      }
      for (const path of missing) {
        const since = firstMissedAt.get(path)
        if (since === undefined) firstMissedAt.set(path, startedAt)
        else if (isWhole && startedAt - since >= CONFIRM_AFTER_MS) confirmed.add(path)
      }
      confirmAt = firstMissedAt.size > confirmed.size ? startedAt + CONFIRM_AFTER_MS : null
      const before = told
      told = [...confirmed].join('\n')
      return told !== before
    },
  }
}
