import type { MediaType } from '@rollcall/media'
import { DecodeFailure } from '../../decode-failure.ts'
import type { DecodedPicture } from '../decoded-picture.ts'

/** How much of a picture is wanted. */
export interface ExoticOptions {
  /** Longer side in pixels of what is wanted; larger pictures are scaled down to it. */
  readonly maxSidePx: number
}

/**
 * Decodes what the image library does not: HEIF in all its kinds (HEIC, HIF, AVIF it refuses, image sequences), JPEG XL,
 * JPEG 2000, and camera raw whose ordinary preview is missing. Every turn and crop that the file asks for is made; EXIF
 * orientation is looked at only in raw files. The decoders are loaded when they are first needed.
 * Throws `DecodeFailure`, of which a second try gives the same; rejects when the file cannot be read.
 */
export async function decodeExotic(
  path: string,
  type: MediaType,
  options: ExoticOptions,
): Promise<DecodedPicture> {
  switch (type) {
    case 'image/heic':
    case 'image/heic-sequence':
    case 'image/heif':
    case 'image/heif-sequence':
    case 'image/avif': {
      const { decodeHeif } = await import('./decode-heif.ts')
      return decodeHeif(path, options)
    }
    case 'image/jxl':
    case 'image/jp2':
    case 'image/jpx':
    case 'image/j2c': {
      const { decodeCodestream } = await import('./decode-codestream.ts')
      return decodeCodestream(path, type === 'image/jxl' ? 'jxl' : 'jpeg2000', options)
    }
    case 'image/svg+xml':
    case 'image/vnd.adobe.photoshop':
      break
    default: {
      if (!type.startsWith('image/x-')) break
      const { decodeRaw } = await import('./decode-raw.ts')
      return decodeRaw(path, options)
    }
  }
  throw new DecodeFailure('unsupported_codec', `Cannot decode picture: of type ${type}`)
}
