/** Below or at this many, deletions pass at once. */
const ORDINARY_COUNT = 20

/** Below or at this share of the folder, deletions pass at once. */
const ORDINARY_SHARE = 0.1

/** What the deletion firewall looks at. Counts of files. */
export interface DepartureCounts {
  /** Missing now, not moved, and not yet in the trash. */
  readonly missing: number
  /** Went to the trash from here within the window. */
  readonly recent: number
  /** Agreed files, with the missing ones. */
  readonly agreed: number
}

/**
 * Whether files that are gone from the folder look like an accident [R17]: more than 20 and more than a tenth within
 * minutes, or all that there were. Somebody who deletes a few photos never notices it; an unmounted disk, a wrong `rm -r` or
 * a sync tool gone mad is held until a person says so.
 */
export function isUnusualDeparture({ missing, recent, agreed }: DepartureCounts): boolean {
  if (missing === 0) return false
  const batch = missing + recent
  const isLarge = batch > ORDINARY_COUNT && batch > ORDINARY_SHARE * (agreed + recent)
  const isEverything = missing === agreed && agreed > 1
  return isLarge || isEverything
}
