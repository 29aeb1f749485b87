import type { LibraryId, Sha256, VerifyLine } from '@rollcall/protocol'
import type { AbortSignalLike, Clock } from '@rollcall/sync'
import type { BlobCheck } from '../blobs/blobs.ts'
import type { BlobRow, LibraryReader } from '../store/store.ts'
import { blobRows } from './blob-rows.ts'
import { markLost } from './mark-lost.ts'
import { setResourceState } from './set-resource-state.ts'
import type { UploadPorts } from './upload-ports.ts'
import { writeAndPoke } from './write-and-poke.ts'

/*
 * Reads every original of a library again and compares it with its hash [R4]. What is intact gets a new time of verification;
 * what is not is marked lost, so that devices send it again; what was lost and is intact after all, say because an
 * administrator put a file back, is durable again. Bytes are stored once a server, so what one library finds spoilt is
 * looked at for every other library that names it.
 */

/** What verifying needs of the world. */
export type VerifyPorts = Pick<UploadPorts, 'store' | 'blobs' | 'notifier' | 'clock'>

/** Progress is told at most so often. */
const PROGRESS_EVERY_MS = 200

/** Names told of one failure; a blob may stand behind many assets. */
const NAMES_MAX = 100

/** A row and what reading its bytes showed, with the time at which it was read. */
interface Checked {
  readonly row: BlobRow
  readonly check: BlobCheck
  readonly at: number
}

/** What to read again: only the originals that live photos name, or also the trash and what no photo names. */
export type VerifyScope = 'live' | 'everything'

/**
 * Yields progress from time to time, a failure for each blob that is not intact, and one summary at the end. When `signal`
 * is aborted it ends without a summary; what was found until then stands. Rejects when the database does, or when the whole
 * blob store is gone, as a volume that is not mounted; no blob is marked lost for that.
 */
export async function* verifyLibrary(
  ports: VerifyPorts,
  libraryId: LibraryId,
  { signal, scope = 'everything' }: { readonly signal: AbortSignalLike; readonly scope?: VerifyScope },
): AsyncGenerator<VerifyLine, void> {
  const { store, blobs, clock } = ports
  const beganAt = clock.monotonic()
  const all = await countBlobs(ports, libraryId, scope)
  let checked = 0
  let bytes = 0
  let failures = 0
  const progress = (): VerifyLine => {
    return {
      kind: 'progress',
      checked,
      of: Math.max(all.count, checked),
      bytes,
      bytesInAll: Math.max(all.bytes, bytes),
    }
  }
  const isDue = createPace(clock)
  yield progress()
  for await (const rows of rowsInScope(ports, libraryId, scope)) {
    const intact: Checked[] = []
    for (const row of rows) {
      if (signal.aborted) return
      const at = clock.now()
      const check = await blobs.check(row.sha256, row.bytes)
      checked++
      bytes += row.bytes
      if (check === 'intact') {
        intact.push({ row, check, at })
      } else if (await store.read(libraryId, (reader) => reader.blob(row.sha256) !== null)) {
        failures++
        await markLostEverywhere(ports, libraryId, row)
        const names = await store.read(libraryId, (reader) => namesOf(reader, row.sha256))
        yield { kind: 'failure', sha256: row.sha256, bytes: row.bytes, code: check, names }
      }
      if (isDue()) yield progress()
    }
    await confirmIntact(ports, libraryId, intact)
  }
  yield { kind: 'summary', checked, bytes, failures, milliseconds: Math.round(clock.monotonic() - beganAt) }
}

async function* rowsInScope(
  { store }: VerifyPorts,
  libraryId: LibraryId,
  scope: VerifyScope,
): AsyncGenerator<readonly BlobRow[], void> {
  for await (const rows of blobRows(store, libraryId)) {
    if (scope === 'everything') yield rows
    else {
      yield await store.read(libraryId, (reader) =>
        rows.filter(({ sha256 }) => reader.assetsWithBlob(sha256).some(({ state }) => state === 'live')),
      )
    }
  }
}

async function countBlobs(
  ports: VerifyPorts,
  libraryId: LibraryId,
  scope: VerifyScope,
): Promise<{ readonly count: number; readonly bytes: number }> {
  let count = 0
  let bytes = 0
  for await (const rows of rowsInScope(ports, libraryId, scope)) {
    count += rows.length
    for (const row of rows) bytes += row.bytes
  }
  return { count, bytes }
}

/** Tells true at most once in {@link PROGRESS_EVERY_MS}, and not before the first of them is over. */
function createPace(clock: Clock): () => boolean {
  let last = clock.monotonic()
  return () => {
    const now = clock.monotonic()
    if (now - last < PROGRESS_EVERY_MS) return false
    last = now
    return true
  }
}

/** One commit a page: each costs a sync of the disk. Rows that changed since they were read are left alone. */
async function confirmIntact(
  ports: VerifyPorts,
  libraryId: LibraryId,
  intact: readonly Checked[],
): Promise<void> {
  if (intact.length === 0) return
  await writeAndPoke(ports, libraryId, (writer) => {
    for (const { row, at } of intact) {
      const now = writer.blob(row.sha256)
      if (now === null || now.state !== row.state || now.verifiedAt !== row.verifiedAt) continue
      writer.putBlob({ ...now, state: 'durable', verifiedAt: at })
      if (row.state === 'lost') setResourceState(writer, row.sha256, 'present')
    }
  })
}

/** Other libraries' rows are read before the bytes are looked at once more, as {@link markLost} needs it. */
async function markLostEverywhere(ports: VerifyPorts, libraryId: LibraryId, row: BlobRow): Promise<void> {
  await markLost(ports, libraryId, row)
  for (const other of await ports.store.accounts.libraries()) {
    if (other.libraryId === libraryId) continue
    const seen = await ports.store.read(other.libraryId, (reader) => reader.blob(row.sha256))
    if (seen === null || seen.state !== 'durable') continue
    if ((await ports.blobs.check(seen.sha256, seen.bytes)) === 'intact') continue
    await markLost(ports, other.libraryId, seen)
  }
}

function namesOf(reader: LibraryReader, sha256: Sha256): string[] {
  const resources = reader.assetsWithBlob(sha256).flatMap((asset) => asset.resources)
  const names = resources.filter((resource) => resource.sha256 === sha256).map((resource) => resource.name)
  return [...new Set(names)].slice(0, NAMES_MAX)
}
