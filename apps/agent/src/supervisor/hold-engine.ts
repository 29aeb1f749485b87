import { holdLock } from '@rollcall/platform-node'
import type { Clock } from '@rollcall/sync'
import { devicePaths } from '../folder/device-paths.ts'

/** An engine whose `sync` was killed ends at once, and so within this time. */
const ORPHAN_MAX_MS = 10_000

/** How often it is looked whether it has. */
const LOOK_MS = 100

/** Takes the place of the one engine of a folder. Null when another engine goes on working there. */
export async function holdEngine(
  root: string,
  clock: Pick<Clock, 'monotonic' | 'sleep'>,
): Promise<{ readonly release: () => void } | null> {
  const path = devicePaths(root).engineLock
  const begun = clock.monotonic()
  for (;;) {
    const lock = holdLock(path)
    if (lock !== null || clock.monotonic() - begun > ORPHAN_MAX_MS) return lock
    await clock.sleep(LOOK_MS)
  }
}
