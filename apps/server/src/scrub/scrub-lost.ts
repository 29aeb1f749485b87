import type { LibraryId, Sha256 } from '@rollcall/protocol'
import type { BlobRow } from '../store/blob-row.ts'
import { readBack } from '../uploads/read-back.ts'
import { withoutTheirBytes } from '../uploads/without-their-bytes.ts'
import type { ScrubOptions, ScrubPorts } from './scrub-due.ts'

/** Lost originals that are looked for between two looks at what is lost. */
const ROWS_A_LOOK = 50

/**
 * Looks once for every original that was lost. A disk that gave nothing for a while, or a volume that was not there, may be well again, and
 * devices that hold only smaller versions have nothing to send: what is intact after all is durable again, as the journal tells. What has
 * not even its length is not read. Answers how many came back. Rejects when the store or the disk does. Run again, it looks again.
 */
export async function scrubLost(ports: ScrubPorts, options: ScrubOptions = {}): Promise<number> {
  const isStopped = () => options.signal?.aborted === true
  let found = 0
  for (const { libraryId } of await ports.store.accounts.libraries()) {
    let after: Sha256 | null = null
    while (!isStopped()) {
      const last: Sha256 | null = after
      const lost: readonly BlobRow[] = await ports.store.read(libraryId, (reader) =>
        reader.lostBlobsAfter(last, ROWS_A_LOOK),
      )
      found += await lookFor(ports, libraryId, { lost, options })
      after = lost.at(-1)?.sha256 ?? null
      if (lost.length < ROWS_A_LOOK) break
    }
  }
  if (found > 0) ports.log.info('stored originals that were lost are there again', { originals: found })
  return found
}

async function lookFor(
  ports: ScrubPorts,
  libraryId: LibraryId,
  { lost, options }: { readonly lost: readonly BlobRow[]; readonly options: ScrubOptions },
): Promise<number> {
  const isStopped = () => options.signal?.aborted === true
  let found = 0
  for (const row of lost) {
    if (isStopped() || (await isAway(ports, row))) continue
    await options.pace?.(row.bytes)
    for await (const { check } of readBack(ports, libraryId, [row], isStopped))
      if (check === 'intact') found++
  }
  return found
}

async function isAway({ blobs }: ScrubPorts, row: BlobRow): Promise<boolean> {
  return (await withoutTheirBytes(blobs, [row])).length > 0
}
