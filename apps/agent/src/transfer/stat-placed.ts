import type { Disk, DiskStat } from '@rollcall/sync'
import type { ScannedFile } from '../state/folder-store.ts'

/**
 * What to remember of a file that was just given a name, whose bytes are known. Another program may write to it from then on: what is
 * remembered then is `before`, as it was told before it had the name, so that the next scan reads the file anew instead of taking it for what
 * it was. Null when nothing is there any more. Rejects with a DiskFailure.
 */
export async function statPlaced(
  disk: Pick<Disk, 'stat'>,
  path: string,
  before: ScannedFile['stat'],
): Promise<ScannedFile['stat'] | null> {
  const now = await disk.stat(path)
  return now === null || isUnwritten(before, now) ? now : before
}

/** Whether a file is the one that it was, under whatever name, and nobody has written to it since. */
export function isUnwritten(before: ScannedFile['stat'], now: DiskStat | null): boolean {
  return (
    now?.kind === 'file' &&
    now.inode === before.inode &&
    now.bytes === before.bytes &&
    now.modifiedNs === before.modifiedNs
  )
}
