/** The wait after a first failure. */
const FIRST_WAIT_MS = 1_000

/** No wait is longer, so that a mended server is noticed within minutes. */
const LONGEST_WAIT_MS = 5 * 60 * 1000

/**
 * How long to wait before try number `count + 1`: doubled each time, up to five minutes, and spread by ±25 % so that many
 * devices do not come back at once. `fraction` is chance in [0, 1).
 */
export function backoffMs(count: number, fraction: number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(count - 1, 30))
  return Math.round(wait * (0.75 + fraction / 2))
}
