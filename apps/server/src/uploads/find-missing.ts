import type { AbortSignalLike } from '@rollcall/sync'
import { blobRows } from './blob-rows.ts'
import { markLost } from './mark-lost.ts'
import type { UploadPorts } from './upload-ports.ts'

/**
 * Looks, in every library, whether each durable blob is there and has its length, without reading it: what a server does
 * beside its work after a start, about 10,000 blobs a second. Those that are not are marked lost. Answers how many. Stops
 * early when `signal` is aborted. Rejects when the disk does, or when the whole store is gone; then nothing more is marked.
 */
export async function findMissing(
  ports: Pick<UploadPorts, 'store' | 'blobs' | 'notifier'>,
  { signal }: { readonly signal: AbortSignalLike },
): Promise<number> {
  let marked = 0
  for (const { libraryId } of await ports.store.accounts.libraries()) {
    for await (const rows of blobRows(ports.store, libraryId)) {
      for (const row of rows) {
        if (signal.aborted) return marked
        if (row.state !== 'durable' || (await ports.blobs.sizeOf(row.sha256)) === row.bytes) continue
        if (await markLost(ports, libraryId, row)) marked++
      }
    }
  }
  return marked
}
