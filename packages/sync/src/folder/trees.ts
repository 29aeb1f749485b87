import type { Asset, AssetId, AssetKind, Sha256 } from '@rollcall/protocol'

/*
 * The three trees of a folder device, after the best file sync engines: what is on this disk (local), what the library
 * holds (remote), and what both agreed on last (agreed). Comparing two of them cannot tell "deleted here" from "new there";
 * comparing three can.
 */

/** A path below the device's folder, parts divided by `/`, names as in `encodeFileName`. */
export type FolderPath = string

/** What the scanner found in a file. Only `original` files are hashed. */
export type LocalContent =
  | {
      readonly kind: 'original'
      readonly sha256: Sha256
      readonly assetKind: AssetKind
      readonly mime: string
      /** Set when the file calls itself a smaller version that Rollcall wrote [R9]. */
      readonly derivativeOf: Sha256 | null
    }
  /** Still being written, or not read yet. */
  | { readonly kind: 'changing' }
  | { readonly kind: 'unreadable'; readonly failure: string }
  | { readonly kind: 'unsupported'; readonly mime: string | null }
  /** A system file, a partial download, a symbolic link: never an original of the user. */
  | { readonly kind: 'ignored'; readonly because: string }

/** A file on this disk. Times are milliseconds since 1970-01-01 UTC. */
export interface LocalFile {
  readonly path: FolderPath
  readonly bytes: number
  readonly modifiedAt: number
  readonly content: LocalContent
}

/** At this path lay these bytes, as this asset, when folder and library last agreed. */
export interface AgreedFile {
  readonly path: FolderPath
  readonly assetId: AssetId
  readonly sha256: Sha256
}

/** Everything that the survey of a folder looks at. One consistent state. */
export interface FolderTrees {
  readonly local: readonly LocalFile[]
  readonly agreed: readonly AgreedFile[]
  /** The view: base ⊕ outbox. */
  readonly assets: Iterable<Asset>
  /** Assets that only the outbox holds, or holds as live: nothing is agreed on them yet. */
  readonly unconfirmed: ReadonlySet<AssetId>
  /** Hashes whose bytes the server called durable, while no asset in the base names them yet. */
  readonly uploaded: ReadonlySet<Sha256>
  /** Where a file with these bytes lay last, so that a restored photo returns to its place. */
  readonly lastPlaceOf: (sha256: Sha256) => FolderPath | null
  /**
   * Agreed paths that a whole scan, begun after they were first missed, has missed again while no folder changed. Only these count as
   * deleted: a file that is moved while the folder is scanned can be overlooked.
   */
  readonly confirmedMissing: ReadonlySet<FolderPath>
  /** Missing files whose deletion somebody confirmed after it was held. */
  readonly approvedDepartures: ReadonlySet<FolderPath>
  /** Assets that were deleted here and that the library holds until a person answers [R17]. They are not fetched again meanwhile. */
  readonly heldAssets: ReadonlySet<AssetId>
  /** How many files went to the trash from here within {@link DEPARTURES_WINDOW_MS}. */
  readonly recentDepartures: number
  /** Hashes of deleted photos that a person wants back out of this folder. */
  readonly wantedBack: ReadonlySet<Sha256>
  /** Every smaller version that this device has ever written, by its own hash [R9]. */
  readonly previews: ReadonlyMap<Sha256, KnownPreview>
  /** Agreed paths where a smaller version lay when folder and library last agreed, with its own hash. */
  readonly previewPlaces: ReadonlyMap<FolderPath, Sha256>
  /** Originals that this device has dropped without keeping a smaller version: their absence is no deletion. */
  readonly bare: ReadonlySet<Sha256>
}

/** A smaller version that this device has written. */
export interface KnownPreview {
  readonly originalSha256: Sha256
  readonly bytes: number
}

/** Deletions within this time count as one batch for the firewall [R17]. */
export const DEPARTURES_WINDOW_MS = 10 * 60 * 1000
