import { setTimeout as pause } from 'node:timers/promises'

const LOOK_EVERY_MS = 25
const WITHIN_MS = 20_000

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
    const seen = await look()
    if (seen !== null && seen !== false) return seen
    if (Date.now() > deadline) throw new Error(`Cannot see ${what}: not within ${withinMs / 1000} s`)
    await pause(LOOK_EVERY_MS)
  }
}
