import type { AbortSignalLike, Clock } from '@rollcall/sync'

/** A bell for one sleeper. Ringing while nobody sleeps is remembered, so no ring is lost. */
export interface Waker {
  readonly wake: () => void
  /** Sleeps until it is rung, `milliseconds` have passed, or `signal` is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignalLike) => Promise<void>
}

/** Makes a bell that nobody has rung. */
export function createWaker(clock: Clock): Waker {
  let isRung = false
  let ring: () => void = () => undefined
  return {
    wake: () => {
      isRung = true
      ring()
    },
    wait: async (milliseconds, signal) => {
      if (!isRung && !signal.aborted) {
        const rung = new Promise<void>((resolve) => {
          ring = resolve
        })
        const done = new AbortController()
        const stop = () => done.abort()
        signal.addEventListener('abort', stop, { once: true })
        await Promise.race([rung, clock.sleep(milliseconds, done.signal)])
        signal.removeEventListener('abort', stop)
        done.abort()
      }
      isRung = false
      ring = () => undefined
    },
  }
}
