import type { LibraryId, Outcome, Problem, UploadId, UploadState } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import type { UploadRow } from '../store/store.ts'
import type { UploadPorts } from './upload-ports.ts'
import { uploadStateOf } from './upload-state-of.ts'

/** Names an upload of a library. */
export interface UploadAddress {
  readonly libraryId: LibraryId
  readonly uploadId: UploadId
}

/** Tells where an upload stands. Refuses `upload_expired` for one that is over, and for one that never was. */
export async function readUpload(
  ports: Pick<UploadPorts, 'store' | 'clock'>,
  address: UploadAddress,
): Promise<Outcome<UploadState, Problem>> {
  const upload = await readUploadRow(ports, address)
  return upload.ok ? accepted(uploadStateOf(upload.value)) : upload
}

/** The row behind {@link readUpload}; refuses as it does. */
export async function readUploadRow(
  { store, clock }: Pick<UploadPorts, 'store' | 'clock'>,
  { libraryId, uploadId }: UploadAddress,
): Promise<Outcome<UploadRow, Problem>> {
  const upload = await store.read(libraryId, (reader) => reader.upload(uploadId))
  if (upload === null || upload.expiresAt <= clock.now())
    return refused(problem('upload_expired', { uploadId }))
  return accepted(upload)
}
