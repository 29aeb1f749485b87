import type { Outcome, Problem, UploadState } from '@rollcall/protocol'
import { accepted, PART_BYTES, problem, refused, UPLOAD_EXPIRES_AFTER_MS } from '@rollcall/protocol'
import { storageOutcome } from '../blobs/storage-outcome.ts'
import type { UploadAddress } from './read-upload.ts'
import { readUploadRow } from './read-upload.ts'
import type { UploadPorts } from './upload-ports.ts'
import { uploadStateOf } from './upload-state-of.ts'

/** A part on its way; `part` counts from 0, `bytes` is its declared length. */
export interface PartToTake extends UploadAddress {
  readonly part: number
  readonly bytes: number
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * Takes one part of an upload and answers where the upload stands. When it is accepted, the client may forget the part. A
 * part that is here already is answered without reading the body; parts may come in any order and side by side. Each part
 * prolongs the upload's time.
 *
 * Refuses `upload_expired`, `not_found` for a part that the upload has not, and everything that `Blobs.storePart` does.
 */
export async function takePart(
  ports: UploadPorts,
  taken: PartToTake,
): Promise<Outcome<UploadState, Problem>> {
  const { store, blobs, clock } = ports
  const { libraryId, uploadId, part, bytes, body } = taken
  const upload = await readUploadRow(ports, taken)
  if (!upload.ok) return upload
  const digest = upload.value.partDigests[part]
  if (digest === undefined)
    return refused(problem('not_found', { part, parts: upload.value.partDigests.length }))
  const offset = part * PART_BYTES
  const expected = Math.min(PART_BYTES, upload.value.bytes - offset)
  if (bytes !== expected) return refused(problem('size_mismatch', { bytes, expected }))
  if (upload.value.received[part] === 1) return accepted(uploadStateOf(upload.value))

  const stored = await blobs.storePart({ uploadId, offset, bytes, digest, body })
  if (!stored.ok) return stored
  const expiresAt = clock.now() + UPLOAD_EXPIRES_AFTER_MS
  const state = await storageOutcome(() =>
    store.write(libraryId, (writer): Outcome<UploadState, Problem> => {
      const open = writer.upload(uploadId)
      if (open === null) return refused(problem('upload_expired', { uploadId }))
      writer.markPart(uploadId, part, expiresAt)
      const received = open.received.map((isHere, index) => (index === part ? 1 : isHere))
      return accepted(uploadStateOf({ ...open, received, expiresAt }))
    }),
  )
  // It ended while the part was on its way: the part made a file that nobody will ask for.
  if (!state.ok && state.refusal.code === 'upload_expired') await blobs.dropUpload(uploadId)
  return state
}
