import type { Recipe } from '@rollcall/protocol'

/*
 * What a recipe does to colours, in a form that any renderer can do: a curve for each channel by itself (`toneCurveOf`), then a
 * matrix that mixes the channels (`colourMatrixOf`), then a second curve (`finishCurveOf`). All three work on sRGB values as they
 * are coded, 0 … 1, and what a step makes beyond that is clipped. A browser has the same three steps as filters of SVG, with
 * color-interpolation-filters="sRGB": feComponentTransfer, feColorMatrix, feComponentTransfer.
 *
 * Every curve rises: what was brighter never becomes darker than what it stood out from. Amounts go from -100 to 100; an amount
 * of 0 is left out, so that nothing is rounded for nothing.
 */

/** Values of a curve: one for each that a byte has. */
export const CURVE_VALUES = 256

/** A curve: what each of `CURVE_VALUES` values, spread evenly from 0 to 1, becomes; 0 … 1 as well. */
export type ToneCurve = readonly number[]

/** Exposure turned all the way up lets in so many times as much light: two stops. */
const EXPOSURE_MAX = 4

/** Brightness turned all the way up takes the square root of every value. */
const BRIGHTNESS_POWER = 2

/** Contrast turned all the way down leaves so much of the difference from the middle. */
const FLATTEST = 0.4

/** How far highlights and shadows can be moved, and what counts as either. */
const BUMP_MAX = 0.15
const HIGHLIGHTS_FROM = 0.35
const SHADOWS_TO = 0.65

/** What light does to each channel; null when the recipe leaves the light as it is. */
export function toneCurveOf({ light }: Recipe): ToneCurve | null {
  const { exposure = 0, brightness = 0, contrast = 0, highlights = 0, shadows = 0 } = light ?? {}
  const steps = [
    exposure === 0 ? null : (value: number) => expose(value, exposure / 100),
    brightness === 0 ? null : (value: number) => value ** (BRIGHTNESS_POWER ** (-brightness / 100)),
    contrast === 0 ? null : (value: number) => contrastOf(value, contrast / 100),
    highlights === 0
      ? null
      : (value: number) => value + BUMP_MAX * (highlights / 100) * bump(value, HIGHLIGHTS_FROM, 1),
    shadows === 0 ? null : (value: number) => value + BUMP_MAX * (shadows / 100) * bump(value, 0, SHADOWS_TO),
  ].filter((step) => step !== null)
  return steps.length === 0 ? null : curveOf((value) => steps.reduce((before, step) => step(before), value))
}

/** What a filter does to each channel at the end; null for a filter that needs nothing of the kind, and without one. */
export function finishCurveOf({ filter }: Recipe): ToneCurve | null {
  switch (filter) {
    case 'vivid':
      return curveOf((value) => contrastOf(value, 0.2))
    case 'fade':
      return curveOf((value) => 0.1 + 0.84 * value)
    case 'noir':
      return curveOf((value) => contrastOf(value, 0.6))
    default:
      return null
  }
}

function curveOf(change: (value: number) => number): ToneCurve {
  return Array.from({ length: CURVE_VALUES }, (_, step) =>
    Math.min(1, Math.max(0, change(step / (CURVE_VALUES - 1)))),
  )
}

/** More light as it is (IEC 61966-2-1), where doubling it is doubling it. Up, white stays white and nothing is blown out. */
function expose(value: number, amount: number): number {
  const light = value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  const gain = EXPOSURE_MAX ** amount
  const exposed = amount > 0 ? (gain * light) / (1 + (gain - 1) * light) : gain * light
  return exposed <= 0.0031308 ? exposed * 12.92 : 1.055 * exposed ** (1 / 2.4) - 0.055
}

/** Up: steeper in the middle, level at both ends. Down: everything nearer to the middle. */
function contrastOf(value: number, amount: number): number {
  if (amount < 0) return 0.5 + (value - 0.5) * (1 + amount * (1 - FLATTEST))
  const power = 1 + 0.8 * amount
  return value < 0.5 ? 0.5 * (2 * value) ** power : 1 - 0.5 * (2 - 2 * value) ** power
}

/** A smooth hill of height 1 between two values, level at its feet. */
function bump(value: number, from: number, to: number): number {
  const part = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return 16 * (part * (1 - part)) ** 2
}
