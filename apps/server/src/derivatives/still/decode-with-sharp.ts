import type { MediaType } from '@rollcall/media'
import { PICTURE_PIXELS_MAX } from '@rollcall/media'
import sharp from 'sharp'
import { DecodeFailure } from '../decode-failure.ts'
import type { RawPicture } from './decoded-picture.ts'
import { BACKGROUND, readPixels, scaleDown } from './finish-picture.ts'
import { isSrgbProfile } from './is-srgb-profile.ts'

/** The types that libvips reads. */
const TYPES: ReadonlySet<MediaType> = new Set<MediaType>([
  'image/apng',
  'image/avif',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/tiff',
  'image/webp',
])

/** Longer side in pixels of the picture that is looked at to tell whether it shows anything. */
const GLANCE_PX = 64

/** A picture as it is stored: colours and orientation are still to be done. */
export interface StoredPicture extends RawPicture {
  /** ICC profile that the pixels are in; null: sRGB. */
  readonly icc: Uint8Array | null
  /** Pixels of the original, as stored. */
  readonly fullWidth: number
  readonly fullHeight: number
  /** Part of the file could not be read; the picture shows the rest. */
  readonly isDamaged: boolean
}

/** True when `decodeWithSharp` reads files of this type. */
export function isSharpType(type: MediaType): boolean {
  return TYPES.has(type)
}

/**
 * Decodes a JPEG, PNG, WebP, GIF (first frame), AVIF or TIFF (first page) to 8-bit RGB, scaled down so that no side is longer
 * than `maxSidePx`, orientation not applied. 16-bit, grey and CMYK pictures come as sRGB, RGB ones in their own profile.
 * A damaged file is rendered as far as it goes. Rejects with `DecodeFailure`; with the system's error when the file cannot be read.
 *
 * @param source path of a file of a type of `isSharpType`, or its bytes
 */
export async function decodeWithSharp(
  source: string | Uint8Array,
  maxSidePx: number,
): Promise<StoredPicture> {
  const { width, height, isJpeg, canWait, icc } = await readHeader(source)
  const decode = async (failOn: 'warning' | 'error' | 'none') => {
    const options = { failOn, ignoreIcc: canWait, limitInputPixels: PICTURE_PIXELS_MAX, sequentialRead: true }
    const resized = sharp(source, options).resize(maxSidePx, maxSidePx, {
      fit: 'inside',
      withoutEnlargement: true,
    })
    return await readPixels(resized.flatten({ background: BACKGROUND }))
  }
  const facts = { icc: canWait ? icc : null, fullWidth: width, fullHeight: height }
  try {
    // A damaged JPEG is only warned of; of the other types a warning tells that some metadata is odd.
    return { ...(await decode(isJpeg ? 'warning' : 'error')), ...facts, isDamaged: false }
  } catch (strictError) {
    try {
      const picture = await decode('none')
      if (await isBlank(picture)) throw strictError
      return { ...picture, ...facts, isDamaged: !isHarmless(strictError) }
    } catch (error) {
      throw toFailure(error)
    }
  }
}

/** Some cameras write a few bytes too many before the end of the picture (marker D9). Nothing of it is lost. */
function isHarmless(error: unknown): boolean {
  return error instanceof Error && /extraneous bytes before marker 0xd9/.test(error.message)
}

interface Header {
  readonly width: number
  readonly height: number
  readonly isJpeg: boolean
  /** The colours may be converted after scaling down, when there are fewer pixels. */
  readonly canWait: boolean
  readonly icc: Uint8Array | null
}

async function readHeader(source: string | Uint8Array): Promise<Header> {
  // No limit here: the size is what is asked for.
  const asked = sharp(source, { failOn: 'none', limitInputPixels: false }).metadata()
  const { width, height, format, space, depth, icc } = await asked.catch((error: unknown) => {
    throw toFailure(error)
  })
  if (width * height > PICTURE_PIXELS_MAX) {
    throw new DecodeFailure(
      'too_many_pixels',
      `Cannot decode picture: it declares ${width} x ${height} pixels`,
    )
  }
  const isPlain = space === 'srgb' && depth === 'uchar'
  const isForeign = icc !== undefined && !isSrgbProfile(icc)
  return {
    width,
    height,
    isJpeg: format === 'jpeg',
    canWait: isPlain,
    icc: isPlain && isForeign ? icc : null,
  }
}

/** True when a picture of any size is one flat colour: what decoders fill the unread part with. */
async function isBlank(picture: RawPicture): Promise<boolean> {
  if (Math.max(picture.width, picture.height) < GLANCE_PX) return false
  const { channels, pixels } = await scaleDown(picture, GLANCE_PX)
  return pixels.every((value, index) => value === pixels[index % channels])
}

/** What libvips says of a picture, as a failure; an error of the system, as of a disk that does not answer, stays what it is. */
function toFailure(error: unknown): unknown {
  if (error instanceof DecodeFailure || !(error instanceof Error)) return error
  const [words = ''] = error.message.split('\n', 1)
  if (/missing|No such file|Input\/output error|ermission/.test(words)) return error
  const isTooLarge = /exceeds pixel limit|Maximum supported image dimension/.test(words)
  const isUnknown = /compression|not implemented|not configured|unsupported (?:colou?r|feature|codec)/i.test(
    words,
  )
  const code = isTooLarge ? 'too_many_pixels' : isUnknown ? 'unsupported_codec' : 'corrupt_source'
  return new DecodeFailure(code, `Cannot decode picture: ${words}`, { cause: error })
}
