import { PICTURE_PIXELS_MAX } from '@rollcall/media'
import { Decoder, Demuxer } from 'node-av/api'
import { AV_LOG_QUIET } from 'node-av/constants'
import { Log } from 'node-av/lib'
import { DecodeFailure } from '../decode-failure.ts'
import type { DecodedPicture } from './decoded-picture.ts'
import { frameToPixels } from './exotic/frame-to-pixels.ts'

/** FFmpeg's readers of plain pictures that nothing else here reads. */
const READER_BY_TYPE = { 'image/bmp': 'bmp_pipe', 'image/vnd.adobe.photoshop': 'psd_pipe' } as const

/** The types that `decodeWithFfmpeg` reads. */
export type FfmpegType = keyof typeof READER_BY_TYPE

/**
 * Decodes a bitmap, or the merged picture of a Photoshop file, whose colours are taken for sRGB. Rejects with `DecodeFailure`.
 */
export async function decodeWithFfmpeg(
  path: string,
  type: FfmpegType,
  maxSidePx: number,
): Promise<DecodedPicture> {
  Log.setLevel(AV_LOG_QUIET)
  try {
    const picture = await decodeFirst(path, READER_BY_TYPE[type], maxSidePx)
    if (picture !== null) return picture
  } catch (error) {
    if (error instanceof DecodeFailure) throw error
    throw new DecodeFailure('corrupt_source', `Cannot decode ${type}: FFmpeg cannot read it`, {
      cause: error,
    })
  }
  throw new DecodeFailure('corrupt_source', `Cannot decode ${type}: it holds no picture`)
}

async function decodeFirst(path: string, format: string, maxSidePx: number): Promise<DecodedPicture | null> {
  const options = { protocol_whitelist: 'file', format_whitelist: format }
  await using demuxer = await Demuxer.open(`file:${path}`, { format, skipStreamInfo: true, options })
  const stream = demuxer.video()
  if (stream === undefined) return null
  using decoder = await Decoder.create(stream, { options: { max_pixels: PICTURE_PIXELS_MAX } })
  for await (using frame of decoder.frames(demuxer.packets(stream.index))) {
    if (frame === null) continue
    const { width: fullWidth, height: fullHeight } = frame
    const scale = Math.min(1, maxSidePx / Math.max(fullWidth, fullHeight))
    const [width, height] = [fullWidth, fullHeight].map((side) => Math.max(1, Math.round(side * scale)))
    const pixels = frameToPixels(frame, null, false, width ?? 1, height ?? 1)
    return { ...pixels, icc: null, fullWidth, fullHeight, from: 'original' }
  }
  return null
}
