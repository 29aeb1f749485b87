import { planRecipe } from '@rollcall/media'
import type { Recipe } from '@rollcall/protocol'

/*
 * A recipe while somebody works on it. Each step that is changed replaces the one that was there; what lies above a turn or a mirror goes
 * along with it, so that the same part of the picture stays in sight. Steps that do nothing are left out, so that two recipes that do the
 * same are the same.
 */

type Crop = NonNullable<Recipe['crop']>

/** A part of the picture, in fractions of its width and height as they are after turning and straightening. */
export type CropPart = Pick<Crop, 'left' | 'top' | 'width' | 'height'>

/** Light that can be turned, each from -100 to 100. */
export const LIGHT_STEPS = ['exposure', 'brightness', 'contrast', 'highlights', 'shadows'] as const

/** Colour that can be turned, each from -100 to 100. */
export const COLOUR_STEPS = ['saturation', 'warmth', 'tint'] as const

/** The whole picture. */
export const UNCUT: CropPart = { left: 0, top: 0, width: 1, height: 1 }

/** A crop is at least so much of either side. */
const CROP_MIN = 0.02

/** By a quarter: clockwise, or the other way. */
export function turn(recipe: Recipe, isClockwise: boolean): Recipe {
  const rotate = ((recipe.rotate ?? 0) + (isClockwise ? 90 : 270)) % 360
  // Seen in a mirror, the picture turns the other way.
  const quarters = isClockwise !== (recipe.flip === true) ? 1 : 3
  let crop = recipe.crop
  for (let quarter = 0; quarter < quarters; quarter += 1) crop = crop && turnCrop(crop)
  const { rotate: _before, ...rest } = recipe
  const turned = rotate === 90 || rotate === 180 || rotate === 270 ? { ...rest, rotate } : rest
  return withPart(turned as Recipe, crop ?? UNCUT)
}

function turnCrop({ left, top, width, height, ...rest }: Crop): Crop {
  return { ...rest, left: clampPart(1 - top - height), top: left, width: height, height: width }
}

/** Left to right, or back. */
export function mirror(recipe: Recipe): Recipe {
  const { flip, straighten = 0, ...rest } = recipe
  const mirrored: Recipe = flip === true ? rest : { ...rest, flip: true }
  const { left, top, width, height } = recipe.crop ?? UNCUT
  return withPart(straightenBy(mirrored, -straighten), {
    left: clampPart(1 - left - width),
    top,
    width,
    height,
  })
}

/** Turned by so many degrees clockwise, of -45 to 45. */
export function straightenBy(recipe: Recipe, degrees: number): Recipe {
  const { straighten: _before, ...rest } = recipe
  return degrees === 0 ? rest : { ...rest, straighten: degrees }
}

/** Cut to a part. */
export function withPart(recipe: Recipe, part: CropPart): Recipe {
  const { crop, ...rest } = recipe
  const isWhole = part.width >= 1 && part.height >= 1
  return isWhole ? rest : { ...rest, crop: { ...crop, ...part } }
}

/** Cut to the largest part of a shape, width over height, in the middle of the crop that was there. */
export function withShape(
  recipe: Recipe,
  aspect: number,
  picture: { width: number; height: number },
): Recipe {
  const { straightened } = planRecipe(picture.width, picture.height, withPart(recipe, UNCUT))
  const own = straightened.width / straightened.height
  const before = recipe.crop ?? UNCUT
  const width = Math.min(1, aspect / own)
  const height = Math.min(1, own / aspect)
  const left = clampPart(Math.min(1 - width, before.left + before.width / 2 - width / 2))
  const top = clampPart(Math.min(1 - height, before.top + before.height / 2 - height / 2))
  return withPart(recipe, { left, top, width, height })
}

/** With an amount of light or colour; 0 takes the step away. */
export function withAmount(
  recipe: Recipe,
  name: (typeof LIGHT_STEPS)[number] | (typeof COLOUR_STEPS)[number],
  amount: number,
): Recipe {
  const group = LIGHT_STEPS.some((step) => step === name) ? 'light' : 'colour'
  const { [name]: _before, ...others } = { ...recipe[group] } as Record<string, number>
  const amounts = amount === 0 ? others : { ...others, [name]: amount }
  const { [group]: _group, ...rest } = recipe
  return Object.keys(amounts).length === 0 ? rest : { ...rest, [group]: amounts }
}

/** The amount of light or colour in a recipe. */
export function amountIn(
  recipe: Recipe,
  name: (typeof LIGHT_STEPS)[number] | (typeof COLOUR_STEPS)[number],
): number {
  const amounts: Readonly<Record<string, unknown>> = { ...recipe.light, ...recipe.colour }
  const amount = amounts[name]
  return typeof amount === 'number' ? amount : 0
}

/** With a look, or with none. */
export function withFilter(recipe: Recipe, filter: Recipe['filter'] | null): Recipe {
  const { filter: _before, ...rest } = recipe
  return filter === null || filter === undefined ? rest : { ...rest, filter }
}

/** A part with one of its edges elsewhere; edges do not pass each other. */
export function moveEdge(part: CropPart, edge: 'left' | 'right' | 'top' | 'bottom', to: number): CropPart {
  const [right, bottom] = [part.left + part.width, part.top + part.height]
  switch (edge) {
    case 'left': {
      const left = Math.min(clampPart(to), right - CROP_MIN)
      return { ...part, left, width: right - left }
    }
    case 'top': {
      const top = Math.min(clampPart(to), bottom - CROP_MIN)
      return { ...part, top, height: bottom - top }
    }
    case 'right':
      return { ...part, width: Math.max(CROP_MIN, clampPart(to) - part.left) }
    case 'bottom':
      return { ...part, height: Math.max(CROP_MIN, clampPart(to) - part.top) }
  }
}

/** A part elsewhere, as far as the picture reaches. */
export function movePart(part: CropPart, left: number, top: number): CropPart {
  return {
    ...part,
    left: Math.min(1 - part.width, clampPart(left)),
    top: Math.min(1 - part.height, clampPart(top)),
  }
}

function clampPart(value: number): number {
  return Math.min(1, Math.max(0, value))
}
