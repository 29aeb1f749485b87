/** The wait after a first failure. */
const FIRST_WAIT_MS = 1_000

/** No wait is longer, so that a mended server is noticed within minutes. */
const LONGEST_WAIT_MS = 5 * 60 * 1000

/** Waits are up to this share shorter or longer. */
const SPREAD = 0.25

/**
 * How long to wait before try number `count + 1`: doubled each time, up to five minutes, and spread by ±25 % so that many
 * devices do not come back at once. `fraction` is chance in [0, 1).
 */
export function backoffMs(count: number, fraction: number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(count - 1, 30))
  return Math.round(wait * (1 - SPREAD + 2 * SPREAD * fraction))
}

/**
 * Whether a try that was put off until `nextTry` may be made at `now`, both wall milliseconds. One that is put off for longer
 * than any wait was written by a clock that has been set back since, and nobody should wait for years because of it [R13].
 */
export function isTryDue(nextTry: number, now: number): boolean {
  return nextTry <= now || nextTry - now > LONGEST_WAIT_MS * (1 + SPREAD)
}
