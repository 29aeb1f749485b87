import type { Sha256 } from '@rollcall/protocol'
import type { Blobs } from './blobs.ts'

/** Who keeps which blobs, and which are being removed. `remove` runs its work only for a blob that nobody keeps. */
export interface BlobKeeper {
  readonly keepDuring: Blobs['keepDuring']
  /** Answers false, with nothing done, when somebody keeps the blob. */
  readonly removeDuring: (sha256: Sha256, work: () => Promise<void>) => Promise<boolean>
}

/**
 * Keeps apart, for each blob, those who make it and whoever removes it. Between the moment in which bytes get their place and the
 * commit of the row that names them, a file looks like one that nobody needs; and what nobody needs can be needed again while it is
 * being deleted. Makers work side by side, as two libraries that are sent the same photo do; the remover only ever works alone, and
 * gives way, since a maker may wait on a slow network for long.
 */
export function createKeeper(): BlobKeeper {
  const keepers = new Map<Sha256, number>()
  const removals = new Map<Sha256, Promise<void>>()

  return {
    keepDuring: async (sha256, work) => {
      while (removals.has(sha256)) await removals.get(sha256)
      keepers.set(sha256, (keepers.get(sha256) ?? 0) + 1)
      try {
        return await work()
      } finally {
        const left = (keepers.get(sha256) ?? 1) - 1
        if (left === 0) keepers.delete(sha256)
        else keepers.set(sha256, left)
      }
    },
    removeDuring: async (sha256, work) => {
      if (keepers.has(sha256) || removals.has(sha256)) return false
      const removal = work()
      const ended = removal.catch(() => undefined)
      removals.set(sha256, ended)
      try {
        await removal
        return true
      } finally {
        removals.delete(sha256)
      }
    },
  }
}
