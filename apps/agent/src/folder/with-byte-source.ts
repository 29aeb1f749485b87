import type { ByteSource } from '@rollcall/media'
import type { Disk } from '@rollcall/sync'

/** Lends a file on a disk to a reader of metadata. Rejects with a `DiskFailure`. */
export async function withByteSource<Result>(
  disk: Disk,
  path: string,
  read: (source: ByteSource) => Promise<Result>,
): Promise<Result> {
  const file = await disk.openToRead(path)
  try {
    const { bytes } = await file.stat()
    return await read({
      bytes,
      read: async (from, to) => {
        const into = new Uint8Array(Math.max(0, Math.min(to, bytes) - from))
        let count = 0
        while (count < into.length) {
          const got = await file.read(into.subarray(count), from + count)
          if (got === 0) break
          count += got
        }
        return into.subarray(0, count)
      },
    })
  } finally {
    await file.close()
  }
}
