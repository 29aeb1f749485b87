import type { Clock } from '@rollcall/sync'

/** The longest wait before the allowance is looked at again: somebody may have changed it. Milliseconds. */
const LOOK_EVERY_MS = 1_000

/** Keeps everything that moves, up and down together, to so many bytes a second on average. */
export interface Pace {
  /** Bytes a second from now on; null: as fast as it goes. */
  readonly allow: (bytesASecond: number | null) => void
  /** Waits until these bytes may move. Bytes that come all at once are waited for by whoever comes next. */
  readonly take: (bytes: number) => Promise<void>
}

/** Makes a {@link Pace} without a limit. */
export function createPace(clock: Pick<Clock, 'monotonic' | 'sleep'>): Pace {
  let allowed: number | null = null
  /** Bytes that have moved and are not paid for yet, as of `countedAt`. */
  let owed = 0
  let countedAt = clock.monotonic()

  function count(): void {
    const now = clock.monotonic()
    if (allowed !== null) owed = Math.max(0, owed - ((now - countedAt) * allowed) / 1000)
    countedAt = now
  }

  return {
    allow: (bytesASecond) => {
      count()
      allowed = bytesASecond
      if (allowed === null) owed = 0
    },
    take: async (bytes) => {
      for (count(); allowed !== null && owed > 0; count()) {
        await clock.sleep(Math.min(LOOK_EVERY_MS, Math.ceil((owed * 1000) / allowed)))
      }
      if (allowed !== null) owed += bytes
    },
  }
}
