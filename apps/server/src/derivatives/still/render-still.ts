import type { MediaFacts, PixelSize } from '@rollcall/media'
import { DERIVATIVE_SIDE_PX } from '@rollcall/media'
import type { Recipe } from '@rollcall/protocol'
import { applyRecipe } from './apply-recipe.ts'
import { decodeStill } from './decode-still.ts'
import { type EncodedDerivatives, encodeDerivatives } from './encode-derivatives.ts'
import { finishPicture } from './finish-picture.ts'
import { sideToDecode, sizeAfter } from './side-to-decode.ts'

/** A still to make derivatives of. */
export interface StillJob {
  readonly path: string
  readonly facts: MediaFacts
  /** Of the file at `path`. */
  readonly sha256: string
  /** What is done to the picture before it is scaled down; null: nothing. */
  readonly recipe: Recipe | null
}

/** The derivatives of a still, and what was found out by making them. */
export interface StillDerivatives extends EncodedDerivatives {
  /** Pixels of the original, the right way up, or what the recipe leaves of them. */
  readonly width: number
  readonly height: number
  /** `embedded_preview`: a smaller picture inside the original was used. */
  readonly from: 'original' | 'embedded_preview'
  /** What was wrong with the pixels, in plain words. */
  readonly warnings: readonly string[]
}

/**
 * Decodes a still once, as large as the preview needs it, and makes the smaller sizes out of that. Rejects with `DecodeFailure`, or
 * with the system's error when the file cannot be read.
 */
export async function renderStill({ path, facts, sha256, recipe }: StillJob): Promise<StillDerivatives> {
  const maxSidePx = sideToDecode(uprightSize(facts, facts.orientation), recipe)
  const still = await decodeStill(path, facts, maxSidePx)
  const { icc, orientation, from, warnings, fullWidth, fullHeight } = still
  const upright = await finishPicture(still, { icc, orientation, maxSidePx })
  const picture = recipe === null ? upright : await applyRecipe(upright, recipe, DERIVATIVE_SIDE_PX.preview)
  const encoded = await encodeDerivatives(picture, sha256)
  const full = uprightSize({ width: fullWidth, height: fullHeight }, orientation) ?? picture
  return { ...encoded, ...sizeAfter(full, recipe), from, warnings }
}

/** Pixels as seen, of a picture stored in an EXIF orientation; null when they are not known. */
function uprightSize(
  { width, height }: Pick<MediaFacts, 'width' | 'height'>,
  orientation: number,
): PixelSize | null {
  if (width === null || height === null) return null
  return orientation >= 5 && orientation <= 8 ? { width: height, height: width } : { width, height }
}
