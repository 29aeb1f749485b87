import { createSha256 } from '@rollcall/platform-node'
import type { Sha256 } from '@rollcall/protocol'
import type { DiskFile } from '@rollcall/sync'
import { readBlocks } from './read-blocks.ts'

/** Reads a whole file again and sums it up. `bytes` is how many it is thought to have. */
export async function hashFile(file: DiskFile, bytes: number): Promise<{ sha256: Sha256; bytes: number }> {
  const sum = createSha256()
  const read = await readBlocks(file, bytes, sum.update)
  return { sha256: sum.digestHex(), bytes: read }
}
