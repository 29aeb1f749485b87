import type { Cursor, Outcome, Problem } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import { admitCursor } from '@rollcall/sync'
import type { LibraryWriter } from '../store/store.ts'

/**
 * Admits a cursor in a library's turn, and answers the position to read on from [R11]. A cursor above the head, or of an epoch
 * that was not begun yet, proves that the server was set back to an older state: then the epoch is broken, which the turn commits although the answer is the
 * refusal `epoch_changed`.
 */
export function admitBase(writer: LibraryWriter, cursor: Cursor | null): Outcome<Cursor, Problem> {
  const library = writer.library()
  const verdict = admitCursor(library, cursor)
  if (!verdict.ok) return verdict
  if (verdict.value.kind === 'read') return accepted({ epoch: library.epoch, seq: verdict.value.seq })
  writer.breakEpoch(verdict.value.above)
  return refused(problem('epoch_changed', { epoch: writer.library().epoch }))
}
