import { DERIVATIVE_SIDE_PX, lookHashOf } from '@rollcall/media'
import { rgbaToThumbHash } from 'thumbhash'
import type { RawPicture } from './decoded-picture.ts'
import { finishPicture, openRaw, scaleDown } from './finish-picture.ts'
import { markPacket } from './mark-packet.ts'

/*
 * [Note: Preview is JPEG] Measured on a photo of 12 megapixels with much foliage, scaled to 2048 (structural similarity in
 * brackets): JPEG 80 takes 31 ms of one core and 615 KB [0.968]; WebP 80 with effort 0 takes 175 ms and 586 KB [0.970], with
 * effort 2 306 ms and 515 KB [0.971]; mozjpeg 85 takes 936 ms and 560 KB [0.968]. Decoding and scaling take 260 ms, so WebP would
 * make a photo cost half as much again, or twice as much, to save a twentieth to a sixth of the bytes. And the mark of [R9] must
 * stand in a file's head, where JPEG has its XMP; WebP has it behind the picture. Optimised Huffman tables would take another
 * 27 ms for 1 % of the bytes.
 * Small and medium have few pixels: there WebP costs 10 ms.
 */
const PREVIEW = { quality: 80, optimiseCoding: false } as const
const THUMBNAIL = { quality: 75, effort: 2 } as const

/** The longest side that a thumbhash is made from, pixels (thumbhash README). */
const HASH_SIDE_PX = 100

/** One encoded derivative. */
export interface EncodedPicture {
  readonly kind: 'small' | 'medium' | 'preview'
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
  readonly mime: 'image/jpeg' | 'image/webp'
}

/** What is shown of a still, or of a video's poster. */
export interface EncodedDerivatives {
  readonly files: readonly EncodedPicture[]
  /** Base64. */
  readonly thumbhash: string
  /** Average colour, `#rrggbb`. */
  readonly colour: string
  /** See `lookHashOf` in media. */
  readonly lookHash: string | null
}

/**
 * Encodes the three sizes of an upright sRGB picture, the smaller ones out of the larger ones. Nothing of the original's
 * metadata is in them; the preview carries the mark of [R9].
 *
 * @param originalSha256 of the file that the picture was decoded from
 */
export async function encodeDerivatives(
  picture: RawPicture,
  originalSha256: string,
): Promise<EncodedDerivatives> {
  const flat = { icc: null, orientation: 1, maxSidePx: DERIVATIVE_SIDE_PX.preview }
  const preview = await finishPicture(picture, flat)
  const medium = await scaleDown(preview, DERIVATIVE_SIDE_PX.medium)
  const small = await scaleDown(medium, DERIVATIVE_SIDE_PX.small)
  const hashed = await scaleDown(small, HASH_SIDE_PX)
  const toWebp = (pixels: RawPicture) => openRaw(pixels).webp(THUMBNAIL).toBuffer()
  const jpeg = await openRaw(preview).jpeg(PREVIEW).withXmp(markPacket(originalSha256)).toBuffer()
  const files: readonly EncodedPicture[] = [
    {
      kind: 'small',
      bytes: await toWebp(small),
      width: small.width,
      height: small.height,
      mime: 'image/webp',
    },
    {
      kind: 'medium',
      bytes: await toWebp(medium),
      width: medium.width,
      height: medium.height,
      mime: 'image/webp',
    },
    { kind: 'preview', bytes: jpeg, width: preview.width, height: preview.height, mime: 'image/jpeg' },
  ]
  const lookHash = lookHashOf(small)
  return { files, thumbhash: toThumbhash(hashed), colour: toAverageColour(hashed), lookHash }
}

function toThumbhash({ width, height, channels, pixels }: RawPicture): string {
  const rgba = new Uint8Array(4 * width * height).fill(255)
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      rgba[4 * pixel + channel] = pixels[channels * pixel + channel] ?? 255
    }
  }
  return Buffer.from(rgbaToThumbHash(width, height, rgba)).toString('base64')
}

function toAverageColour({ width, height, channels, pixels }: RawPicture): string {
  const count = width * height
  const averageOf = (channel: number) => {
    let sum = 0
    for (let pixel = 0; pixel < count; pixel++) sum += pixels[channels * pixel + channel] ?? 0
    return Math.round(sum / count)
  }
  return `#${[0, 1, 2].map((channel) => averageOf(channel).toString(16).padStart(2, '0')).join('')}`
}
