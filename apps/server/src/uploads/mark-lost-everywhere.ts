import type { LibraryId } from '@rollcall/protocol'
import type { BlobRow } from '../store/blob-row.ts'
import { markLost } from './mark-lost.ts'
import type { VerifyPorts } from './verify-ports.ts'

/**
 * Marks a blob lost in the library in which it was found spoilt, and in every other one that names it and finds it spoilt too: bytes are
 * stored once a server. Other libraries' rows are read before the bytes are looked at once more, as {@link markLost} needs it.
 */
export async function markLostEverywhere(
  ports: VerifyPorts,
  libraryId: LibraryId,
  row: BlobRow,
): Promise<void> {
  await markLost(ports, libraryId, row)
  for (const other of await ports.store.accounts.libraries()) {
    if (other.libraryId === libraryId) continue
    const seen = await ports.store.read(other.libraryId, (reader) => reader.blob(row.sha256))
    if (seen === null || seen.state !== 'durable') continue
    if ((await ports.blobs.check(seen.sha256, seen.bytes)) === 'intact') continue
    await markLost(ports, other.libraryId, seen)
  }
}
