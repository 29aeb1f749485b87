import type { EmbeddedPicture } from '../media-facts.ts'
import type { Tiff } from '../tiff/read-tiff.ts'

/** What a container of a still picture holds, before any of it is interpreted. */
export interface StillParts {
  /** Pixels as stored. */
  readonly width: number | null
  readonly height: number | null
  /** EXIF blocks or, of raw files, the file's own directories; the more telling first. */
  readonly tiffs: readonly Tiff[]
  readonly xmpPackets: readonly Uint8Array[]
  /** IPTC fields without what was around them. */
  readonly iptcBlocks: readonly Uint8Array[]
  /** Orientation 1…8 that the container applies on its own; null when it has none. */
  readonly ownOrientation: number | null
  /** Time of creation in words, from a text beside the picture. */
  readonly createdText: string | null
  readonly modifiedText: string | null
  readonly make: string | null
  readonly model: string | null
  readonly isAnimated: boolean
  /** How long one round of an animation takes, milliseconds. */
  readonly durationMs: number | null
  readonly isHdr: boolean
  readonly pictures: readonly EmbeddedPicture[]
  /** Where the container says that a video is. */
  readonly video: { readonly from: number; readonly to: number } | null
  readonly warnings: readonly string[]
}

/** A container that tells nothing. */
export const NO_PARTS: StillParts = {
  width: null,
  height: null,
  tiffs: [],
  xmpPackets: [],
  iptcBlocks: [],
  ownOrientation: null,
  createdText: null,
  modifiedText: null,
  make: null,
  model: null,
  isAnimated: false,
  durationMs: null,
  isHdr: false,
  pictures: [],
  video: null,
  warnings: [],
}
