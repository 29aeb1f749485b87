import type { LibraryId, Sha256 } from '@rollcall/protocol'
import type { BlobRow } from '../store/blob-row.ts'
import type { Store } from '../store/store.ts'

/** Rows read at a time. */
const PAGE_ROWS = 200

/** All blobs of a library in order of hash, page by page; each page is read when it is asked for. No page is empty. */
export async function* blobRows(
  store: Pick<Store, 'read'>,
  libraryId: LibraryId,
): AsyncGenerator<readonly BlobRow[], void> {
  let after: Sha256 | null = null
  for (;;) {
    const last: Sha256 | null = after
    const rows: readonly BlobRow[] = await store.read(libraryId, (reader) =>
      reader.blobsAfter(last, PAGE_ROWS),
    )
    if (rows.length > 0) yield rows
    if (rows.length < PAGE_ROWS) return
    after = rows.at(-1)?.sha256 ?? null
  }
}
