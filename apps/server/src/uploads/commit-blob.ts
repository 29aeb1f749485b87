import type { Durable, Outcome, Problem, Sha256 } from '@rollcall/protocol'
import { accepted } from '@rollcall/protocol'
import type { LibraryWriter, UploadRow } from '../store/store.ts'
import { admitBytes, comesBack } from './admit-bytes.ts'
import { durableOf } from './durable-of.ts'
import type { Healer } from './heal-in-turn.ts'
import { healInTurn } from './heal-in-turn.ts'

/** Bytes that the blob store has accepted. `upload`: the reservation under which they came, if they came in parts. */
export interface StoredBytes {
  readonly sha256: Sha256
  readonly bytes: number
  readonly verifiedAt: number
  readonly upload: UploadRow | null
  /** Who sent them, as the journal tells it if they were lost. */
  readonly by?: Healer
}

/**
 * Makes stored bytes durable in a library, the last step of [R14]. They are charged once: not again when the library has
 * them, and the reservation of an upload turns into the charge. A hash that was lost is healed in every asset that names
 * it. Refuses `quota_full` and `too_large_for_quota`, but never what has a reservation, that room was promised, nor what was lost.
 */
export function commitBlob(writer: LibraryWriter, stored: StoredBytes): Outcome<Durable, Problem> {
  const { sha256, bytes, verifiedAt, upload, by = null } = stored
  if (upload !== null) writer.closeUpload(upload.uploadId)
  const held = writer.blob(sha256)
  if (held?.state !== 'durable' && upload === null && !comesBack(held, bytes)) {
    const admitted = admitBytes(writer.library(), bytes)
    if (!admitted.ok) return admitted
  }
  writer.putBlob({ sha256, bytes, state: 'durable', verifiedAt })
  healInTurn(writer, sha256, { by, now: verifiedAt })
  // What was read out of the lost bytes may be as wrong as they were.
  if (held?.state === 'lost') writer.forgetDerivation(sha256, 'stills')
  return accepted(durableOf({ sha256, bytes, state: 'durable', verifiedAt }))
}
