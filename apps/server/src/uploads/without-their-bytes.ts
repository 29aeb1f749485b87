import { DiskFailure } from '@rollcall/sync'
import type { Blobs } from '../blobs/blobs.ts'
import type { BlobRow } from '../store/blob-row.ts'

/** Files that are looked at side by side. */
const LOOKED_AT_ONCE = 16

/**
 * Those of the rows whose file is not there, or has another length, at this moment. Nothing is read, so it is cheap enough to be
 * asked of everything before the server gives its word for it: a row may say that its bytes were read back a minute ago, and lie, when the
 * database was restored from a newer backup than the files. Rejects when the whole blob store is gone.
 */
export async function withoutTheirBytes(
  blobs: Pick<Blobs, 'sizeOf'>,
  rows: readonly BlobRow[],
): Promise<readonly BlobRow[]> {
  const missing: BlobRow[] = []
  for (let from = 0; from < rows.length; from += LOOKED_AT_ONCE) {
    const some = rows.slice(from, from + LOOKED_AT_ONCE)
    const sizes = await Promise.all(some.map((row) => sizeOf(blobs, row)))
    missing.push(...some.filter(({ bytes }, index) => sizes[index] !== bytes))
  }
  return missing
}

/** Null also where the disk does not tell. */
async function sizeOf(blobs: Pick<Blobs, 'sizeOf'>, { sha256 }: BlobRow): Promise<number | null> {
  try {
    return await blobs.sizeOf(sha256)
  } catch (cause) {
    if (cause instanceof DiskFailure && cause.kind !== 'not_found') return null
    throw cause
  }
}
