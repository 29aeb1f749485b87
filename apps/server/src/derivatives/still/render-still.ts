import type { MediaFacts } from '@rollcall/media'
import { DERIVATIVE_SIDE_PX } from '@rollcall/media'
import type { RawPicture } from './decoded-picture.ts'
import { decodeStill } from './decode-still.ts'
import { type EncodedDerivatives, encodeDerivatives } from './encode-derivatives.ts'
import { finishPicture } from './finish-picture.ts'

/** A still to make derivatives of. */
export interface StillJob {
  readonly path: string
  readonly facts: MediaFacts
  /** Of the file at `path`. */
  readonly sha256: string
}

/** The derivatives of a still, and what was found out by making them. */
export interface StillDerivatives extends EncodedDerivatives {
  /** Pixels of the original, the right way up. */
  readonly width: number
  readonly height: number
  /** `embedded_preview`: a smaller picture inside the original was used. */
  readonly from: 'original' | 'embedded_preview'
  /** What was wrong with the pixels, in plain words. */
  readonly warnings: readonly string[]
}

/**
 * Decodes a still once, at the size of the preview, and makes the smaller sizes out of that. Rejects with `DecodeFailure`, or
 * with the system's error when the file cannot be read.
 */
export async function renderStill(job: StillJob): Promise<StillDerivatives> {
  const maxSidePx = DERIVATIVE_SIDE_PX.preview
  const still = await decodeStill(job.path, job.facts, maxSidePx)
  const { icc, orientation } = still
  const picture: RawPicture = await finishPicture(still, { icc, orientation, maxSidePx })
  const encoded = await encodeDerivatives(picture, job.sha256)
  const isOnItsSide = orientation >= 5 && orientation <= 8
  return {
    ...encoded,
    width: isOnItsSide ? still.fullHeight : still.fullWidth,
    height: isOnItsSide ? still.fullWidth : still.fullHeight,
    from: still.from,
    warnings: still.warnings,
  }
}
