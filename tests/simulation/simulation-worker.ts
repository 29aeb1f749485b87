import { PLANTED_BUGS } from './planted-catalogue.ts'
import { createScript } from './create-script.ts'
import { simulate } from './simulate.ts'
import type { Violation } from './witness.ts'

// A process of its own that plays seeds for `main.ts`: databases in memory are shared by all threads of one process.

/** What a worker is asked to play, and with which planted bug. */
export interface SeedRequest {
  readonly seed: number
  readonly bug: string | null
}

/** What became of it. */
export interface SeedAnswer extends SeedRequest {
  readonly violation: Violation | null
}

process.on('message', async ({ seed, bug }: SeedRequest) => {
  const planted = PLANTED_BUGS.find(({ name }) => name === bug) ?? null
  const { violation } = await simulate(createScript(seed), planted)
  const answer: SeedAnswer = { seed, bug, violation }
  process.send?.(answer)
})
