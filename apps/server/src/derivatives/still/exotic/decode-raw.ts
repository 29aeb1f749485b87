import { open } from 'node:fs/promises'
import sharp from 'sharp'
import { DecodeFailure } from '../../decode-failure.ts'
import type { DecodedPicture, RawPicture } from '../decoded-picture.ts'
import { decodeFrames } from './decode-frames.ts'
import { developRaw } from './develop-raw.ts'
import { formatName, frameToSamples } from './frame-to-pixels.ts'
import type { HeifTransform } from './heif-file.ts'
import { TILE_PIXELS_MAX } from './picture-bounds.ts'
import { assertPixelsFit } from './plan-heif.ts'
import { type DngTags, readDngTags } from './read-dng-tags.ts'
import { readBytes } from './read-heif.ts'
import { cropPixels, transformPixels } from './transform-pixels.ts'

/** A longer raw file is not read: the decoder wants the whole of it in memory. */
const FILE_BYTES_MAX = 128 * 1024 * 1024

/** A picture in front that is smaller shows nothing: stubs have one of a few pixels. */
const FRONT_SIDE_MIN_PX = 64

/** What each EXIF orientation asks for, by its number. */
const TURNS: readonly (readonly HeifTransform[])[] = [
  [],
  [],
  [{ kind: 'mirror', sides: 'left_right' }],
  [{ kind: 'rotate', quarterTurns: 2 }],
  [{ kind: 'mirror', sides: 'top_bottom' }],
  [
    { kind: 'mirror', sides: 'left_right' },
    { kind: 'rotate', quarterTurns: 1 },
  ],
  [{ kind: 'rotate', quarterTurns: 3 }],
  [
    { kind: 'mirror', sides: 'left_right' },
    { kind: 'rotate', quarterTurns: 3 },
  ],
  [{ kind: 'rotate', quarterTurns: 1 }],
]

/**
 * Decodes a raw file that brings no JPEG worth showing: of a DNG the sensor's own pixels (uncompressed or lossless JPEG), of
 * any other with the structure of a TIFF the small uncompressed picture in front. Upright. Throws `DecodeFailure`,
 * `unsupported_codec` for all else; rejects when the file cannot be read.
 */
export async function decodeRaw(
  path: string,
  options: { readonly maxSidePx: number },
): Promise<DecodedPicture> {
  const bytes = await readWhole(path)
  const tags = readDngTags(bytes)
  if (tags === null)
    throw new DecodeFailure('unsupported_codec', 'Cannot decode raw: of a maker’s own structure')
  assertPixelsFit(Math.max(1, tags.pixels), 1)
  const developed = tags.version === null ? null : await develop(bytes, tags, options.maxSidePx)
  if (developed !== null) return developed
  const front = await decodeFront(bytes, tags, options.maxSidePx)
  if (front !== null) return front
  throw new DecodeFailure('unsupported_codec', 'Cannot decode raw: coded in a way of its maker')
}

async function readWhole(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    if (size > FILE_BYTES_MAX)
      throw new DecodeFailure('unsupported_codec', `Cannot decode raw: ${size} bytes long`)
    return await readBytes(handle, 0, size)
  } finally {
    await handle.close()
  }
}

/** The sensor's pixels as a picture; null when they are coded in a way that is not known here. */
async function develop(bytes: Uint8Array, tags: DngTags, maxSidePx: number): Promise<DecodedPicture | null> {
  if (tags.pixels > TILE_PIXELS_MAX) return null
  const pictures: DecodedPicture[] = []
  async function* whole() {
    yield { coding: 'tiff' as const, header: null, bytes, index: 0 }
  }
  await decodeFrames(whole(), { isDraft: false }, (frame) => {
    if (pictures.length > 0 || !/^(?:bayer_|rgb48)/.test(formatName(frame))) return
    const full = tags.crop ?? { left: 0, top: 0, width: frame.width, height: frame.height }
    const scale = Math.min(1, maxSidePx / Math.max(full.width, full.height))
    const width = Math.max(1, Math.round(frame.width * scale))
    const height = Math.max(1, Math.round(frame.height * scale))
    const pixels = developRaw(frameToSamples(frame, width, height), tags)
    const cropped = cropPixels({ width, height, channels: 3, pixels }, scaleRectangle(full, scale))
    // The full size is the one that the file declares, masked edges and all.
    pictures.push(turn(cropped, tags.orientation, frame, 'original'))
  })
  return pictures[0] ?? null
}

/** The first picture of the file, which makers keep small and plain; null when it is not. */
async function decodeFront(
  bytes: Uint8Array,
  tags: DngTags,
  maxSidePx: number,
): Promise<DecodedPicture | null> {
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: TILE_PIXELS_MAX, page: 0 })
      .resize(maxSidePx, maxSidePx, { fit: 'inside', withoutEnlargement: true })
      .flatten()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    if (info.channels !== 3 || Math.max(info.width, info.height) < FRONT_SIDE_MIN_PX) return null
    const picture = {
      width: info.width,
      height: info.height,
      channels: 3 as const,
      pixels: new Uint8Array(data),
    }
    return turn(picture, tags.orientation, picture, 'embedded_preview')
  } catch {
    // Whatever stands there, it is no plain picture: the caller says so.
    return null
  }
}

interface Rectangle {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

function scaleRectangle({ left, top, width, height }: Rectangle, scale: number): Rectangle {
  return {
    left: Math.round(left * scale),
    top: Math.round(top * scale),
    width: Math.round(width * scale),
    height: Math.round(height * scale),
  }
}

function turn(
  picture: RawPicture,
  orientation: number,
  full: { readonly width: number; readonly height: number },
  from: DecodedPicture['from'],
): DecodedPicture {
  const upright = transformPixels(picture, TURNS[orientation] ?? [], picture, 1)
  const isOnItsSide = orientation >= 5
  const [fullWidth, fullHeight] = isOnItsSide ? [full.height, full.width] : [full.width, full.height]
  return { ...upright, icc: null, fullWidth, fullHeight, from }
}
