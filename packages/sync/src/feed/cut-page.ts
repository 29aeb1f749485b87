import type { Change, ClientId, Cursor, FeedPage } from '@rollcall/protocol'
import { formatCursor } from '@rollcall/protocol'

/**
 * Makes a page of the feed out of the rows that a reader found after `from`, in order of `seq`, none above `head` [R10].
 * `rows` holds up to `limit + 1`: one more than fits tells that there is more. Every row has a `seq` of its own, so no page
 * splits one.
 */
export function cutPage(args: {
  readonly from: Cursor
  readonly head: number
  readonly rows: readonly Change[]
  readonly limit: number
  /** Who asks; null for somebody who sends nothing. */
  readonly clientId?: ClientId | null
  readonly lastMutation: number
}): FeedPage {
  const { from, head, rows, limit, clientId = null, lastMutation } = args
  const shown = rows.slice(0, limit)
  const complete = rows.length <= limit
  const last = shown.at(-1)
  const to = complete || last === undefined ? head : seqOf(last)
  return {
    epoch: from.epoch,
    from: formatCursor(from),
    to: formatCursor({ epoch: from.epoch, seq: to }),
    complete,
    ...(clientId === null ? {} : { client: clientId }),
    lastMutation,
    changes: shown,
  }
}

/** The place of a change in the feed. */
export function seqOf(change: Change): number {
  return change.kind === 'asset' ? change.asset.seq : change.record.seq
}
