import type { PlaneMap } from '@rollcall/media'
import { colourMatrixOf, finishCurveOf, planRecipe, toneCurveOf } from '@rollcall/media'
import type { ToneCurve } from '@rollcall/media'
import type { Recipe } from '@rollcall/protocol'

/*
 * A recipe on a canvas, by the same arithmetic as the server's: where each pixel comes from, then a curve, a matrix and another curve.
 */

/** A picture that can be drawn, and its size in pixels. */
export interface Paintable {
  readonly source: CanvasImageSource
  readonly width: number
  readonly height: number
}

/** Draws what a recipe makes of a picture; the canvas takes the size of the result. */
export function paintRecipe(canvas: HTMLCanvasElement, picture: Paintable, recipe: Recipe): void {
  const { crop, toSource } = planRecipe(picture.width, picture.height, recipe)
  if (canvas.width !== crop.width) canvas.width = crop.width
  if (canvas.height !== crop.height) canvas.height = crop.height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('Cannot paint picture: the browser gives no canvas')
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, crop.width, crop.height)
  context.setTransform(...inverseOf(toSource))
  context.drawImage(picture.source, 0, 0)
  if (toneCurveOf(recipe) === null && colourMatrixOf(recipe) === null && finishCurveOf(recipe) === null)
    return
  const pixels = context.getImageData(0, 0, crop.width, crop.height)
  colourPixels(pixels.data, recipe)
  context.putImageData(pixels, 0, 0)
}

/** Does what a recipe says of light and colour to pixels: red, green, blue and cover, a byte each. */
export function colourPixels(pixels: Uint8ClampedArray, recipe: Recipe): void {
  const tone = bytesOf(toneCurveOf(recipe))
  const finish = bytesOf(finishCurveOf(recipe))
  const matrix = colourMatrixOf(recipe)
  for (let at = 0; at < pixels.length; at += 4) {
    let red = pixels[at] ?? 0
    let green = pixels[at + 1] ?? 0
    let blue = pixels[at + 2] ?? 0
    if (tone !== null) {
      red = tone[red] ?? 0
      green = tone[green] ?? 0
      blue = tone[blue] ?? 0
    }
    if (matrix !== null) {
      const [toRed, toGreen, toBlue] = matrix
      const [r, g, b] = [red, green, blue]
      red = byteOf(toRed[0] * r + toRed[1] * g + toRed[2] * b)
      green = byteOf(toGreen[0] * r + toGreen[1] * g + toGreen[2] * b)
      blue = byteOf(toBlue[0] * r + toBlue[1] * g + toBlue[2] * b)
    }
    pixels[at] = finish === null ? red : (finish[red] ?? 0)
    pixels[at + 1] = finish === null ? green : (finish[green] ?? 0)
    pixels[at + 2] = finish === null ? blue : (finish[blue] ?? 0)
  }
}

function bytesOf(curve: ToneCurve | null): Uint8Array | null {
  return curve === null ? null : Uint8Array.from(curve, (value) => Math.round(value * 255))
}

function byteOf(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : Math.round(value)
}

/** The way back of a map of the plane. One of turning and moving always has one. */
export function inverseOf([a, b, c, d, e, f]: PlaneMap): PlaneMap {
  const size = a * d - b * c
  return [d / size, -b / size, -c / size, a / size, (c * f - d * e) / size, (b * e - a * f) / size]
}
