import type { DiskFile } from './disk.ts'
import { DiskFailure } from './disk.ts'

/** Consecutive writes that take nothing before the disk counts as full. */
const EMPTY_WRITES_MAX = 3

/**
 * Writes all of `bytes` at `position`, repeating short writes [R15]: a disk that fills up makes a write return less than
 * asked, with no failure at all; only the next one tells. Rejects `full` when the file takes nothing any more.
 */
export async function writeWhole(file: DiskFile, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0
  let emptyWrites = 0
  while (written < bytes.length) {
    const count = await file.write(bytes.subarray(written), position + written)
    emptyWrites = count === 0 ? emptyWrites + 1 : 0
    if (emptyWrites >= EMPTY_WRITES_MAX)
      throw new DiskFailure('full', 'Cannot write file: the disk takes no bytes')
    written += count
  }
}
