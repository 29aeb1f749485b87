import type { Place, Subtype } from '../media-facts.ts'

/** A wall clock time that a file tells: `2024-07-08T09:10:11`, with a fraction where the file tells one. */
export interface ZonedDate {
  readonly local: string
  /** Local time minus UTC, minutes; null when the file does not say. */
  readonly offsetMinutes: number | null
}

/** Everything that a video says of itself. Null: it does not say. */
export interface VideoFacts {
  /** Pixels of the first video track before rotation, as its header tells them. */
  readonly width: number | null
  readonly height: number | null
  /** Clockwise rotation that a player applies: 0, 90, 180 or 270. */
  readonly rotation: number
  readonly durationMs: number | null
  /** Codec of the pictures: the sample description's four letters, or the nearest to them in other containers. */
  readonly codec: string | null
  /** Frames a second, averaged over the track. */
  readonly framesPerSecond: number | null
  readonly make: string | null
  readonly model: string | null
  readonly place: Place | null
  /** When it was taken, by a camera's clock. */
  readonly creationDate: ZonedDate | null
  /** When the container was created, milliseconds since 1970-01-01 UTC; null when zero or absurd. */
  readonly createdUtc: number | null
  /** Apple's content identifier, which pairs the halves of a Live Photo. */
  readonly contentId: string | null
  readonly subtypes: readonly Subtype[]
  /** What was wrong, in plain words; at most `WARNINGS_MAX`. */
  readonly warnings: readonly string[]
}

/** Warnings beyond these tell nothing new. */
export const WARNINGS_MAX = 4

/** Facts of a video that says nothing. */
export const NO_VIDEO_FACTS: VideoFacts = {
  width: null,
  height: null,
  rotation: 0,
  durationMs: null,
  codec: null,
  framesPerSecond: null,
  make: null,
  model: null,
  place: null,
  creationDate: null,
  createdUtc: null,
  contentId: null,
  subtypes: [],
  warnings: [],
}
