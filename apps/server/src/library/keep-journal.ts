import type { ClientId } from '@rollcall/protocol'
import { clientIdSchema } from '@rollcall/protocol'
import type { Deed, JournalContext, LibraryDraft, WorkOfServer } from '@rollcall/sync'
import { journalDeeds, watchWork } from '@rollcall/sync'
import type { LibraryWriter } from '../store/store.ts'

/** Stands in the journal for the server where it acts by itself. No device has this id. */
export const SERVER_CLIENT: ClientId = clientIdSchema.parse('0'.repeat(32))

/** Work of the server itself, as the journal is to tell it. */
export interface ServerWork extends Pick<WorkOfServer, 'op'> {
  /** In whose name it is done; null: its own. */
  readonly deviceName: string | null
  /** The server's time. */
  readonly now: number
}

/** What the server calls itself in the journal. */
export const SERVER_NAME = 'the server'

/**
 * Runs `work` in a library's turn and writes into the journal what it changed: what is done for people and was asked for by none of
 * their devices, such as ending what was in the trash for too long. What files say of themselves is not work in this sense.
 */
export function journalWork<Result>(
  writer: LibraryWriter,
  draft: LibraryDraft,
  about: ServerWork,
  work: (draft: LibraryDraft) => Result,
): Result {
  const watched = watchWork(draft)
  const result = work(watched.draft)
  journalServerDeed(writer, about, watched.deed)
  return result
}

/** As {@link journalWork}, of work that was watched already. */
export function journalServerDeed(
  writer: LibraryWriter,
  { op, deviceName, now }: ServerWork,
  deedOf: (about: WorkOfServer) => Deed | null,
): void {
  const deed = deedOf({ op, n: writer.library().headSeq, doneAt: now })
  if (deed === null) return
  const context: JournalContext = { clientId: SERVER_CLIENT, deviceName: deviceName ?? SERVER_NAME }
  journalDeeds(writer, [deed], context)
}
