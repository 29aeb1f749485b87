import type { AbortSignalLike, Clock } from '@rollcall/sync'
import { createBrowserRandom } from './browser-random.ts'

/** The longest that a timer of a browser runs; longer waits are several. */
const TIMER_MAX_MS = 2 ** 31 - 1

/**
 * The browser's clock. Each page and each worker counts as a boot of its own, because their `monotonic` readings begin at moments of their
 * own: readings are compared less often, never wrongly. Some browsers let `monotonic` rest while the machine sleeps; a page that hides may be
 * woken up to a minute late.
 */
export function createBrowserClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => Math.round(performance.now()),
    bootId: createBrowserRandom().hex(16),
    sleep,
  }
}

async function sleep(milliseconds: number, signal?: AbortSignalLike): Promise<void> {
  let left = Math.max(0, milliseconds)
  do {
    const turn = Math.min(left, TIMER_MAX_MS)
    await sleepOnce(turn, signal)
    left -= turn
  } while (left > 0 && signal?.aborted !== true)
}

function sleepOnce(milliseconds: number, signal?: AbortSignalLike): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve()
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, milliseconds)
    signal?.addEventListener('abort', wake, { once: true })
  })
}
