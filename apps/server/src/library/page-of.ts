import type { Change, ClientId, Cursor, FeedPage } from '@rollcall/protocol'
import { cutPage, seqOf } from '@rollcall/sync'
import type { LibraryReader } from '../store/store.ts'

/** JSON of a page's rows at most, but for one that is longer by itself: rows of the journal can be. A device holds a page in memory. */
const ROWS_BYTES_MAX = 4 * 1024 * 1024

/**
 * The page of the feed after `from`. The head is taken first and bounds every query [R10], so the page and the client's
 * last mutation belong to one moment even where a store could not promise one snapshot.
 */
export function pageOf(
  reader: LibraryReader,
  asked: { readonly from: Cursor; readonly clientId: ClientId | null; readonly limit: number },
): FeedPage {
  const { from, clientId, limit } = asked
  const head = reader.library().headSeq
  const beyond = reader.firstChangeBeyond(from.seq, head, limit + 1, ROWS_BYTES_MAX)
  const rows = changesOf(reader, from.seq, beyond ?? head, limit + 1)
  const lastMutation = clientId === null ? 0 : (reader.clientLine(clientId)?.lastMutation ?? 0)
  const fitting = beyond === null ? limit : rows.length - 1
  return cutPage({ from, head, rows, limit: fitting, clientId, lastMutation })
}

/** Assets and records of the feed in one line, in order of seq; at most `limit`. */
function changesOf(reader: LibraryReader, after: number, head: number, limit: number): Change[] {
  const assets = reader.assetsBySeq(after, head, limit).map((asset): Change => ({ kind: 'asset', asset }))
  const records = reader
    .recordsBySeq(after, head, limit)
    .map((record): Change => ({ kind: 'record', record }))
  if (records.length === 0) return assets
  return [...assets, ...records].toSorted((one, other) => seqOf(one) - seqOf(other)).slice(0, limit)
}
