import type { SpaceOffer, Storage } from '@rollcall/protocol'
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
}

/** Changes of what a library may. */
export interface StorageWriter {
  readonly putStorageChoice: (choice: StorageChoice) => void
  /** Notes how much is used on the day of `at`, by UTC, unless that day has a sample, and forgets all but the newest `kept`. */
  readonly putUsageSample: (sample: UsageSample, kept: number) => void
}
