import type { Disk, DiskFile } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import type { OpenBlob } from './blobs.ts'

/** Read at a time; each block is a buffer of its own, since the network may hold it for long. */
const BLOCK_BYTES = 256 * 1024

/** Opens the file of a blob for reading; null where there is none. Rejects when the disk does. */
export async function readBlob(disk: Disk, path: string): Promise<OpenBlob | null> {
  const file = await openIfThere(disk, path)
  if (file === null) return null
  let closing: Promise<void> | null = null
  const close = () => {
    closing ??= file.close()
    return closing
  }
  try {
    const { bytes } = await file.stat()
    return { bytes, read: (from, to) => readRange(file, from, to, close), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function* readRange(
  file: DiskFile,
  from: number,
  to: number,
  close: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  try {
    let position = from
    while (position < to) {
      const block = new Uint8Array(Math.min(BLOCK_BYTES, to - position))
      const count = await file.read(block, position)
      if (count === 0) throw new DiskFailure('io', 'Cannot read blob: it ends before its length')
      position += count
      yield block.subarray(0, count)
    }
  } finally {
    await close()
  }
}

async function openIfThere(disk: Disk, path: string): Promise<DiskFile | null> {
  try {
    return await disk.openToRead(path)
  } catch (error) {
    if (error instanceof DiskFailure && error.kind === 'not_found') return null
    throw error
  }
}
