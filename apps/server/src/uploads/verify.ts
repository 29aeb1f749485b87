import type { LibraryId, Sha256, VerifyLine } from '@rollcall/protocol'
import type { AbortSignalLike, Clock } from '@rollcall/sync'
import type { BlobRow } from '../store/blob-row.ts'
import type { LibraryReader } from '../store/store.ts'
import { blobRows } from './blob-rows.ts'
import type { IntactBlob } from './confirm-intact.ts'
import { confirmIntact } from './confirm-intact.ts'
import { markLostEverywhere } from './mark-lost-everywhere.ts'
import type { VerifyPorts } from './verify-ports.ts'

/*
 * Reads every original of a library again and compares it with its hash [R4]. What is intact gets a new time of verification;
 * what is not is marked lost, so that devices send it again; what was lost and is intact after all, say because an
 * administrator put a file back, is durable again. Bytes are stored once a server, so what one library finds spoilt is
 * looked at for every other library that names it.
 */

/** Progress is told at most so often. */
const PROGRESS_EVERY_MS = 200

/** Names told of one failure; a blob may stand behind many assets. */
const NAMES_MAX = 100

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
    const intact: IntactBlob[] = []
    for (const row of rows) {
      if (signal.aborted) return
      const at = clock.now()
      const check = await blobs.check(row.sha256, row.bytes)
      checked++
      bytes += row.bytes
      if (check === 'intact') {
        intact.push({ row, at })
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

function namesOf(reader: LibraryReader, sha256: Sha256): string[] {
  const resources = reader.assetsWithBlob(sha256).flatMap((asset) => asset.resources)
  const names = resources.filter((resource) => resource.sha256 === sha256).map((resource) => resource.name)
  return [...new Set(names)].slice(0, NAMES_MAX)
}
