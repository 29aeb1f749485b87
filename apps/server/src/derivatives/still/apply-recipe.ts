import { planRecipe } from '@rollcall/media'
import type { Recipe } from '@rollcall/protocol'
import { colourPixels } from './colour-pixels.ts'
import type { RawPicture } from './decoded-picture.ts'
import { scaleDown } from './finish-picture.ts'
import { warpPixels } from './warp-pixels.ts'

/**
 * Does a recipe to an upright sRGB picture, which may be a smaller version of the original: shape first, then light, colour and
 * filter on what is left, scaled down so that no side is longer than `maxSidePx`. The same pixels give the same on every machine. A
 * recipe that does nothing to a picture that is small enough answers that picture.
 */
export async function applyRecipe(
  picture: RawPicture,
  recipe: Recipe,
  maxSidePx: number,
): Promise<RawPicture> {
  const { crop, toSource, isExact, isWhole } = planRecipe(picture.width, picture.height, recipe)
  const { width, height } = crop
  const shaped = isWhole ? picture : warpPixels(picture, { width, height, toSource, isExact })
  return colourPixels(await scaleDown(shaped, maxSidePx), recipe)
}
