import type { Asset } from '@rollcall/protocol'
import { TRASH_KEPT_MS } from '@rollcall/protocol'

const DAY_MS = 24 * 3600 * 1000

/** How many photos of the trash go for good after so many days. */
export interface DaysLeft {
  /** Days that are begun: 1 is less than a day; never below 0. */
  readonly days: number
  readonly count: number
}

/** The photos in the trash by the days that are left to them, the first to go first. `now` by the server's clock. */
export function daysLeftOf(
  assets: readonly Pick<Asset, 'state' | 'trashedAt' | 'purgeAt'>[],
  now: number,
): readonly DaysLeft[] {
  const counts = new Map<number, number>()
  for (const { state, trashedAt, purgeAt } of assets) {
    const goesAt = purgeAt ?? (trashedAt === null ? null : trashedAt + TRASH_KEPT_MS)
    if (state !== 'trashed' || goesAt === null) continue
    const days = Math.max(0, Math.ceil((goesAt - now) / DAY_MS))
    counts.set(days, (counts.get(days) ?? 0) + 1)
  }
  return [...counts].map(([days, count]) => ({ days, count })).toSorted((one, other) => one.days - other.days)
}
