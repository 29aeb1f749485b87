/** How light is coded: as screens show it, or in one of the two ways of HDR (ITU-T H.273). */
export type Transfer = 'sdr' | 'pq' | 'hlg'

/** How the pictures of a video are coded and meant to be shown. */
export interface PictureTraits {
  /** Pixels as coded, before rotation. */
  readonly width: number
  readonly height: number
  /** Width of a pixel divided by its height. */
  readonly pixelAspect: number
  /** Clockwise rotation in degrees, after mirroring. */
  readonly turn: 0 | 90 | 180 | 270
  /** Whether left and right are swapped before the rotation. */
  readonly isMirrored: boolean
  readonly isInterlaced: boolean
  readonly transfer: Transfer
  /** Whether colours go beyond those of BT.709 (of SDR: BT.2020 or Display P3). */
  readonly isWide: boolean
  /** Whether the file tells how its colours are coded; if not, they are guessed by size as players do. */
  readonly isMatrixKnown: boolean
}

/** What of a video decides whether browsers play it. */
export interface VideoTraits {
  /** FFmpeg's names of the container, separated by commas. */
  readonly container: string
  /** FFmpeg's names of the codecs; audio null when there is no sound. */
  readonly videoCodec: string
  readonly audioCodec: string | null
  /** FFmpeg's name, as `yuv420p`. */
  readonly pixelFormat: string
  readonly picture: PictureTraits
  /** Frames a second on average; null when nothing tells. */
  readonly framesPerSecond: number | null
  /** Seconds; null when nothing tells. */
  readonly durationSeconds: number | null
  /** Whether the file says that it is QuickTime's own kind of MP4. */
  readonly isQuickTime: boolean
}
