import { open } from 'node:fs/promises'
import { AV_FRAME_DATA_ICC_PROFILE } from 'node-av/constants'
import { DecodeFailure } from '../../decode-failure.ts'
import type { DecodedPicture } from '../decoded-picture.ts'
import { type CodedPicture, decodeFrames } from './decode-frames.ts'
import { frameToPixels } from './frame-to-pixels.ts'
import { keepRgbProfile } from './keep-rgb-profile.ts'
import { assertPixelsFit } from './plan-heif.ts'
import { TILE_PIXELS_MAX } from './picture-bounds.ts'
import { readJpeg2000Profile, readJpeg2000Size, readJxlSize } from './read-codestream-size.ts'
import { readBytes } from './read-heif.ts'

/** A longer file of these kinds is not read: decoders want the whole of it in memory. */
const FILE_BYTES_MAX = 256 * 1024 * 1024
/** JPEG 2000 holds smaller versions of itself, each half as large; most files hold five. */
const HALVINGS_MAX = 5

/**
 * Decodes a file that is one coded picture from end to end: JPEG XL or JPEG 2000, bare or in its box file. Turns that a
 * JPEG XL tells are made by its decoder. Throws `DecodeFailure`; rejects when the file cannot be read.
 */
export async function decodeCodestream(
  path: string,
  coding: 'jxl' | 'jpeg2000',
  options: { readonly maxSidePx: number },
): Promise<DecodedPicture> {
  const bytes = await readWhole(path)
  const declared = coding === 'jxl' ? readJxlSize(bytes) : readJpeg2000Size(bytes)
  if (declared === null)
    throw new DecodeFailure('corrupt_source', 'Cannot decode picture: its size is not told')
  assertPixelsFit(declared.width, declared.height)
  const picture: CodedPicture = { coding, header: null, bytes, index: 0 }
  let halvings = coding === 'jpeg2000' ? countHalvings(declared, options.maxSidePx) : 0
  assertPixelsFit(declared.width, declared.height, TILE_PIXELS_MAX * 4 ** halvings)
  for (; halvings >= 0; halvings--) {
    const decoded = await decodeWhole(picture, declared, halvings, options.maxSidePx)
    if (decoded !== null) return decoded
  }
  throw new DecodeFailure('corrupt_source', 'Cannot decode picture: its bytes are damaged')
}

/** Null when the decoder gives nothing: the picture is damaged, or not as often halved inside. */
async function decodeWhole(
  coded: CodedPicture,
  declared: { readonly width: number; readonly height: number },
  halvings: number,
  maxSidePx: number,
): Promise<DecodedPicture | null> {
  async function* whole(): AsyncGenerator<CodedPicture> {
    yield coded
  }
  const decoded: DecodedPicture[] = []
  await decodeFrames(whole(), { isDraft: false, halvings }, (frame) => {
    if (decoded.length > 0) return
    const isTurned = frame.width > frame.height !== declared.width > declared.height
    const [fullWidth, fullHeight] = isTurned
      ? [declared.height, declared.width]
      : [declared.width, declared.height]
    const scale = Math.min(1, maxSidePx / Math.max(fullWidth, fullHeight))
    const width = Math.max(1, Math.round(fullWidth * scale))
    const height = Math.max(1, Math.round(fullHeight * scale))
    const side =
      coded.coding === 'jxl' ? frame.getSideData(AV_FRAME_DATA_ICC_PROFILE) : readJpeg2000Profile(coded.bytes)
    const icc = keepRgbProfile(side === null ? null : new Uint8Array(side))
    const pixels = frameToPixels(frame, null, icc !== null, width, height)
    decoded.push({ ...pixels, icc, fullWidth, fullHeight, from: 'original' })
  })
  return decoded[0] ?? null
}

function countHalvings(size: { readonly width: number; readonly height: number }, maxSidePx: number): number {
  let halvings = 0
  while (halvings < HALVINGS_MAX && Math.max(size.width, size.height) / 2 ** (halvings + 1) >= maxSidePx)
    halvings++
  return halvings
}

async function readWhole(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    if (size > FILE_BYTES_MAX)
      throw new DecodeFailure('too_many_pixels', `Cannot decode picture: ${size} bytes long`)
    return await readBytes(handle, 0, size)
  } finally {
    await handle.close()
  }
}
