/**
 * Whether bytes that were read back at `verifiedAt` may count as read within the last `withinMs`. A reading that seems to be in the future
 * was dated by a wrong clock, and does not count.
 */
export function isFresh(verifiedAt: number, withinMs: number, now: number): boolean {
  return verifiedAt <= now && now - verifiedAt <= withinMs
}
