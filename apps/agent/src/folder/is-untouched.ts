import type { DiskStat } from '@rollcall/sync'
import type { ScannedFile } from '../state/folder-store.ts'

/** Whether what lies at a path is the file that was scanned there, and nobody has touched it since. */
export function isUntouched(scanned: ScannedFile | null, stat: DiskStat | null): boolean {
  return (
    scanned !== null &&
    stat?.kind === 'file' &&
    stat.changedNs === scanned.stat.changedNs &&
    stat.bytes === scanned.stat.bytes
  )
}
