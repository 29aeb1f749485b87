import type {
  Durable,
  LibraryId,
  OpenUpload,
  Outcome,
  Problem,
  UploadId,
  UploadState,
} from '@rollcall/protocol'
import { accepted, PART_BYTES, problem, refused, UPLOAD_EXPIRES_AFTER_MS } from '@rollcall/protocol'
import { hasRoom } from '../blobs/free-space.ts'
import { storageOutcome } from '../blobs/storage-outcome.ts'
import type { LibraryWriter, UploadRow } from '../store/store.ts'
import { admitBytes, comesBack } from './admit-bytes.ts'
import { durableOf } from './durable-of.ts'
import type { UploadPorts } from './upload-ports.ts'
import { uploadStateOf } from './upload-state-of.ts'

/**
 * Opens an upload in parts and reserves its room. Answers `Durable` when this library has the original already [R16], and
 * the upload that is open when it is the same one; so a second run reserves nothing more. One with other parts, or over its
 * time, gives way to the new one.
 *
 * Refuses `size_mismatch` when so many parts do not make up so many bytes, `quota_full`, `too_large_for_quota` and
 * `server_disk_full`; a refusal leaves everything as it was.
 */
export async function openUpload(
  ports: UploadPorts,
  declared: OpenUpload & { readonly libraryId: LibraryId },
): Promise<Outcome<UploadState | Durable, Problem>> {
  const { store, blobs, clock, random, reservations } = ports
  const { libraryId, sha256, bytes, parts } = declared
  const partsExpected = Math.ceil(bytes / PART_BYTES)
  if (parts.length !== partsExpected) {
    return refused(problem('size_mismatch', { bytes, parts: parts.length, partsExpected }))
  }
  return storageOutcome(async () => {
    const freeBytes = await blobs.freeBytes()
    const now = clock.now()
    const upload: UploadRow = {
      uploadId: random.hex(16) as UploadId,
      sha256,
      bytes,
      partDigests: parts,
      received: parts.map(() => 0),
      expiresAt: now + UPLOAD_EXPIRES_AFTER_MS,
    }
    const limits = { now, freeBytes, heldBytes: reservations.heldBytes(libraryId, sha256) }
    const opened = await store.write(libraryId, (writer) => openInTurn(writer, upload, limits))
    if (!opened.ok) return opened
    if (opened.value.replaced !== null) await blobs.dropUpload(opened.value.replaced)
    return accepted(opened.value.answer)
  })
}

/** What stands beside the library itself when a new upload is weighed. */
interface Limits {
  readonly now: number
  readonly freeBytes: number
  /** Held by single files on their way. */
  readonly heldBytes: number
}

interface Opened {
  readonly answer: UploadState | Durable
  readonly replaced: UploadId | null
}

function openInTurn(writer: LibraryWriter, upload: UploadRow, limits: Limits): Outcome<Opened, Problem> {
  const { sha256, bytes } = upload
  const row = writer.blob(sha256)
  if (row?.state === 'durable') return accepted({ answer: durableOf(row), replaced: null })
  const open = writer.uploadOf(sha256)
  if (open !== null && open.expiresAt > limits.now && isSameDeclaration(open, upload)) {
    return accepted({ answer: uploadStateOf(open), replaced: null })
  }
  const library = writer.library()
  const reservedBytes = library.reservedBytes - (open?.bytes ?? 0) + limits.heldBytes
  const admitted = comesBack(row, bytes) ? accepted(null) : admitBytes({ ...library, reservedBytes }, bytes)
  if (!admitted.ok) return admitted
  const { freeBytes } = limits
  if (!hasRoom(freeBytes, bytes)) return refused(problem('server_disk_full', { freeBytes, bytes }))
  if (open !== null) writer.closeUpload(open.uploadId)
  writer.openUpload(upload)
  return accepted({ answer: uploadStateOf(upload), replaced: open?.uploadId ?? null })
}

function isSameDeclaration(one: UploadRow, other: UploadRow): boolean {
  const isSamePart = (digest: string, part: number) => digest === other.partDigests[part]
  return one.bytes === other.bytes && one.partDigests.every(isSamePart)
}
