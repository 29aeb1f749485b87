import { createSystemClock } from '@rollcall/platform-node'
import type { Clock } from '@rollcall/sync'

/** A clock whose wall time fits the times of files on the disk, and which runs ahead when it is told to. */
export interface TestClock extends Clock {
  readonly advance: (milliseconds: number) => void
  /** Sets the wall clock alone, by so many milliseconds. */
  readonly misset: (milliseconds: number) => void
}

/** Makes a clock. Its `sleep` takes no time: it advances the clock and lets the disk do what is due. */
export function createTestClock(bootId = 'boot 1'): TestClock {
  const system = createSystemClock()
  let ahead = 0
  let missetBy = 0
  const advance = (milliseconds: number) => {
    ahead += milliseconds
  }
  return {
    bootId,
    advance,
    misset: (milliseconds) => {
      missetBy += milliseconds
    },
    now: () => system.now() + ahead + missetBy,
    monotonic: () => ahead,
    sleep: async (milliseconds) => {
      advance(Math.max(0, milliseconds))
      await system.sleep(0)
    },
  }
}

/** Chance that always comes out the same. */
export function createTestRandom(): {
  readonly hex: (count: number) => string
  readonly fraction: () => number
} {
  let drawn = 0
  return { hex: (count) => (++drawn).toString(16).padStart(count * 2, '0'), fraction: () => 0.5 }
}
