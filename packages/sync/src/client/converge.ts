import type { Cursor, FeedPage, Outcome, Problem } from '@rollcall/protocol'
import { accepted, formatCursor, parseCursor, refused } from '@rollcall/protocol'
import type { FirstTier } from './begin-from-segments.ts'
import { beginFromSegments } from './begin-from-segments.ts'
import type { FeedServer, Replica } from './replica.ts'

/*
 * Brings a replica and its server together: sends the outbox batch by batch, and reads the feed to its head. Each push
 * answers the changes since the replica's cursor, so one round trip is enough when there is little to say.
 *
 *   outbox ──push──▶ server ──page──▶ staged pages ──adopt, when complete──▶ base, cursor, outbox trimmed
 *
 * A replica without a place in the feed begins with segments, where the server has some; see `beginFromSegments`.
 *
 * Refusals that mean "start again" are answered here: a lost place in the feed by reading it from the beginning, a cloned
 * or forgotten client by a new client id. The outbox survives both.
 */

/** Batches and restarts of one call; a replica that needs more goes on in the next. */
const ROUNDS_MAX = 200

/** Restarts of one call: each mends its cause, so a third of them means that the server contradicts itself. */
const RESTARTS_MAX = 3

/** Restarts after which segments are still tried. */
const SEGMENT_TRIES_MAX = 1

/**
 * Sends what is to be sent and reads the feed to its head. Returns a refusal that it cannot answer itself (signed out, too
 * old, …), whether the base moved otherwise; rejects when the server cannot be reached. Run again, it goes on. `onFirstTier` hears
 * what is on its way to a new replica.
 */
export async function converge(
  replica: Replica,
  server: FeedServer,
  onFirstTier: (tier: FirstTier) => void = () => undefined,
): Promise<Outcome<{ moved: boolean }, Problem>> {
  let moved = false
  let fresh = false
  let restarts = 0
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const cursor = fresh ? null : await replica.cursor()
    // What a restart mends may lie in the segments.
    const segments = cursor === null && restarts <= SEGMENT_TRIES_MAX ? server.segments : undefined
    const begun = segments === undefined ? null : await beginFromSegments(replica, segments, onFirstTier)
    const from = begun ?? cursor
    // Only now: a batch tells how old its edits are at this moment [R13], and segments may take their time.
    const batch = await replica.nextBatch()
    const answer = batch === null ? await server.changes(from) : await pushBatch(replica, server, batch, from)
    const pile = { first: begun === null, fresh: cursor === null }
    const read = answer.ok
      ? await readToHead(replica, server, { page: answer.value, pile, from: cursor })
      : answer
    if (read.ok) {
      moved ||= read.value.moved
      fresh = false
      // Also where nothing was sent: a new epoch may leave something to say again.
      if ((await replica.nextBatch()) === null) return accepted({ moved })
      continue
    }
    if (++restarts > RESTARTS_MAX) return refused(read.refusal)
    const { code } = read.refusal
    if (code === 'epoch_changed') await replica.loseSight()
    if (code === 'client_forked' || code === 'mutation_gap')
      await replica.renewClient(lastKnownOf(read.refusal))
    else if (code === 'epoch_changed' || code === 'cursor_expired') fresh = true
    else return refused(read.refusal)
  }
  return accepted({ moved })
}

/** The last mutation of the client's line that a server knows of. One that does not tell may know of none: in doubt nothing is dropped. */
function lastKnownOf({ facts }: Problem): number {
  const { lastMutation } = facts
  return typeof lastMutation === 'number' ? lastMutation : 0
}

type Batch = NonNullable<Awaited<ReturnType<Replica['nextBatch']>>>

async function pushBatch(
  replica: Replica,
  server: FeedServer,
  batch: Batch,
  cursor: Cursor | null,
): Promise<Outcome<FeedPage, Problem>> {
  const base = cursor === null ? null : formatCursor(cursor)
  const pushed = await server.push({ ...batch, base })
  if (!pushed.ok) return pushed
  await replica.settle(pushed.value)
  return accepted(pushed.value.page)
}

/** Stages a page and all that follow it, and adopts them at the head. */
async function readToHead(
  replica: Replica,
  server: FeedServer,
  begun: {
    readonly page: FeedPage
    readonly pile: { readonly first: boolean; readonly fresh: boolean }
    /** Where the base stands. */
    readonly from: Cursor | null
  },
): Promise<Outcome<{ moved: boolean }, Problem>> {
  const { from: cursor } = begun
  let { page, pile } = begun
  for (;;) {
    const to = parseCursor(page.to)
    if (to === null) throw new Error('Cannot read feed: the server answered no cursor')
    const moved = cursor === null || to.seq > cursor.seq || to.epoch !== cursor.epoch
    await replica.stage(page, pile)
    if (page.complete) {
      await replica.adopt(to, page.lastMutation)
      return accepted({ moved })
    }
    const next = await server.changes(to)
    if (!next.ok) return next
    if (!next.value.complete && next.value.to === page.to)
      throw new Error('Cannot read feed: it stands still')
    page = next.value
    pile = { ...pile, first: false }
  }
}
