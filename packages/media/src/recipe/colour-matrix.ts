import type { Recipe } from '@rollcall/protocol'

type MatrixRow = readonly [red: number, green: number, blue: number]

/** Rows: the red, green and blue that are made. Columns: how much of the red, green and blue that were there goes into them. */
export type ColourMatrix = readonly [MatrixRow, MatrixRow, MatrixRow]

/** How bright the eye finds each channel (ITU-R BT.709). */
const LUMA: MatrixRow = [0.2126, 0.7152, 0.0722]

/** How much warmth takes from blue and gives to red, and tint takes from green, turned all the way up. */
const WARMTH_MAX = 0.25
const TINT_MAX = 0.2

/** Sepia as photographs on paper had it (W3C Filter Effects, section 13.1.2). */
const SEPIA: ColourMatrix = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
]

/**
 * What a recipe's colour and filter do, as one matrix on sRGB values as they are coded; null when they mix nothing. See `toneCurveOf`
 * for what is done before it and after it. Warmth and tint leave grey as bright as it was.
 */
export function colourMatrixOf({ colour, filter }: Recipe): ColourMatrix | null {
  const { saturation = 0, warmth = 0, tint = 0 } = colour ?? {}
  const steps = [
    warmth === 0 && tint === 0 ? null : balance(warmth / 100, tint / 100),
    saturation === 0 ? null : saturate(1 + saturation / 100),
    ...filterSteps(filter),
  ].filter((step) => step !== null)
  const [first, ...rest] = steps
  return first === undefined ? null : rest.reduce((before, step) => multiply(step, before), first)
}

function filterSteps(filter: Recipe['filter']): readonly ColourMatrix[] {
  switch (filter) {
    case 'vivid':
      return [saturate(1.35)]
    case 'warm':
      return [balance(0.28, 0.03), saturate(1.08)]
    case 'cool':
      return [balance(-0.28, -0.02), saturate(0.97)]
    case 'fade':
      return [saturate(0.75)]
    case 'sepia':
      return [SEPIA]
    case 'mono':
      return [saturate(0)]
    case 'noir':
      return [[NOIR, NOIR, NOIR]]
    default:
      return []
  }
}

/** Black and white film behind a yellow glass: skies grow dark. */
const NOIR: MatrixRow = [0.36, 0.6, 0.04]

function saturate(amount: number): ColourMatrix {
  const grey = 1 - amount
  const [red, green, blue] = [LUMA[0] * grey, LUMA[1] * grey, LUMA[2] * grey]
  return [
    [red + amount, green, blue],
    [red, green + amount, blue],
    [red, green, blue + amount],
  ]
}

function balance(warmth: number, tint: number): ColourMatrix {
  const red = 1 + WARMTH_MAX * warmth
  const green = 1 - TINT_MAX * tint
  const blue = 1 - WARMTH_MAX * warmth
  const brightness = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue
  return [
    [red / brightness, 0, 0],
    [0, green / brightness, 0],
    [0, 0, blue / brightness],
  ]
}

/** The matrix that does `before` and then `after`. */
function multiply(after: ColourMatrix, before: ColourMatrix): ColourMatrix {
  const mix = (row: MatrixRow, column: 0 | 1 | 2) =>
    row[0] * before[0][column] + row[1] * before[1][column] + row[2] * before[2][column]
  const rowOf = (row: MatrixRow): MatrixRow => [mix(row, 0), mix(row, 1), mix(row, 2)]
  return [rowOf(after[0]), rowOf(after[1]), rowOf(after[2])]
}
