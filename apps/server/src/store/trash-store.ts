import type { AssetId, ClientId, Sha256 } from '@rollcall/protocol'

/** What the bytes of a library serve, the weightiest use first: a file of a live photo that is in the trash too is an original. */
export const BYTE_KINDS = ['originals', 'edits', 'trash', 'quarantine', 'unnamed'] as const

/**
 * `originals`, `edits`: files of live assets. `trash`: of trashed ones. `quarantine`: of those deleted for good, and files that were let go of, whose bytes are
 * not gone yet. `unnamed`: uploaded, and recorded with no asset.
 */
export type ByteKind = (typeof BYTE_KINDS)[number]

/**
 * An asset on its way out: `trashed`, due at `purgeAt`, `deleted` and not purged, since `deletedAt`, or `purged` at `purgedAt`, of which words
 * may stand in the journal still.
 */
export interface LeavingRow {
  readonly assetId: AssetId
  readonly state: 'trashed' | 'deleted' | 'purged'
  /** Wall milliseconds: see above; 0 for one that was trashed without a day. */
  readonly at: number
  /** How much time the server had counted when it first saw the asset so; null before that. See `countDays`. */
  readonly seenAt: number | null
}

/** An asset that went to the trash by no person's explicit wish, or would have, were it not held. */
export interface DepartureRow {
  readonly at: number
  readonly clientId: ClientId
  readonly assetId: AssetId
  readonly isHeld: boolean
}

/** A file that a library needs no more and that may lie on the disk still. */
export interface RemovalRow {
  readonly sha256: Sha256
  /** The file of a derivative; null: the blob itself. */
  readonly derivative: string | null
}

/** Questions to what is leaving a library. */
export interface TrashReader {
  /** How many assets are live. Kept, not counted. */
  readonly liveAssets: () => number
  /** Bytes by what they serve; they make up `usedBytes`. Kept, not counted. */
  readonly bytesByKind: () => Readonly<Record<ByteKind, number>>
  /** Assets on their way out that nobody has seen so yet, at most `limit`. */
  readonly leavingUnseen: (limit: number) => readonly LeavingRow[]
  /** Assets in a state since or due `at` or earlier, which were seen so at `seenAt` or earlier, the oldest first, at most `limit`. */
  readonly leavingSince: (
    state: LeavingRow['state'],
    upTo: { readonly at: number; readonly seenAt: number },
    limit: number,
  ) => readonly LeavingRow[]
  /** Whether any asset still needs a blob: one that is live, in the trash, or deleted and not purged, or that may take the file back. */
  readonly isBlobNeeded: (sha256: Sha256) => boolean
  /** Departures after `since` that took effect, and the held ones of one client. */
  readonly countDepartures: (since: number, clientId: ClientId) => number
  /** What one client's departures after `since` sent to the trash, the last first, at most `limit`. */
  readonly departuresOf: (clientId: ClientId, since: number, limit: number) => readonly AssetId[]
  /** Files to be removed, at most `limit`. */
  readonly removals: (limit: number) => readonly RemovalRow[]
  /** Whether a derivative lies in this file. */
  readonly hasDerivativeIn: (sha256: Sha256, file: string) => boolean
}

/** Changes of what is leaving a library. */
export interface TrashWriter {
  /** Notes that an asset was seen on its way out; a change of its state or its day forgets that. */
  readonly putSeen: (assetId: AssetId, seenAt: number) => void
  /** Notes that no word of a purged asset is left: it is not on its way out any more. Of others changes nothing. */
  readonly endLeaving: (assetId: AssetId) => void
  /** Notes a departure; of an asset and a client the last one counts. */
  readonly putDeparture: (departure: DepartureRow) => void
  /** Forgets departures at `upTo` and earlier, and those that only a wrong clock can have put after `now`. */
  readonly forgetDepartures: (upTo: number, now: number) => void
  /**
   * Forgets a blob, with what was read out of it and made of it; gives its charge back and notes its files for removal. Not to be
   * done to a blob that is needed.
   */
  readonly dropBlob: (sha256: Sha256) => void
  /** Forgets under which keys an asset was found; see `putPairingKey`. */
  readonly dropPairingKeys: (assetId: AssetId) => void
  readonly putRemoval: (removal: RemovalRow) => void
  readonly dropRemoval: (removal: RemovalRow) => void
}
