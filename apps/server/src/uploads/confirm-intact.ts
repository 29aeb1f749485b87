import type { LibraryId } from '@rollcall/protocol'
import type { BlobRow } from '../store/blob-row.ts'
import { healInTurn } from './heal-in-turn.ts'
import type { VerifyPorts } from './verify-ports.ts'
import { writeAndPoke } from './write-and-poke.ts'

/** A row whose bytes were found to be what they should be, and when they were read. */
export interface IntactBlob {
  readonly row: BlobRow
  readonly at: number
}

/**
 * Notes when bytes were read back; what was lost and is intact after all is durable again. One commit for all: each costs a sync of the
 * disk. Rows that changed since they were read are left alone.
 */
export async function confirmIntact(
  ports: Pick<VerifyPorts, 'store' | 'notifier'>,
  libraryId: LibraryId,
  intact: readonly IntactBlob[],
): Promise<void> {
  if (intact.length === 0) return
  await writeAndPoke(ports, libraryId, (writer) => {
    for (const { row, at } of intact) {
      const now = writer.blob(row.sha256)
      if (now === null || now.state !== row.state || now.verifiedAt !== row.verifiedAt) continue
      writer.putBlob({ ...now, state: 'durable', verifiedAt: at })
      if (row.state === 'lost') healInTurn(writer, row.sha256, { by: null, now: at })
    }
  })
}
