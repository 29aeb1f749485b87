import type { FolderPath } from '@rollcall/sync'
import type { Scan } from '../folder/scan-folder.ts'
import { REST_MS, scanFolder } from '../folder/scan-folder.ts'
import type { EnginePorts } from './engine-ports.ts'
import { createMissingWatch } from './missing-watch.ts'

/*
 * Stays whole: what is dirty, resting and missing is one small state that each function here reads or moves. Its times are
 * of the monotonic clock, because the wall clock may be set back; only `dueAt` tells wall time.
 */

/** The whole folder is scanned this often, whatever the watcher says. */
const WHOLE_SCAN_EVERY_MS = 10 * 60 * 1000

/** Reads new files for so long before it lets the engine move what is known, while it goes on reading. */
const READ_SLICE_MS = 500

/** A slice is at least so many times as long as the engine spent between two scans, so that reading stays most of the work. */
const READ_SHARE = 4

/** No slice is longer, so that what is known moves within seconds. */
const READ_SLICE_MAX_MS = 5_000

/** Keeps the local tree true: scans what is due, and remembers what must be looked at again. */
export interface FolderWatch {
  /** These paths may have changed, or anything for null. */
  readonly notice: (paths: readonly FolderPath[] | null) => void
  /** Scans what is due and stores it. False when the folder is not there, and nothing may be concluded from that [R17]. */
  readonly scan: () => Promise<boolean>
  /** When the next scan is due. */
  readonly dueAt: () => number
  /** Whether there are files to look at already. */
  readonly isDue: () => boolean
  /** Whether something must still rest or be confirmed before all is known. */
  readonly isSettling: () => boolean
}

/** Makes a {@link FolderWatch} whose first scan is of the whole folder. */
export function createFolderWatch(ports: EnginePorts): FolderWatch {
  const { clock, state, root } = ports
  const missing = createMissingWatch(state.folder.confirmedMissing())
  const resting = new Set<FolderPath>()
  let restedAt: number | null = null
  let dirty: Set<FolderPath> | 'all' = 'all'
  let scannedAllAt = Number.NEGATIVE_INFINITY
  let endedAt = clock.monotonic()

  function notice(paths: readonly FolderPath[] | null): void {
    if (paths === null || dirty === 'all') dirty = 'all'
    else for (const path of paths) dirty.add(path)
  }

  /** Moves what has become due since to `dirty`. */
  function collectDue(now: number): void {
    const confirmAt = missing.confirmAt()
    if (confirmAt !== null && confirmAt <= now) notice(null)
    if (now - scannedAllAt >= WHOLE_SCAN_EVERY_MS) notice(null)
    if (restedAt === null || restedAt > now) return
    notice([...resting])
    resting.clear()
    restedAt = null
  }

  function store({ found, gone }: Scan): void {
    try {
      state.transaction(() => state.folder.putScan(found, gone))
    } catch (error) {
      dirty = 'all' // what was seen is not stored, so it must be seen again
      throw error
    }
  }

  /** Whether a file went that nobody had read yet: it may be on its way from one name to the next. */
  function hasLostSight({ gone }: Scan): boolean {
    return gone.some((path) => state.folder.scanned(path)?.content.kind === 'changing')
  }

  function missingPaths(): Set<FolderPath> {
    const paths = new Set<FolderPath>()
    for (const { path } of state.folder.agreed()) if (state.folder.scanned(path) === null) paths.add(path)
    return paths
  }

  return {
    notice,
    isDue: () => dirty === 'all' || dirty.size > 0,
    isSettling: () => resting.size > 0 || missing.confirmAt() !== null,
    dueAt: () => {
      const dueAt = Math.min(
        scannedAllAt + WHOLE_SCAN_EVERY_MS,
        restedAt ?? Number.POSITIVE_INFINITY,
        missing.confirmAt() ?? Number.POSITIVE_INFINITY,
      )
      return clock.now() + dueAt - clock.monotonic()
    },
    scan: async () => {
      const startedAt = clock.monotonic()
      collectDue(startedAt)
      const within = dirty === 'all' ? null : [...dirty]
      dirty = new Set()
      const sinceMs = clock.monotonic() - endedAt
      const readForMs = Math.min(READ_SLICE_MAX_MS, Math.max(READ_SLICE_MS, READ_SHARE * sinceMs))
      const scan = await scanFolder(ports, root, state.folder, within, readForMs)
      endedAt = clock.monotonic()
      if (scan === null) {
        dirty = 'all'
        return false
      }
      const isWhole = within === null
      if (isWhole) scannedAllAt = startedAt
      notice(scan.unread)
      for (const path of scan.resting) resting.add(path)
      if (resting.size > 0) restedAt ??= clock.monotonic() + REST_MS
      if (hasLostSight(scan)) missing.restart()
      if (scan.found.length > 0 || scan.gone.length > 0) {
        store(scan)
      }
      if (missing.note(missingPaths(), { isWhole: isWhole && scan.isSteady, startedAt })) {
        state.transaction(() => state.folder.putConfirmedMissing(missing.confirmed))
      }
      return true
    },
  }
}
