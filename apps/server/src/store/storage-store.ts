import type { Asset, AssetId, SpaceOffer, Storage } from '@rollcall/protocol'
import type { SpaceKind, UsageSample } from '@rollcall/sync'

/** Which plan a library has and which one was asked for. `planId` null: a quota of its own. */
export interface StorageChoice {
  readonly planId: string | null
  readonly request: NonNullable<Storage['request']> | null
}

/** Questions to what a library stores and may. */
export interface StorageReader {
  readonly storageChoice: () => StorageChoice
  /** The bytes that were used, one sample a day, the newest `limit`, the newest first. */
  readonly usageSamples: (limit: number) => readonly UsageSample[]
  /** The trash as an offer to free space: all of it, `assetIds` of at most `limit`, the largest of the oldest thousand first. */
  readonly trashOffer: (limit: number) => SpaceOffer
  /** The `limit` largest live assets of a kind, with their exact gain; see `spaceKindOf` in sync. */
  readonly spaceOffer: (kind: SpaceKind, limit: number) => SpaceOffer
  /** The `limit` largest edited files that live assets could let go of, with their exact gain; see `offeredEditsOf` in sync. */
  readonly earlierEditsOffer: (limit: number) => SpaceOffer
  /** The `no` of every asset, of any state, that holds a file which one of these holds and another asset too, those themselves among them. */
  readonly assetsSharingFiles: (assetIds: readonly AssetId[]) => readonly number[]
  /** Assets by `no`, in its order. */
  readonly assetsWithNos: (nos: readonly number[]) => readonly Asset[]
  /**
   * What uniting these would gain now, exactly. Null when it would gain nothing, or when one of them has gone, was hidden or became part of
   * another after `seq`.
   */
  readonly duplicatesOffer: (found: {
    readonly seq: number
    readonly others: readonly AssetId[]
    readonly keepers: readonly AssetId[]
  }) => SpaceOffer | null
}

/** Changes of what a library may. */
export interface StorageWriter {
  readonly putStorageChoice: (choice: StorageChoice) => void
  /** Notes how much is used on the day of `at`, by UTC, unless that day has a sample, and forgets all but the newest `kept`. */
  readonly putUsageSample: (sample: UsageSample, kept: number) => void
}
