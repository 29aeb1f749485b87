import type { Cursor, Outcome, Problem } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'

/** Where a library's feed begins and ends. */
export interface FeedBounds {
  readonly epoch: number
  readonly headSeq: number
  /** The oldest position that can still be continued from. */
  readonly minSeq: number
}

/** What a server does with a cursor: go on from `seq`, or break the epoch because the feed has lost what the client saw. */
export type CursorVerdict =
  | { readonly kind: 'read'; readonly seq: number }
  /** The new epoch must be greater than `above`. */
  | { readonly kind: 'break_epoch'; readonly above: number }

/** How far ahead of the server an epoch may be and still be believed: each stands for one restore by an operator. */
const RESTORES_MAX = 1_000

/**
 * Decides whether a reader may go on from its cursor [R11]. No cursor reads from the beginning. Another epoch is refused
 * `epoch_changed`, a position before the feed's beginning `cursor_expired`; both mean: start again and keep the outbox.
 * A position above the head, or an epoch that the server has not begun, proves that it was set back to an older state: the
 * epoch must be broken, and be greater than every one that a client has seen, or an old cursor might come to fit again.
 */
export function admitCursor(bounds: FeedBounds, cursor: Cursor | null): Outcome<CursorVerdict, Problem> {
  if (cursor === null) return accepted({ kind: 'read', seq: 0 })
  const isFromLater = cursor.epoch > bounds.epoch && cursor.epoch - bounds.epoch <= RESTORES_MAX
  if (isFromLater) return accepted({ kind: 'break_epoch', above: cursor.epoch })
  if (cursor.epoch !== bounds.epoch) return refused(problem('epoch_changed', { epoch: bounds.epoch }))
  if (cursor.seq > bounds.headSeq) return accepted({ kind: 'break_epoch', above: bounds.epoch })
  if (cursor.seq < bounds.minSeq) return refused(problem('cursor_expired', { oldest: bounds.minSeq }))
  return accepted({ kind: 'read', seq: cursor.seq })
}
