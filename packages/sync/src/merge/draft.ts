import type { Asset, AssetId, ClientId, Sha256 } from '@rollcall/protocol'
import type { RecordIndex } from '../library/record-index.ts'

/**
 * What mutators see of a library and change in it. On the server it is a transaction; on a client it is the view
 * `base ⊕ outbox`. Both run the same mutators, so what a person sees before the server answers is what it will decide,
 * unless somebody else was first.
 */
export interface LibraryDraft extends Omit<RecordIndex, 'dropRecord' | 'all'> {
  readonly asset: (id: AssetId) => Asset | null
  /** Stores a row whose `seq` came from {@link nextSeq}; so does `putRecord`. */
  readonly putAsset: (asset: Asset) => void
  /** The next place in the feed. Each call moves the library's head. */
  readonly nextSeq: () => number
  /** The next dense number of a new asset. */
  readonly nextNo: () => number
  /** Size of a blob whose verified bytes this library holds; null where it does not. */
  readonly blobBytes: (sha256: Sha256) => number | null
  /** The id that the library gives an asset with this first original; see `assetIdOf`. */
  readonly assetIdOf: (primarySha256: Sha256, copyNo: number) => AssetId
  /**
   * Asks for so many held deletions to be done in this turn, and answers how many may be; what one mutation takes, the next does not
   * have. Without it all are done: a client shows at once what the server does turn by turn.
   */
  readonly takeReleaseRoom?: (wanted: number) => number
  /** An asset that has this file, a live one before others; null where there is none, or where nobody can know. */
  readonly assetHolding: (sha256: Sha256) => Asset | null
}

/** Who did a mutation, and when. */
export interface MutationContext {
  readonly clientId: ClientId
  readonly deviceName: string
  /** The server's time, milliseconds since 1970-01-01 UTC. */
  readonly now: number
}
