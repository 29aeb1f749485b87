import type { FolderPath } from '@rollcall/sync'
import { REST_MS, scanFolder } from '../folder/scan-folder.ts'
import type { EnginePorts } from './engine-ports.ts'
import { createMissingWatch } from './missing-watch.ts'

/** The whole folder is scanned this often, whatever the watcher says. */
const WHOLE_SCAN_EVERY_MS = 10 * 60 * 1000

/** Keeps the local tree true: scans what is due, and remembers what must be looked at again. */
export interface FolderWatch {
  /** These paths may have changed, or anything for null. */
  readonly notice: (paths: readonly FolderPath[] | null) => void
  /** Scans what is due and stores it. False when the folder is not there, and nothing may be concluded from that [R17]. */
  readonly scan: () => Promise<boolean>
  /** When the next scan is due. */
  readonly dueAt: () => number
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

  function missingPaths(): Set<FolderPath> {
    const paths = new Set<FolderPath>()
    for (const { path } of state.folder.agreed()) if (state.folder.scanned(path) === null) paths.add(path)
    return paths
  }

  return {
    notice,
    isSettling: () => resting.size > 0 || missing.confirmAt() !== null || dirty === 'all' || dirty.size > 0,
    dueAt: () =>
      Math.min(
        scannedAllAt + WHOLE_SCAN_EVERY_MS,
        restedAt ?? Number.POSITIVE_INFINITY,
        missing.confirmAt() ?? Number.POSITIVE_INFINITY,
      ),
    scan: async () => {
      const startedAt = clock.now()
      collectDue(startedAt)
      const within = dirty === 'all' ? null : [...dirty]
      dirty = new Set()
      const scan = await scanFolder(ports, root, state.folder, within)
      if (scan === null) {
        dirty = 'all'
        return false
      }
      const isWhole = within === null
      if (isWhole) scannedAllAt = startedAt
      for (const path of scan.resting) resting.add(path)
      if (resting.size > 0) restedAt ??= clock.now() + REST_MS
      if (scan.found.length > 0 || scan.gone.length > 0) {
        state.transaction(() => state.folder.putScan(scan.found, scan.gone))
      }
      if (missing.note(missingPaths(), { isWhole, startedAt })) {
        state.transaction(() => state.folder.putConfirmedMissing(missing.confirmed))
      }
      return true
    },
  }
}
