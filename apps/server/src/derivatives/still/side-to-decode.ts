import type { PixelSize } from '@rollcall/media'
import { DERIVATIVE_SIDE_PX, planRecipe, sideForRecipe } from '@rollcall/media'
import type { Recipe } from '@rollcall/protocol'

/** A picture of more pixels, which is what most phones take, is not held for a crop's sake; what is left of it is smaller than a preview then. */
const UNCUT_PIXELS_MAX = 12_500_000

/**
 * The longer side, in pixels, that an upright picture is to be decoded at so that the preview can be made of it: larger than the preview
 * when a recipe cuts much away. `size` is that of the original, null when it does not say.
 */
export function sideToDecode(size: PixelSize | null, recipe: Recipe | null): number {
  const sidePx = DERIVATIVE_SIDE_PX.preview
  if (size === null || size.width * size.height < 1 || recipe === null) return sidePx
  const { width, height } = size
  const largest = Math.max(width, height) * Math.min(1, Math.sqrt(UNCUT_PIXELS_MAX / (width * height)))
  return Math.max(1, Math.min(sideForRecipe(width, height, recipe, sidePx), Math.floor(largest)))
}

/** What a recipe leaves of a picture of this size, pixels. */
export function sizeAfter({ width, height }: PixelSize, recipe: Recipe | null): PixelSize {
  if (recipe === null) return { width, height }
  const { crop } = planRecipe(width, height, recipe)
  return { width: crop.width, height: crop.height }
}
