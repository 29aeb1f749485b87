import { planRecipe } from '@rollcall/media'
import type { Recipe } from '@rollcall/protocol'

/*
 * What a person asks of a recipe, step by step: a step that is given replaces the one that was there, the others stay. A crop that was
 * there keeps showing the same part of the picture when the picture is turned or mirrored under it. Pure.
 */

type Light = NonNullable<Recipe['light']>
type Colour = NonNullable<Recipe['colour']>
type Crop = NonNullable<Recipe['crop']>

/** A crop as it is asked for: a part of the picture, the largest part in the middle of a shape, or none. */
export type CropWish =
  | { readonly kind: 'part'; readonly crop: Crop }
  /** Width over height. */
  | { readonly kind: 'shape'; readonly aspect: number }
  | { readonly kind: 'none' }

/** The steps that a person gives; what is absent stays as it is, and 0, false and null take a step away. */
export interface RecipeChange {
  readonly rotate?: 0 | 90 | 180 | 270
  readonly flip?: boolean
  readonly straighten?: number
  readonly crop?: CropWish
  readonly light?: Light
  readonly colour?: Colour
  readonly filter?: NonNullable<Recipe['filter']> | null
}

/** Pixels of the picture that a recipe is done to, the right way up. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** Works out the recipe after a change. `size` is needed for a crop of a shape only. Steps that do nothing are left out. */
export function changeRecipe(before: Recipe, change: RecipeChange, size: PictureSize | null): Recipe {
  const moved = carryAlong(before, change)
  const turned = { ...moved, ...turnOf(change, moved) }
  const wish = change.crop
  const crop =
    wish === undefined
      ? turned.crop
      : wish.kind === 'part'
        ? wish.crop
        : wish.kind === 'shape' && size !== null
          ? cropToShape(turned, wish.aspect, size)
          : undefined
  return withoutIdle({
    ...turned,
    crop,
    light: { ...before.light, ...change.light },
    colour: { ...before.colour, ...change.colour },
    filter: change.filter === undefined ? before.filter : (change.filter ?? undefined),
  })
}

/** A recipe whose steps may be given as none. */
type LooseRecipe = { readonly [Step in keyof Recipe]?: Recipe[Step] | undefined }

function turnOf(
  { rotate, flip, straighten }: RecipeChange,
  moved: LooseRecipe,
): Pick<LooseRecipe, 'rotate' | 'flip' | 'straighten'> {
  return {
    rotate: rotate === undefined ? moved.rotate : rotate === 0 ? undefined : rotate,
    flip: flip === undefined ? moved.flip : flip ? true : undefined,
    straighten: straighten ?? moved.straighten,
  }
}

/** Turns what lies above a turn or a mirror along with it, so that the same part of the picture stays in sight. */
function carryAlong(before: Recipe, { rotate, flip }: RecipeChange): LooseRecipe {
  const quarters = rotate === undefined ? 0 : ((rotate - (before.rotate ?? 0) + 360) / 90) % 4
  const wasFlipped = before.flip === true
  // Seen in a mirror, the picture turns the other way.
  const seenQuarters = (wasFlipped ? 4 - quarters : quarters) % 4
  let crop = before.crop
  for (let turn = 0; turn < seenQuarters; turn++) crop = crop && turnCrop(crop)
  const isMirrored = flip !== undefined && flip !== wasFlipped
  return {
    ...before,
    crop: crop && isMirrored ? { ...crop, left: atLeastZero(1 - crop.left - crop.width) } : crop,
    straighten: isMirrored && before.straighten !== undefined ? -before.straighten : before.straighten,
  }
}

/** By a quarter clockwise: what was at the left comes to the top. */
function turnCrop({ left, top, width, height, ...rest }: Crop): Crop {
  return { ...rest, left: atLeastZero(1 - top - height), top: left, width: height, height: width }
}

function atLeastZero(part: number): number {
  return Math.max(0, part)
}

/** The largest part of a shape in the middle of the picture, as it is after turning and straightening. */
function cropToShape({ rotate, straighten }: LooseRecipe, aspect: number, size: PictureSize): Crop {
  const { straightened } = planRecipe(size.width, size.height, {
    ...(rotate === undefined ? {} : { rotate }),
    ...(straighten === undefined ? {} : { straighten }),
  })
  const own = straightened.width / straightened.height
  const width = Math.max(0.01, Math.min(1, aspect / own))
  const height = Math.max(0.01, Math.min(1, own / aspect))
  return { left: (1 - width) / 2, top: (1 - height) / 2, width, height }
}

/** Leaves out what does nothing, so that two recipes that do the same are the same. */
function withoutIdle(recipe: LooseRecipe): Recipe {
  const { crop, light = {}, colour = {}, straighten, rotate, flip, filter, ...unknown } = recipe
  const isWhole = crop === undefined || (crop.width === 1 && crop.height === 1)
  const lit = nonZero(light)
  const coloured = nonZero(colour)
  return {
    ...unknown,
    ...(rotate === undefined ? {} : { rotate }),
    ...(flip === undefined ? {} : { flip }),
    ...(straighten === undefined || straighten === 0 ? {} : { straighten }),
    ...(isWhole ? {} : { crop }),
    ...(Object.keys(lit).length === 0 ? {} : { light: lit }),
    ...(Object.keys(coloured).length === 0 ? {} : { colour: coloured }),
    ...(filter === undefined ? {} : { filter }),
  }
}

function nonZero<Amounts extends object>(amounts: Amounts): Amounts {
  const entries = Object.entries(amounts).filter(([, amount]) => amount !== 0)
  return Object.fromEntries(entries) as Amounts
}
