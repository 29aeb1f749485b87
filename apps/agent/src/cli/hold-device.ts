import { holdLock } from '@rollcall/platform-node'
import type { Clock } from '@rollcall/sync'
import { devicePaths } from '../folder/device-paths.ts'
import { holdEngine } from '../supervisor/hold-engine.ts'

/** Takes a folder from every other `rollcall` that would sync it. Null when one works there. Releasing it again is no failure. */
export async function holdDevice(
  root: string,
  clock: Pick<Clock, 'monotonic' | 'sleep'>,
): Promise<{ readonly release: () => void } | null> {
  const lock = holdLock(devicePaths(root).lock)
  if (lock === null) return null
  const engineLock = await holdEngine(root, clock)
  if (engineLock === null) {
    lock.release()
    return null
  }
  let isHeld = true
  return {
    release: () => {
      if (!isHeld) return
      isHeld = false
      engineLock.release()
      lock.release()
    },
  }
}
