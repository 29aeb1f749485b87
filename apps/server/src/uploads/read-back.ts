import type { LibraryId } from '@rollcall/protocol'
import type { BlobCheck } from '../blobs/blobs.ts'
import type { BlobRow } from '../store/blob-row.ts'
import type { IntactBlob } from './confirm-intact.ts'
import { confirmIntact } from './confirm-intact.ts'
import { markLostEverywhere } from './mark-lost-everywhere.ts'
import type { VerifyPorts } from './verify-ports.ts'

/** Rows between two commits. */
const ROWS_A_COMMIT = 50

/** Files of one question that are read at once: enough to keep a disk busy, too few to hold up what people wait for. */
const READ_AT_ONCE = 2

/** A row, and what reading its bytes showed. */
export interface ReadBlob {
  readonly row: BlobRow
  readonly check: BlobCheck
}

/**
 * Reads bytes again and compares them with their hash [R4]: what is intact gets a new time of verification, what is not is marked lost,
 * so that the feed asks devices for it. Yields rows in their order, each once what became of it is committed. `isOver` is asked before
 * each file; when it says so, what was not read is left out. Rejects when the store is gone; nothing is marked lost for that.
 */
export async function* readBack(
  ports: VerifyPorts,
  libraryId: LibraryId,
  rows: readonly BlobRow[],
  isOver: () => boolean,
): AsyncGenerator<ReadBlob, void> {
  for (let from = 0; from < rows.length && !isOver(); from += ROWS_A_COMMIT) {
    const read = await readSome(ports, rows.slice(from, from + ROWS_A_COMMIT), isOver)
    await confirmIntact(
      ports,
      libraryId,
      read.filter(({ check }) => check === 'intact'),
    )
    for (const { row, check } of read) {
      if (check !== 'intact' && (await isStillNamed(ports, libraryId, row)))
        await markLostEverywhere(ports, libraryId, row)
      yield { row, check }
    }
  }
}

/** Two readers that take turns at the list; the answer is in its order. */
async function readSome(
  { blobs, clock }: VerifyPorts,
  rows: readonly BlobRow[],
  isOver: () => boolean,
): Promise<readonly (IntactBlob & ReadBlob)[]> {
  const read: (IntactBlob & ReadBlob)[] = []
  const queue = rows[Symbol.iterator]()
  const reader = async () => {
    for (const row of queue) {
      if (isOver()) return
      const at = clock.now()
      read.push({ row, at, check: await blobs.check(row.sha256, row.bytes) })
    }
  }
  await Promise.all(Array.from({ length: READ_AT_ONCE }, reader))
  const place = new Map(rows.map((row, index) => [row, index]))
  return read.toSorted((left, right) => (place.get(left.row) ?? 0) - (place.get(right.row) ?? 0))
}

function isStillNamed({ store }: VerifyPorts, libraryId: LibraryId, { sha256 }: BlobRow): Promise<boolean> {
  return store.read(libraryId, (reader) => reader.blob(sha256) !== null)
}
