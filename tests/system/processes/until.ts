import { setTimeout as pause } from 'node:timers/promises'

/** A look at a file or at what a process printed costs nothing; one that runs a command costs a tenth of a second of a processor. */
const LOOK_EVERY_MS = 25
const COMMAND_EVERY_MS = 300
const WITHIN_MS = 120_000

/**
 * Waits until `look` answers something, and answers that. Rejects with `what` was waited for, and what the last look threw,
 * when the time is over.
 */
export async function until<Value>(
  what: string,
  look: () => Value | null | false | Promise<Value | null | false>,
  withinMs = WITHIN_MS,
): Promise<Value> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const looking = look()
    const seen = await looking
    if (seen !== null && seen !== false) return seen
    if (Date.now() > deadline) throw new Error(`Cannot see ${what}: not within ${withinMs / 1000} s`)
    await pause(looking instanceof Promise ? COMMAND_EVERY_MS : LOOK_EVERY_MS)
  }
}
