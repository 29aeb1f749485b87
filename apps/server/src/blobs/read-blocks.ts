import type { DiskFile } from '@rollcall/sync'

/** Large enough that asking costs little beside reading; small enough for the processor's cache, and to hold up nobody. */
const BLOCK_BYTES = 256 * 1024

/**
 * Reads a file from its beginning to its end. `onBlock` sees each block in order and must be done with it when it returns.
 * `bytes` is how many the file is thought to have. Answers how many it had.
 */
export async function readBlocks(
  file: DiskFile,
  bytes: number,
  onBlock: (block: Uint8Array) => void,
): Promise<number> {
  const block = new Uint8Array(Math.max(1, Math.min(BLOCK_BYTES, bytes)))
  let position = 0
  for (;;) {
    const count = await file.read(block, position)
    if (count === 0) return position
    onBlock(block.subarray(0, count))
    position += count
  }
}
