const GB = 1_000_000_000

/** Storage limits that a new owner chooses from, in bytes; null: none. The first is what the server gives by itself. */
export const QUOTAS = {
  '5gb': 5 * GB,
  '50gb': 50 * GB,
  '200gb': 200 * GB,
  '2tb': 2_000 * GB,
  none: null,
} as const

/** See {@link QUOTAS}. */
export type QuotaChoice = keyof typeof QUOTAS

/** The choices, in their order. */
export const QUOTA_CHOICES: readonly QuotaChoice[] = ['5gb', '50gb', '200gb', '2tb', 'none']
