import type { UploadPorts } from './upload-ports.ts'

/**
 * Ends the uploads whose time is over, in every library: gives back what they reserved, then deletes their bytes. Answers
 * how many. Killed in between, the bytes go at the next start; a second run finds nothing more to do.
 */
export async function expireUploads({
  store,
  blobs,
  clock,
}: Pick<UploadPorts, 'store' | 'blobs' | 'clock'>): Promise<number> {
  const now = clock.now()
  let ended = 0
  for (const { libraryId } of await store.accounts.libraries()) {
    const expired = await store.read(libraryId, (reader) => reader.uploadsExpiredAt(now))
    if (expired.length === 0) continue
    // A part may have prolonged one since.
    const closed = await store.write(libraryId, (writer) => {
      const stillExpired = writer.uploadsExpiredAt(now)
      for (const { uploadId } of stillExpired) writer.closeUpload(uploadId)
      return stillExpired
    })
    for (const { uploadId } of closed) await blobs.dropUpload(uploadId)
    ended += closed.length
  }
  return ended
}
