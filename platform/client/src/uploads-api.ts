import type { LibraryId, Outcome, Problem, Sha256, UploadId, UploadState } from '@rollcall/protocol'
import { haveResponseSchema, uploadStateSchema } from '@rollcall/protocol'
import type { Caller } from './server-api.ts'

type Answer<Value> = Promise<Outcome<Value, Problem>>

/** What a client may ask about uploads besides sending them, which `LibraryApi` does. Refusals are values, as there. */
export interface UploadsApi {
  /** Which of these, `HAVE_HASHES_MAX` at most, the library holds, verified [R16]. */
  readonly have: (hashes: readonly Sha256[]) => Answer<{ readonly durable: readonly Sha256[] }>
  /** Which parts of an upload are missing. Refuses `upload_expired`. */
  readonly uploadState: (uploadId: UploadId) => Answer<UploadState>
  /** Gives an upload up and its room back; one that is gone already is no refusal. */
  readonly dropUpload: (uploadId: UploadId) => Answer<null>
}

/** The routes about uploads of one library. */
export function createUploadsApi({ ask, tell }: Caller, libraryId: LibraryId): UploadsApi {
  const library = `libraries/${libraryId}`
  return {
    have: (hashes) => ask({ method: 'POST', path: `${library}/have`, json: { hashes } }, haveResponseSchema),
    uploadState: (uploadId) =>
      ask({ method: 'GET', path: `${library}/uploads/${uploadId}` }, uploadStateSchema),
    dropUpload: (uploadId) => tell({ method: 'DELETE', path: `${library}/uploads/${uploadId}` }),
  }
}
