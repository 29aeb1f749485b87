import sharp, { type Sharp } from 'sharp'
import type { RawPicture } from './decoded-picture.ts'
import { wrapInTiff } from './wrap-in-tiff.ts'

/** Behind what is transparent: derivatives have no alpha, so that one picture looks the same everywhere. */
export const BACKGROUND = '#ffffff'

/** How to turn a picture as stored into one as seen, by EXIF orientation: mirror top to bottom or left to right, then turn clockwise. */
const STEPS: readonly { readonly flip: boolean; readonly flop: boolean; readonly degrees: number }[] = [
  { flip: false, flop: false, degrees: 0 },
  { flip: false, flop: true, degrees: 0 },
  { flip: false, flop: false, degrees: 180 },
  { flip: true, flop: false, degrees: 0 },
  { flip: true, flop: false, degrees: 90 },
  { flip: false, flop: false, degrees: 90 },
  { flip: true, flop: false, degrees: 270 },
  { flip: false, flop: false, degrees: 270 },
]

/** What is still to be done to a picture. */
export interface Finish {
  /** ICC profile that the pixels are in; null: sRGB. */
  readonly icc: Uint8Array | null
  /** EXIF orientation 1…8 that the pixels are stored in; anything else counts as 1. */
  readonly orientation: number
  /** Pictures with a longer side are scaled down to it, pixels. */
  readonly maxSidePx: number
}

/**
 * A picture made ready for every screen: no side longer than asked for, sRGB, upright, white behind what is transparent.
 * Scales before it converts colours: there are fewer pixels then. Pixels with a profile that cannot be used are taken for sRGB.
 */
export async function finishPicture(picture: RawPicture, finish: Finish): Promise<RawPicture> {
  const scaled = await scaleDown(picture, finish.maxSidePx)
  const step = STEPS[finish.orientation - 1] ?? { flip: false, flop: false, degrees: 0 }
  const isTurned = step.flip || step.flop || step.degrees !== 0
  if (finish.icc === null && !isTurned && scaled.channels === 3) return scaled
  try {
    const input =
      finish.icc === null
        ? openRaw(scaled)
        : sharp(wrapInTiff(scaled, finish.icc), { limitInputPixels: false })
    const turned = input.flip(step.flip).flop(step.flop).rotate(step.degrees)
    return await readPixels(turned.flatten({ background: BACKGROUND }))
  } catch (error) {
    if (finish.icc === null) throw error
    return finishPicture(scaled, { ...finish, icc: null })
  }
}

/** The picture, with no side longer than `maxSidePx` pixels; itself when it is small enough. */
export async function scaleDown(picture: RawPicture, maxSidePx: number): Promise<RawPicture> {
  if (Math.max(picture.width, picture.height) <= maxSidePx) return picture
  return readPixels(openRaw(picture).resize(maxSidePx, maxSidePx, { fit: 'inside' }))
}

/** Pixels as an input of sharp. */
export function openRaw(picture: RawPicture): Sharp {
  const { width, height, channels, pixels } = picture
  return sharp(pixels, { raw: { width, height, channels }, limitInputPixels: false })
}

/** What a pipeline of sharp makes, as sRGB pixels. */
export async function readPixels(pipeline: Sharp): Promise<RawPicture> {
  const { data, info } = await pipeline.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  if (channels !== 3 && channels !== 4) {
    throw new Error(`Cannot use pixels: they have ${channels} channels`)
  }
  return { width, height, channels, pixels: data }
}
