import type { Item } from '@rollcall/sync'
import { isUntouched } from '../folder/is-untouched.ts'
import type { MovePorts } from './move-ports.ts'

/** Bytes read at a time. */
const READ_BYTES = 1024 * 1024

/**
 * Whether a file reads otherwise than when it was scanned though nobody has touched it: then its disk, or the memory of this machine, gives
 * bytes that cannot be trusted. Reads the whole file. Rejects with a `DiskFailure`.
 */
export async function readsOtherwise(
  { disk, root, state, createSha256 }: MovePorts,
  { path, sha256 }: Pick<Item, 'path' | 'sha256'>,
): Promise<boolean> {
  const file = await disk.openToRead(`${root}/${path}`)
  try {
    const hash = createSha256()
    const buffer = new Uint8Array(READ_BYTES)
    for (let at = 0; ; ) {
      const count = await file.read(buffer, at)
      if (count === 0) break
      hash.update(buffer.subarray(0, count))
      at += count
    }
    return hash.digestHex() !== sha256 && isUntouched(state.folder.scanned(path), await file.stat())
  } finally {
    await file.close()
  }
}
