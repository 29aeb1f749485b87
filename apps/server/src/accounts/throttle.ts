/*
 * Slows down guessing. Each key, such as an account seen from an address, has some attempts for free; every further one
 * costs a wait that doubles. An attempt counts when it begins, so a thousand at once are no cheaper than one by one, and is
 * taken back when it turns out right. The table is bounded: the key that was quiet longest is forgotten first.
 */
import type { Clock } from '@rollcall/sync'

/** How strict a throttle is. */
export interface ThrottleRules {
  /** Attempts without any wait. */
  readonly freeAttempts: number
  /** The first wait; each further attempt doubles it. */
  readonly firstWaitMs: number
  readonly longestWaitMs: number
  /** A key that was quiet for so long starts afresh. */
  readonly forgetAfterMs: number
  readonly keysMax: number
}

/** Counts attempts by key; see the file's header. */
export interface Throttle {
  /** Counts an attempt under all keys, or under none and answers how long to wait before the next one is allowed. */
  readonly begin: (keys: readonly string[]) => number
  /** Takes one attempt back: it was right. */
  readonly forgive: (key: string) => void
  /** Forgets a key altogether. */
  readonly forget: (key: string) => void
}

/** A {@link Throttle} in memory: it starts afresh with the process. */
export function createThrottle(clock: Clock, rules: ThrottleRules): Throttle {
  const trails = new Map<string, Trail>()

  return {
    begin: (keys) => {
      const now = clock.monotonic()
      const wait = Math.max(0, ...keys.map((key) => (trailOf(key, now)?.openAt ?? now) - now))
      if (wait > 0) return wait
      for (const key of keys) count(key, now)
      return 0
    },
    forgive: (key) => {
      const trail = trails.get(key)
      if (trail !== undefined) trails.set(key, { ...trail, attempts: trail.attempts - 1, openAt: 0 })
    },
    forget: (key) => {
      trails.delete(key)
    },
  }

  function count(key: string, now: number): void {
    const attempts = (trailOf(key, now)?.attempts ?? 0) + 1
    const over = attempts - rules.freeAttempts
    const wait = over < 0 ? 0 : Math.min(rules.firstWaitMs * 2 ** over, rules.longestWaitMs)
    trails.delete(key) // or the map keeps the place of the first attempt
    trails.set(key, { attempts, openAt: now + wait, lastAt: now })
    const [quietest] = trails.keys()
    if (quietest !== undefined && trails.size > rules.keysMax) trails.delete(quietest)
  }

  function trailOf(key: string, now: number): Trail | undefined {
    const trail = trails.get(key)
    return trail === undefined || now - trail.lastAt > rules.forgetAfterMs ? undefined : trail
  }
}

interface Trail {
  readonly attempts: number
  /** When the next attempt is allowed, on the monotonic clock. */
  readonly openAt: number
  readonly lastAt: number
}
