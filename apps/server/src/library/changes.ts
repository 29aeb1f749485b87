import type { ClientId, Cursor, FeedPage, LibraryId, Outcome, Problem } from '@rollcall/protocol'
import { accepted } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import { admitCursor } from '@rollcall/sync'
import type { Notifier } from '../notifier/notifier.ts'
import type { Store } from '../store/store.ts'
import { admitBase } from './admit-base.ts'
import { pageOf } from './page-of.ts'

/** What reading the feed needs of the world. */
export interface ChangesPorts {
  readonly store: Store
  readonly notifier: Notifier
  readonly clock: Clock
}

/** A question to the feed. `cursor` null reads from the beginning; `clientId` null asks for no acknowledgement. */
export interface ChangesQuestion {
  readonly libraryId: LibraryId
  readonly cursor: Cursor | null
  readonly clientId: ClientId | null
  readonly limit: number
  /** Hold an empty answer up to so many milliseconds, until something changes. */
  readonly waitMs: number
  /** Gives up waiting when aborted, and answers what there is. */
  readonly signal: AbortSignal
}

/**
 * Reads a page of a library's feed after a cursor [R10]. Refuses `epoch_changed` and `cursor_expired` [R11]. A cursor above
 * the head breaks the epoch, as in `admitBase`.
 */
export async function readChanges(
  ports: ChangesPorts,
  question: ChangesQuestion,
): Promise<Outcome<FeedPage, Problem>> {
  if (question.waitMs === 0) return await readPage(ports, question)
  const moved = new AbortController()
  const wake = () => moved.abort('something happened')
  // Listening begins before the first read, or a change in between would be slept through.
  const unsubscribe = ports.notifier.subscribe(question.libraryId, wake)
  question.signal.addEventListener('abort', wake, { once: true })
  try {
    const page = await readPage(ports, question)
    if (!page.ok || page.value.changes.length > 0 || question.signal.aborted) return page
    await ports.clock.sleep(question.waitMs, moved.signal)
    return await readPage(ports, question)
  } finally {
    unsubscribe()
    question.signal.removeEventListener('abort', wake)
  }
}

async function readPage(ports: ChangesPorts, question: ChangesQuestion): Promise<Outcome<FeedPage, Problem>> {
  const { libraryId, cursor, clientId, limit } = question
  const page = await ports.store.read(libraryId, (reader) => {
    const library = reader.library()
    const verdict = admitCursor(library, cursor)
    if (!verdict.ok) return verdict
    if (verdict.value.kind === 'break_epoch') return null
    return accepted(
      pageOf(reader, { from: { epoch: library.epoch, seq: verdict.value.seq }, clientId, limit }),
    )
  })
  return page ?? (await readInTurn(ports, question))
}

/** The rare way: the cursor seems to be above the head, and only a turn of the library may conclude from it. */
async function readInTurn(
  ports: ChangesPorts,
  question: ChangesQuestion,
): Promise<Outcome<FeedPage, Problem>> {
  const { libraryId, cursor, clientId, limit } = question
  const turn = await ports.store.write(libraryId, (writer) => {
    const from = admitBase(writer, cursor)
    const { epoch, headSeq } = writer.library()
    return {
      answer: from.ok ? accepted(pageOf(writer, { from: from.value, clientId, limit })) : from,
      epoch,
      headSeq,
    }
  })
  if (!turn.answer.ok) ports.notifier.publish(libraryId, { epoch: turn.epoch, head: turn.headSeq })
  return turn.answer
}
