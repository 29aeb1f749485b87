import type { LibraryId, Sha256 } from '@rollcall/protocol'
import { purgeDroppedFile } from '@rollcall/sync'
import { draftOf } from '../library/draft-of.ts'
import type { DroppedRow } from '../store/dropped-files.ts'
import type { LibraryWriter } from '../store/store.ts'
import { forEachTurn } from './for-each-turn.ts'
import type { TrashPorts } from './trash-ports.ts'

/** Files that one turn deals with. */
const FILES_A_TURN = 200

/** When a round is, and how much time the server has counted until then; see `countTime`. */
interface Time {
  readonly now: number
  readonly keptMs: number
  readonly countedMs: number
}

/**
 * Ends the time of edited files that were let go of [S59]: what is due both by the day and by the time that the server has counted since it
 * first saw them so. What a device holds a lease over waits for its end [R5]. Answers how many files that were. Killed anywhere, the next
 * round goes on.
 */
export async function purgeDropped(
  round: Time & { readonly ports: TrashPorts; readonly isStopped: () => boolean },
  libraryId: LibraryId,
): Promise<number> {
  const { now, keptMs, countedMs } = round
  await forEachTurn(round, libraryId, {
    find: (reader) => reader.droppedUnseen(FILES_A_TURN),
    work: (writer, rows) => {
      for (const row of rows) writer.putDroppedSeen(row, countedMs)
      return rows.length
    },
  })
  return await forEachTurn(round, libraryId, {
    find: (reader) => reader.droppedSince({ at: now - keptMs, seenAt: countedMs - keptMs }, FILES_A_TURN),
    work: (writer, rows) => rows.filter((row) => purgeFile(writer, row, round)).length,
  })
}

/** Answers false, with nothing changed, for a file that was taken back, or while a device has a lease over it. */
function purgeFile(writer: LibraryWriter, row: DroppedRow, { now, keptMs, countedMs }: Time): boolean {
  const { sha256 } = row
  if (writer.isLeased(sha256, countedMs)) return false
  if (!purgeDroppedFile(draftOf(writer), row, { now, keptMs })) return false
  dropLooksOf(writer, row)
  if (!writer.isBlobNeeded(sha256)) writer.dropBlob(sha256)
  return true
}

/** Recipes that were done to the file can be made no more. */
function dropLooksOf(writer: LibraryWriter, { assetId, sha256 }: DroppedRow): void {
  const isOfIt = (each: { readonly sha256: Sha256 }) => each.sha256 === sha256
  for (const { renderId } of writer.renditionsOf(assetId).filter(isOfIt)) {
    const files = writer.derivatives(renderId).map(({ file }) => file)
    writer.dropRendition(assetId, renderId)
    if (writer.assetsWithRendition(renderId).length > 0) continue
    for (const derivative of files) writer.putRemoval({ sha256: renderId, derivative })
  }
}
