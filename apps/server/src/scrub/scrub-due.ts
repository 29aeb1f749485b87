import type { LibraryId } from '@rollcall/protocol'
import type { AbortSignalLike, Clock } from '@rollcall/sync'
import type { Log } from '../log/log.ts'
import type { BlobRow } from '../store/blob-row.ts'
import type { LibraryReader } from '../store/store.ts'
import { readBack } from '../uploads/read-back.ts'
import type { VerifyPorts } from '../uploads/verify-ports.ts'

/*
 * Reads stored originals again, the longest unread first, over all libraries, so that rot is found while some device still has the file:
 *
 *   read back ──15 days──▶ due ──within 15 more──▶ read back        every original, every 30 days at the latest
 *                                  └── not what it was ──▶ lost ──▶ the feed asks devices ──sent again──▶ healed, told in the journal
 *
 * What is due follows from when each original was read last; there is no list of its own, and whatever reads originals back anyway, such
 * as a lease or somebody's `verify`, saves the scrub its work.
 */

/** An original is due when it was read so long ago. */
export const SCRUB_AFTER_MS = 15 * 24 * 3600_000

/** Originals that are read between two looks at what is due, unless they are large. */
const ROWS_A_BATCH = 50
const BYTES_A_BATCH = 16 * 1024 * 1024

/** Batches of one round; the next round goes on. */
const BATCHES_MAX = 100_000

/** What a scrub needs of the world. */
export type ScrubPorts = VerifyPorts & { readonly log: Log }

/** How a round is done. */
export interface ScrubOptions {
  readonly signal?: AbortSignalLike
  /** Called before each batch, with the bytes that it will read: it may wait, so that others get the disk. */
  readonly pace?: (bytes: number) => Promise<void>
}

/** What a round has read, and how much of it was not what it was. */
export interface ScrubReport {
  readonly originals: number
  readonly bytes: number
  readonly damaged: number
}

/**
 * Reads what is due, until nothing is. Run again, it goes on where it stopped. Rejects when the store does, or when the whole blob store is
 * gone; nothing is marked lost for that.
 */
export async function scrubDue(ports: ScrubPorts, options: ScrubOptions = {}): Promise<ScrubReport> {
  const isStopped = () => options.signal?.aborted === true
  let originals = 0
  let bytes = 0
  let damaged = 0
  for (let batch = 0; batch < BATCHES_MAX && !isStopped(); batch++) {
    const libraryId = await libraryWithOldest(ports)
    if (libraryId === null) break
    const due = await ports.store.read(libraryId, (reader) =>
      batchOf(dueIn(reader, ports.clock, ROWS_A_BATCH)),
    )
    await options.pace?.(due.reduce((sum, row) => sum + row.bytes, 0))
    const rows = await asBefore(ports, libraryId, due)
    for await (const { row, check } of readBack(ports, libraryId, rows, isStopped)) {
      originals++
      bytes += row.bytes
      if (check === 'intact') continue
      damaged++
      ports.log.error('a stored original is not what it was; a device that has it sends it again', {
        sha256: row.sha256,
        found: check,
      })
    }
  }
  return { originals, bytes, damaged }
}

/** Those that nobody has read, sent again or purged in the meantime. */
async function asBefore(
  { store }: ScrubPorts,
  libraryId: LibraryId,
  rows: readonly BlobRow[],
): Promise<readonly BlobRow[]> {
  return await store.read(libraryId, (reader) =>
    rows.filter(({ sha256, state, verifiedAt }) => {
      const now = reader.blob(sha256)
      return now?.state === state && now.verifiedAt === verifiedAt
    }),
  )
}

/** The library whose turn it is; null: nothing is due. */
async function libraryWithOldest({ store, clock }: ScrubPorts): Promise<LibraryId | null> {
  let oldest: { readonly libraryId: LibraryId; readonly verifiedAt: number } | null = null
  for (const { libraryId } of await store.accounts.libraries()) {
    const [first] = await store.read(libraryId, (reader) => dueIn(reader, clock, 1))
    if (first === undefined || (oldest !== null && oldest.verifiedAt <= first.verifiedAt)) continue
    oldest = { libraryId, verifiedAt: first.verifiedAt }
  }
  return oldest?.libraryId ?? null
}

/** What was read too long ago, and what only a wrong clock can have dated: nobody knows when that was read. */
function dueIn(reader: LibraryReader, clock: Clock, limit: number): readonly BlobRow[] {
  const now = clock.now()
  const old = reader.verifiedUpTo(now - SCRUB_AFTER_MS, limit)
  return old.length > 0 ? old : reader.verifiedAfter(now, limit)
}

/** As many of the first as are read without a pause; one at least. */
function batchOf(rows: readonly BlobRow[]): readonly BlobRow[] {
  let bytes = 0
  const end = rows.findIndex((row, index) => {
    bytes += row.bytes
    return index > 0 && bytes > BYTES_A_BATCH
  })
  return end === -1 ? rows : rows.slice(0, end)
}
