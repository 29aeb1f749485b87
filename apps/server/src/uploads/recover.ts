import type { UploadId } from '@rollcall/protocol'
import { expireUploads } from './expire-uploads.ts'
import type { UploadPorts } from './upload-ports.ts'

/**
 * Puts in order what a stopped or killed server left: ends uploads whose time is over, and deletes bytes in `incoming` that
 * no open upload names. To be done before the first request; takes milliseconds. Run again, it finds nothing to do.
 */
export async function recover(ports: Pick<UploadPorts, 'store' | 'blobs' | 'clock'>): Promise<void> {
  await expireUploads(ports)
  const open = new Set<UploadId>()
  for (const { libraryId } of await ports.store.accounts.libraries()) {
    const uploads = await ports.store.read(libraryId, (reader) =>
      reader.uploadsExpiredAt(Number.MAX_SAFE_INTEGER),
    )
    for (const { uploadId } of uploads) open.add(uploadId)
  }
  await ports.blobs.clearLeftovers(open)
}
