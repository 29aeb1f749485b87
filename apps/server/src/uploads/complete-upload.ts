import type { Durable, Outcome, Problem } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import { storageOutcome } from '../blobs/storage-outcome.ts'
import type { UploadRow } from '../store/store.ts'
import { commitBlob } from './commit-blob.ts'
import { dropUpload } from './drop-upload.ts'
import { durableOf } from './durable-of.ts'
import type { Healer } from './heal-in-turn.ts'
import type { UploadAddress } from './read-upload.ts'
import { readUploadRow } from './read-upload.ts'
import type { UploadPorts } from './upload-ports.ts'
import { writeAndPoke } from './write-and-poke.ts'

/**
 * Makes an original of an upload whose parts are all here. Answers when the whole was read again, hashed, and would survive a
 * power cut [R4] [R14]; the reservation has then become the charge. Run again, it answers the same; after a restart of the
 * server it may answer `upload_expired` instead, and opening the upload again then answers `Durable`.
 *
 * Refuses `upload_expired`, `parts_missing`, and everything that `Blobs.assemble` does. A whole that does not match its hash
 * cannot be mended part by part: the upload is given up with `digest_mismatch` or `readback_mismatch`.
 */
export async function completeUpload(
  ports: UploadPorts,
  address: UploadAddress & { readonly by?: Healer },
): Promise<Outcome<Durable, Problem>> {
  const { blobs, reservations } = ports
  const { libraryId, uploadId } = address
  const found = await readUploadRow(ports, address)
  if (!found.ok) return (await recallSettled(ports, address)) ?? found
  const { sha256, received } = found.value
  const missing = received.filter((isHere) => isHere === 0).length
  if (missing > 0) return refused(problem('parts_missing', { missing, first: received.indexOf(0) }))

  const committed = await blobs.keepDuring(sha256, () => assembleAndCommit(ports, address, found.value))
  if (committed.ok) reservations.settle(libraryId, uploadId, sha256)
  return committed
}

async function assembleAndCommit(
  ports: UploadPorts,
  address: UploadAddress & { readonly by?: Healer },
  { sha256, bytes }: UploadRow,
): Promise<Outcome<Durable, Problem>> {
  const { blobs, clock } = ports
  const { libraryId, uploadId, by = null } = address
  const assembled = await blobs.assemble(uploadId, sha256, bytes)
  if (!assembled.ok) {
    const { code } = assembled.refusal
    if (code === 'digest_mismatch' || code === 'readback_mismatch') await dropUpload(ports, address)
    return assembled
  }
  const verifiedAt = clock.now()
  return await storageOutcome(() =>
    writeAndPoke(ports, libraryId, (writer) =>
      commitBlob(writer, { sha256, bytes, verifiedAt, upload: writer.upload(uploadId), by }),
    ),
  )
}

async function recallSettled(
  { store, reservations }: UploadPorts,
  { libraryId, uploadId }: UploadAddress,
): Promise<Outcome<Durable, Problem> | null> {
  const sha256 = reservations.settledAs(libraryId, uploadId)
  if (sha256 === null) return null
  const row = await store.read(libraryId, (reader) => reader.blob(sha256))
  return row?.state === 'durable' ? accepted(durableOf(row)) : null
}
