import type {
  Asset,
  BootstrapManifest,
  Cursor,
  FeedPage,
  Outcome,
  Problem,
  PushRequest,
  PushResponse,
  SegmentFile,
} from '@rollcall/protocol'
import type { AssetTiers } from '../bootstrap/assets.ts'

/**
 * A client's copy of a library: the *base*, which is the feed up to a cursor, and the *outbox*, which is what was done here and
 * not confirmed yet. What people see is `base ⊕ outbox`. Kept in a database by the folder device, in the browser's storage
 * by the web app.
 */
export interface Replica {
  /** Where the base stands; null before the first page. */
  readonly cursor: () => Promise<Cursor | null>
  /**
   * The batch to send, oldest first; null when the outbox is empty. Once handed out, a batch is frozen, with its pair of
   * tokens, until {@link settle}: a retry sends the same mutations, so a clone of this client cannot slip others in.
   */
  readonly nextBatch: () => Promise<Omit<PushRequest, 'base'> | null>
  /** Keeps the server's word on the frozen batch, and takes `next` as the token to show. */
  readonly settle: (response: PushResponse) => Promise<void>
  /**
   * Takes a new client id and numbers from 1 what is not decided. `lastMutation`: the last of the old line that the server knows of; what was
   * decided beyond it is decided no more, since the server that did it was set back.
   */
  readonly renewClient: (lastMutation: number) => Promise<void>
  /**
   * In a new epoch nothing in the outbox was made in sight of anything, and nothing is decided that the base does not show: each `baseSeq`
   * becomes 0, and {@link nextBatch} hands out all of it again. What the server still knows by its number it skips.
   */
  readonly loseSight: () => Promise<void>
  /**
   * Puts changes aside, invisible. `first` begins a new pile; `fresh` says that the pile starts at the feed's beginning. Of a row that is
   * in the pile already, the change with the greater seq is kept: segments come in no order.
   */
  readonly stage: (
    page: Pick<FeedPage, 'changes'>,
    pile: { readonly first: boolean; readonly fresh: boolean },
  ) => Promise<void>
  /**
   * The same for a part of a library out of segments, which a replica may keep as it came; one that has no use for that leaves this out, and
   * is given the assets by {@link stage}.
   */
  readonly stagePart?: (
    part: { readonly assets: readonly Asset[]; readonly tiers: AssetTiers },
    pile: { readonly first: boolean; readonly fresh: boolean },
  ) => Promise<void>
  /**
   * Makes the staged pages visible, moves the cursor to `to` and drops settled mutations up to `lastMutation`, all in one
   * transaction. Rows that a fresh pile does not hold are gone. In another epoch than before, what is left in the outbox is as
   * after {@link loseSight}.
   */
  readonly adopt: (to: Cursor, lastMutation: number) => Promise<void>
}

/** The server, as a client's engine asks it. Rejects when it cannot be reached; refusals are values. */
export interface FeedServer {
  readonly push: (request: PushRequest) => Promise<Outcome<PushResponse, Problem>>
  readonly changes: (cursor: Cursor | null) => Promise<Outcome<FeedPage, Problem>>
  /** What a new replica begins with; without it, it reads the whole feed. */
  readonly segments?: SegmentSource
}

/** Where segments come from. Rejects when the server cannot be reached. */
export interface SegmentSource {
  readonly manifest: () => Promise<Outcome<BootstrapManifest, Problem>>
  /** A segment, unpacked; null when it is gone, or is not what its hash says. */
  readonly segment: (file: SegmentFile) => Promise<Uint8Array | null>
}
