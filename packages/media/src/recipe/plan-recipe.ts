import type { Recipe } from '@rollcall/protocol'

/** Whole pixels. */
export interface PixelSize {
  readonly width: number
  readonly height: number
}

/** A part of a picture, in whole pixels of it. */
export interface PixelRectangle extends PixelSize {
  readonly left: number
  readonly top: number
}

/**
 * A map of the plane, as a canvas writes it: `(x, y)` goes to `(a·x + c·y + e, b·x + d·y + f)`. Pixels; the centre of the first
 * pixel is at one half.
 */
export type PlaneMap = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

/** What a recipe does to the shape of a picture. */
export interface RecipePlan {
  /** The picture after turning and straightening, which the crop is a part of. */
  readonly straightened: PixelSize
  readonly crop: PixelRectangle
  /** From a place in the result to the same place in the picture that the recipe is done to. */
  readonly toSource: PlaneMap
  /** Every pixel of the result is one of the source: nothing is straightened. */
  readonly isExact: boolean
  /** The result is the whole picture, as it was. */
  readonly isWhole: boolean
}

/**
 * Works out what a recipe does to the shape of an upright picture of this size, in whole pixels: turn, mirror, straighten, crop. No
 * place of the result lies outside the picture, and the result has at least one pixel.
 */
export function planRecipe(width: number, height: number, recipe: Recipe): RecipePlan {
  const quarters = (recipe.rotate ?? 0) / 90
  const turned = quarters % 2 === 0 ? { width, height } : { width: height, height: width }
  const degrees = recipe.straighten ?? 0
  const straightened = straightenedSize(turned, degrees)
  const crop = cropRectangle(straightened, recipe.crop)
  const isExact = degrees === 0
  const isMirrored = recipe.flip === true
  const isUncut = crop.width === width && crop.height === height
  return {
    straightened,
    crop,
    toSource: mapToSource({ width, height }, { quarters, isMirrored, degrees, straightened, crop }),
    isExact,
    isWhole: isExact && isUncut && quarters === 0 && !isMirrored,
  }
}

/**
 * The size that a picture must be decoded at, as its longer side in pixels, so that what the recipe leaves of it has a longer side of
 * `sidePx`; never more than the picture has.
 */
export function sideForRecipe(width: number, height: number, recipe: Recipe, sidePx: number): number {
  const { crop } = planRecipe(width, height, recipe)
  const longer = Math.max(width, height)
  return Math.min(longer, Math.ceil((longer * sidePx) / Math.max(crop.width, crop.height)))
}

/** The largest upright rectangle of the picture's own shape that fits into the picture once it is turned by so many degrees. */
function straightenedSize({ width, height }: PixelSize, degrees: number): PixelSize {
  if (degrees === 0) return { width, height }
  const sine = Math.abs(Math.sin((degrees * Math.PI) / 180))
  const cosine = Math.cos((degrees * Math.PI) / 180)
  const scale = Math.min(width / (width * cosine + height * sine), height / (width * sine + height * cosine))
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) }
}

function cropRectangle({ width, height }: PixelSize, crop: Recipe['crop']): PixelRectangle {
  if (crop === undefined) return { left: 0, top: 0, width, height }
  const across = cropSide(width, crop.left, crop.width)
  const down = cropSide(height, crop.top, crop.height)
  return { left: across.from, top: down.from, width: across.length, height: down.length }
}

function cropSide(side: number, fromPart: number, lengthPart: number) {
  const from = Math.min(side - 1, Math.round(side * fromPart))
  const to = Math.min(side, Math.max(from + 1, Math.round(side * (fromPart + lengthPart))))
  return { from, length: to - from }
}

interface Steps {
  readonly quarters: number
  readonly isMirrored: boolean
  readonly degrees: number
  readonly straightened: PixelSize
  readonly crop: PixelRectangle
}

/** Undoes the steps, the last one first: each is a turn or a mirror about the middle. */
function mapToSource(source: PixelSize, steps: Steps): PlaneMap {
  const { quarters, isMirrored, degrees, straightened, crop } = steps
  const angle = (degrees * Math.PI) / 180
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
  const mirror = isMirrored ? -1 : 1
  const [quarterCosine, quarterSine] = QUARTERS[quarters] ?? QUARTERS[0]
  /** Where a step in the result leads to in the source. */
  const stepInSource = (x: number, y: number): readonly [x: number, y: number] => {
    const [turnedX, turnedY] = [mirror * (cosine * x + sine * y), cosine * y - sine * x]
    return [quarterCosine * turnedX + quarterSine * turnedY, quarterCosine * turnedY - quarterSine * turnedX]
  }
  const [a, b] = stepInSource(1, 0)
  const [c, d] = stepInSource(0, 1)
  const [e, f] = stepInSource(crop.left - straightened.width / 2, crop.top - straightened.height / 2)
  return [a, b, c, d, e + source.width / 2, f + source.height / 2]
}

/** Cosine and sine of none to three quarter turns: whole numbers, so that pixels come to lie on pixels. */
const QUARTERS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const
