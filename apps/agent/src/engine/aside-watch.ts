import { formatCursor } from '@rollcall/protocol'
import type { Disk, KnownPreview } from '@rollcall/sync'
import { DiskFailure, purgedHashes } from '@rollcall/sync'
import { asDiskFailure } from '../folder/as-disk-failure.ts'
import { devicePaths } from '../folder/device-paths.ts'
import type { EnginePorts } from './engine-ports.ts'

/** Ends the time of files that were set aside. */
export interface AsideWatch {
  /**
   * Removes what is set aside of photos that the server has purged. Looks only when the library has moved since the last time. A file
   * that the disk does not let go of is told of and tried again after the next start. Killed anywhere, the next run finds the rest.
   */
  readonly removePurged: () => Promise<void>
}

/** Makes an {@link AsideWatch} that will look at once. */
export function createAsideWatch(
  ports: Pick<EnginePorts, 'disk' | 'root' | 'state' | 'onEvent'>,
): AsideWatch {
  const { disk, root, state, onEvent } = ports
  const { trash } = devicePaths(root)
  let lookedAt: string | null = null
  return {
    removePurged: async () => {
      const cursor = state.values.get('cursor')
      const at = cursor === null ? null : formatCursor(cursor)
      if (at === lookedAt) return
      lookedAt = at
      const purged: ReadonlySet<string> = purgedHashes(state.replica.base().values())
      if (purged.size === 0) return
      const previews: ReadonlyMap<string, KnownPreview> = state.folder.previews()
      try {
        for (const name of await namesIn(disk, trash)) {
          const original = previews.get(name)?.originalSha256 ?? name
          if (purged.has(original)) await disk.remove(`${trash}/${name}`)
        }
      } catch (error) {
        onEvent({ kind: 'disk_trouble', failure: asDiskFailure(error).message })
      }
    },
  }
}

async function namesIn(disk: Disk, folder: string): Promise<readonly string[]> {
  try {
    return (await disk.list(folder)).map(({ name }) => name)
  } catch (error) {
    // Nothing was ever set aside.
    if (error instanceof DiskFailure && error.kind === 'not_found') return []
    throw error
  }
}
