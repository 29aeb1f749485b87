import type { Durable, LibraryId, Outcome, Problem, Sha256 } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import { storageOutcome } from '../blobs/storage-outcome.ts'
import type { LibraryReader } from '../store/store.ts'
import { admitBytes, comesBack } from './admit-bytes.ts'
import { commitBlob } from './commit-blob.ts'
import { durableOf } from './durable-of.ts'
import type { Healer } from './heal-in-turn.ts'
import type { Reservations } from './reservations.ts'
import type { UploadPorts } from './upload-ports.ts'
import { writeAndPoke } from './write-and-poke.ts'

/** An original that comes in one request; `bytes` is its declared length. */
export interface BlobToTake {
  readonly libraryId: LibraryId
  readonly sha256: Sha256
  readonly bytes: number
  readonly body: AsyncIterable<Uint8Array>
  /** The device that sends it. */
  readonly by?: Healer
}

/**
 * Takes an original into a library. Answers when its bytes were read again, hashed, and would survive a power cut [R4] [R14].
 * One that this library has already is answered at once, and the body is left unread; what other libraries have is not
 * looked at [R16]. So a second run changes nothing and charges nothing.
 *
 * Refuses `quota_full` and `too_large_for_quota` before the body is read, `size_mismatch` for another length than the one
 * this library has, and everything that `Blobs.store` does.
 */
export async function takeBlob(ports: UploadPorts, blob: BlobToTake): Promise<Outcome<Durable, Problem>> {
  const { store, blobs, clock, reservations } = ports
  const { libraryId, sha256, bytes, by = null } = blob
  const entry = await store.read(libraryId, (reader) => enter(reader, reservations, blob))
  if (entry.kind === 'answered') return entry.answer
  try {
    return await blobs.keepDuring(sha256, async () => {
      const stored = await blobs.store(sha256, bytes, blob.body)
      if (!stored.ok) return stored
      const verifiedAt = clock.now()
      return await storageOutcome(() =>
        writeAndPoke(ports, libraryId, (writer) =>
          commitBlob(writer, { sha256, bytes, verifiedAt, upload: null, by }),
        ),
      )
    })
  } finally {
    entry.letGo()
  }
}

type Entry =
  | { readonly kind: 'answered'; readonly answer: Outcome<Durable, Problem> }
  | { readonly kind: 'held'; readonly letGo: () => void }

/** The check and the hold happen in one turn, so that two files cannot both take the last room. */
function enter(
  reader: LibraryReader,
  reservations: Reservations,
  { libraryId, sha256, bytes }: BlobToTake,
): Entry {
  const row = reader.blob(sha256)
  if (row?.state === 'durable') {
    if (row.bytes === bytes) return { kind: 'answered', answer: accepted(durableOf(row)) }
    return { kind: 'answered', answer: refused(problem('size_mismatch', { bytes, held: row.bytes })) }
  }
  const library = reader.library()
  const reservedBytes = library.reservedBytes + reservations.heldBytes(libraryId, sha256)
  const admitted = comesBack(row, bytes) ? accepted(null) : admitBytes({ ...library, reservedBytes }, bytes)
  if (!admitted.ok) return { kind: 'answered', answer: admitted }
  return { kind: 'held', letGo: reservations.hold(libraryId, sha256, bytes) }
}
