import type { LibraryId } from '@rollcall/protocol'
import type { BlobRow } from '../store/blob-row.ts'
import { setResourceState } from './set-resource-state.ts'
import type { UploadPorts } from './upload-ports.ts'
import { writeAndPoke } from './write-and-poke.ts'

/**
 * Takes back the word "durable" for a blob whose bytes are missing or changed, and tells so in the feed: whichever device
 * still has the file sends it again. Nothing is deleted. `seen` is the row as it was before the bytes were looked at: if it
 * has changed since, somebody has sent the bytes again, and nothing is marked. Answers whether it was.
 */
export function markLost(
  ports: Pick<UploadPorts, 'store' | 'notifier'>,
  libraryId: LibraryId,
  seen: BlobRow,
): Promise<boolean> {
  return writeAndPoke(ports, libraryId, (writer) => {
    const row = writer.blob(seen.sha256)
    if (row === null || row.state !== 'durable' || row.verifiedAt !== seen.verifiedAt) return false
    writer.putBlob({ ...row, state: 'lost' })
    setResourceState(writer, seen.sha256, 'lost')
    return true
  })
}
