import type { LibraryId } from '@rollcall/protocol'
import { TRASH_KEPT_MS } from '@rollcall/protocol'
import type { AbortSignalLike } from '@rollcall/sync'
import { expireAsset } from '@rollcall/sync'
import { draftOf } from '../library/draft-of.ts'
import { endLeases } from '../leases/end-leases.ts'
import { journalWork } from '../library/keep-journal.ts'
import { releaseAllHeld } from '../library/release-held.ts'
import type { LibraryWriter } from '../store/store.ts'
import type { LeavingRow } from '../store/trash-store.ts'
import { countOn } from './count-on.ts'
import { forEachTurn } from './for-each-turn.ts'
import { forgetPurged } from './forget-purged.ts'
import { purgeDropped } from './purge-dropped.ts'
import { purgeInTurn } from './purge-in-turn.ts'
import { removeFiles } from './remove-files.ts'
import type { TrashPorts } from './trash-ports.ts'

/*
 * What becomes of trashed photos, by the server's clock only [R13]:
 *
 *   trashed ──30 days──▶ deleted for good ──30 days of quarantine──▶ purged ──▶ its words forgotten, files removed
 *
 * Each step needs the day to have come, and the server to have counted as much time since it first saw the photo so: see `countTime`.
 * What a device holds a lease over waits for its end. Each is a turn of the library that looks again at what it changes, so whatever anybody did in between is obeyed. There is no queue;
 * what is due follows from what is there, and a server that is killed anywhere goes on where it stopped. So does letting held deletions
 * go, which a person has asked for and which a server may not have come to the end of.
 */

/** Assets that one turn deals with, and files that are removed between two commits: the library answers pushes in between. */
const ASSETS_A_TURN = 200

/** How a round is done. */
export interface EndTrashOptions {
  /** How long things stay in the trash at least, and in quarantine; 30 days unless told otherwise. */
  readonly keptMs?: number
  readonly signal?: AbortSignalLike
}

/** How many assets and files a round dealt with. */
export interface TrashReport {
  readonly expired: number
  readonly purged: number
  readonly removedFiles: number
}

/** One round over all libraries; see this file's header. Run again, it finds what is due since. Rejects when the store or the disk does. */
export async function endTrash(ports: TrashPorts, options: EndTrashOptions = {}): Promise<TrashReport> {
  const { keptMs = TRASH_KEPT_MS } = options
  const isStopped = () => options.signal?.aborted === true
  const { countedMs } = await countOn(ports)
  const now = ports.clock.now()
  const round = { ports, isStopped, now, keptMs, countedMs }
  let expired = 0
  let purged = 0
  let purgedFiles = 0
  const failures: unknown[] = []
  for (const { libraryId } of await ports.store.accounts.libraries()) {
    // What is broken in one library is told in the end; the others do not wait for somebody to mend it.
    try {
      await endLeases(ports, libraryId, countedMs)
      await releaseAllHeld(ports, libraryId, isStopped)
      expired += await expireDue(round, libraryId)
      purged += await purgeDue(round, libraryId)
      purgedFiles += await purgeDropped(round, libraryId)
      await forgetPurged(ports, libraryId, isStopped)
    } catch (failure) {
      failures.push(failure)
    }
  }
  const removedFiles = await removeFiles(ports, isStopped).catch((failure: unknown) => {
    failures.push(failure)
    return 0
  })
  if (expired + purged + purgedFiles > 0)
    ports.log.info('photos left the trash for good', { expired, purged, purgedFiles, removedFiles })
  if (failures.length > 0) throw failures[0]
  return { expired, purged, removedFiles }
}

/** One round over the libraries. */
interface Round {
  readonly ports: TrashPorts
  readonly isStopped: () => boolean
  readonly now: number
  readonly keptMs: number
  readonly countedMs: number
}

async function expireDue(round: Round, libraryId: LibraryId): Promise<number> {
  const { now, keptMs, countedMs } = round
  await forEachTurn(round, libraryId, {
    find: (reader) => reader.leavingUnseen(ASSETS_A_TURN),
    work: (writer, rows) => noteSeen(writer, rows, { now, keptMs, countedMs }),
  })
  return await forEachTurn(round, libraryId, {
    find: (reader) => reader.leavingSince('trashed', { at: now, seenAt: countedMs - keptMs }, ASSETS_A_TURN),
    work: (writer, rows) =>
      journalWork(
        writer,
        draftOf(writer),
        { op: 'deleteForGood', deviceName: null, now },
        (draft) => rows.filter(({ assetId }) => expireAsset(draft, assetId, { now, keptMs })).length,
      ),
  })
}

/** Not told in the journal, which is about to forget it; see `forget-purged.ts`. */
async function purgeDue(round: Round, libraryId: LibraryId): Promise<number> {
  const { now, keptMs, countedMs } = round
  return await forEachTurn(round, libraryId, {
    find: (reader) =>
      reader.leavingSince('deleted', { at: now - keptMs, seenAt: countedMs - keptMs }, ASSETS_A_TURN),
    work: (writer, rows) =>
      rows.filter(({ assetId }) => purgeInTurn(writer, assetId, { now, keptMs, countedMs })).length,
  })
}

function noteSeen(
  writer: LibraryWriter,
  rows: readonly LeavingRow[],
  { now, keptMs, countedMs }: { readonly now: number; readonly keptMs: number; readonly countedMs: number },
): number {
  for (const { assetId, state, at } of rows) {
    // Trashed by an older server, which named no day.
    if (state === 'trashed' && at === 0) expireAsset(draftOf(writer), assetId, { now, keptMs })
    writer.putSeen(assetId, countedMs)
  }
  return rows.length
}
