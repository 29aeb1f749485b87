/**
 * What `--help` tells of the protocol's limits. Written out a second time, because to load the protocol takes three times as long as all
 * the rest of `--help`; a test compares the two.
 */
export const TOLD_LIMITS = {
  ratingMax: 5,
  straightenMax: 45,
  filters: ['vivid', 'warm', 'cool', 'fade', 'sepia', 'mono', 'noir'],
} as const
