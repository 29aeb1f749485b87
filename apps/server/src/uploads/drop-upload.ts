import type { Outcome, Problem } from '@rollcall/protocol'
import { accepted } from '@rollcall/protocol'
import { storageOutcome } from '../blobs/storage-outcome.ts'
import type { UploadAddress } from './read-upload.ts'
import type { UploadPorts } from './upload-ports.ts'

/**
 * Gives up an upload: its reservation first, then its bytes. Killed in between, the bytes go at the next start. One that is
 * over, or never was, is given up already. Refuses `storage_failed`.
 */
export function dropUpload(
  { store, blobs }: Pick<UploadPorts, 'store' | 'blobs'>,
  { libraryId, uploadId }: UploadAddress,
): Promise<Outcome<null, Problem>> {
  return storageOutcome(async () => {
    const wasOpen = await store.write(libraryId, (writer) => {
      const upload = writer.upload(uploadId)
      if (upload !== null) writer.closeUpload(uploadId)
      return upload !== null
    })
    // Bytes of an upload of another library are none of ours.
    if (wasOpen) await blobs.dropUpload(uploadId)
    return accepted(null)
  })
}
