import type { Clock } from '@rollcall/sync'

/** What moved in less time, or is smaller, tells nothing of how fast it goes. */
const SPAN_MIN_MS = 2_000
const BYTES_MIN = 1_000_000

/** A long transfer is told of before it has ended. */
const SPAN_MAX_MS = 30_000

/** How much the newest measurement counts against those before it. */
const NEWEST_SHARE = 0.5

/** Measures how fast originals move while any do, all of them together. */
export interface RateMeter {
  /** So many bytes have moved. */
  readonly moved: (bytes: number) => void
  /** Tells whether transfers are under way; answers a new rate, in bytes a second, whenever there is one, and else null. */
  readonly look: (isBusy: boolean, last: number | null) => number | null
}

/** Makes a {@link RateMeter}. */
export function createRateMeter(clock: Pick<Clock, 'monotonic'>): RateMeter {
  let bytes = 0
  let since: number | null = null
  return {
    moved: (count) => {
      since ??= clock.monotonic()
      bytes += count
    },
    look: (isBusy, last) => {
      const span = since === null ? 0 : clock.monotonic() - since
      if (isBusy && span < SPAN_MAX_MS) {
        since ??= clock.monotonic()
        return null
      }
      const rate = span >= SPAN_MIN_MS && bytes >= BYTES_MIN ? (bytes * 1000) / span : null
      bytes = 0
      since = isBusy ? clock.monotonic() : null
      if (rate === null) return null
      return Math.round(last === null ? rate : last + (rate - last) * NEWEST_SHARE)
    },
  }
}
