import type { Recipe } from '@rollcall/protocol'
import { CURVE_VALUES, colourMatrixOf, finishCurveOf, type ToneCurve, toneCurveOf } from '@rollcall/media'
import type { RawPicture } from './decoded-picture.ts'

/**
 * A picture with a recipe's light, colour and filter: see `toneCurveOf` for the three steps. A fourth channel stays as it is. The
 * picture itself when the recipe changes no colour.
 */
export function colourPixels(picture: RawPicture, recipe: Recipe): RawPicture {
  const curve = toneCurveOf(recipe)
  const matrix = colourMatrixOf(recipe)
  const finish = finishCurveOf(recipe)
  if (curve === null && matrix === null && finish === null) return picture
  const { channels, pixels: from } = picture
  const before = tableOf(curve)
  const after = bytesOf(finish)
  const [reds, greens, blues] = matrix ?? UNMIXED
  const pixels = new Uint8Array(from.length)
  for (let at = 0; at < from.length; at += channels) {
    const red = before[from[at] ?? 0] ?? 0
    const green = before[from[at + 1] ?? 0] ?? 0
    const blue = before[from[at + 2] ?? 0] ?? 0
    pixels[at] = after[toByte(reds[0] * red + reds[1] * green + reds[2] * blue)] ?? 0
    pixels[at + 1] = after[toByte(greens[0] * red + greens[1] * green + greens[2] * blue)] ?? 0
    pixels[at + 2] = after[toByte(blues[0] * red + blues[1] * green + blues[2] * blue)] ?? 0
    if (channels === 4) pixels[at + 3] = from[at + 3] ?? 0
  }
  return { ...picture, pixels }
}

const UNMIXED = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
] as const

/** What every byte becomes, 0 … 255, not rounded yet. */
function tableOf(curve: ToneCurve | null): Float64Array {
  return Float64Array.from({ length: CURVE_VALUES }, (_, byte) =>
    curve === null ? byte : 255 * (curve[byte] ?? 0),
  )
}

function bytesOf(curve: ToneCurve | null): Uint8Array {
  return Uint8Array.from(tableOf(curve), toByte)
}

function toByte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value)
}
