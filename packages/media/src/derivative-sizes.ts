/**
 * The smaller versions that the server makes of an original. `small`, `medium` and `preview` exist of everything that can be
 * decoded (of a video: of its poster frame); `stream` only of videos that browsers do not play as they are.
 */
export type DerivativeKind = 'small' | 'medium' | 'preview' | 'stream'

/** Raised when derivatives are made differently, so that all are made again. Part of every derivative's address. */
export const DERIVATIVE_VERSION = 1

/** Longer side in pixels of each still derivative; never larger than the original. */
export const DERIVATIVE_SIDE_PX: Readonly<Record<'small' | 'medium' | 'preview', number>> = {
  small: 160,
  medium: 320,
  preview: 2048,
}

/** Height (shorter side) that a stream is capped at. */
export const STREAM_SIDE_PX = 1080

/** Pictures of more pixels are not decoded: 24 bits each would not fit beside everything else. */
export const PICTURE_PIXELS_MAX = 268_402_689
