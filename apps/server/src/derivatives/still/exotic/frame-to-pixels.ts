import {
  AV_PIX_FMT_GRAY8,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_RGB48LE,
  AV_PIX_FMT_RGBA,
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_RGB,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_UNSPECIFIED,
  type AVPixelFormat,
  SWS_ACCURATE_RND,
  SWS_BICUBIC,
  SWS_FULL_CHR_H_INT,
} from 'node-av/constants'
import { avGetPixFmtName, Frame, SoftwareScaleContext } from 'node-av/lib'
import { DecodeFailure } from '../../decode-failure.ts'
import type { RawPicture } from '../decoded-picture.ts'
import type { ColourCodes } from './heif-file.ts'
import { needsToneMap, toneMap } from './tone-map.ts'

/** H.273: 2 says "not told". */
const UNTOLD = 2

/**
 * The pixels of a frame as sRGB, or in the colours of the ICC profile that comes with it (`hasIcc`), scaled to `width ×
 * height`. `codes`: how the container says they are coded; null asks the frame itself. HDR and wide colour without a
 * profile become what an ordinary screen shows. Throws `unsupported_codec` for pixel formats that cannot be converted.
 */
export function frameToPixels(
  frame: Frame,
  codes: ColourCodes | null,
  hasIcc: boolean,
  width: number,
  height: number,
): RawPicture {
  const colour = chooseColour(frame, codes)
  if (!hasIcc && needsToneMap(colour)) {
    return { width, height, channels: 3, pixels: toneMap(scaleDeep(frame, colour, width, height), colour) }
  }
  const hasAlpha = /^(?:yuva|gbrap|ya|rgba|bgra|argb|abgr)/.test(formatName(frame))
  const format = hasAlpha ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24
  return {
    width,
    height,
    channels: hasAlpha ? 4 : 3,
    pixels: scaleFrame(frame, colour, format, width, height),
  }
}

/** The first plane alone, one byte a pixel: how much of each pixel is to be seen, when the frame is an alpha picture. */
export function frameToAlpha(
  frame: Frame,
  codes: ColourCodes | null,
  width: number,
  height: number,
): Uint8Array {
  return scaleFrame(frame, chooseColour(frame, codes), AV_PIX_FMT_GRAY8, width, height)
}

/** The samples as coded, red, green and blue, 0…65535, scaled. */
export function frameToSamples(frame: Frame, width: number, height: number): Uint16Array {
  return scaleDeep(frame, chooseColour(frame, null), width, height)
}

function scaleDeep(frame: Frame, colour: ColourCodes, width: number, height: number): Uint16Array {
  const deep = scaleFrame(frame, colour, AV_PIX_FMT_RGB48LE, width, height)
  return new Uint16Array(deep.buffer, deep.byteOffset, deep.byteLength >> 1)
}

function chooseColour(frame: Frame, codes: ColourCodes | null): ColourCodes {
  const told = {
    primaries: Number(frame.colorPrimaries),
    transfer: Number(frame.colorTrc),
    matrix: Number(frame.colorSpace),
    isFullRange: frame.colorRange === AVCOL_RANGE_JPEG,
  }
  if (codes === null) return told
  return {
    primaries: codes.primaries === UNTOLD ? told.primaries : codes.primaries,
    transfer: codes.transfer === UNTOLD ? told.transfer : codes.transfer,
    matrix: codes.matrix === UNTOLD ? told.matrix : codes.matrix,
    isFullRange: codes.isFullRange,
  }
}

/** How FFmpeg calls the way in which the pixels of a frame lie, as `yuv420p10le`. */
export function formatName(frame: Frame): string {
  return avGetPixFmtName(frame.format as AVPixelFormat) ?? ''
}

/** Rows without gaps between them. */
function scaleFrame(
  frame: Frame,
  colour: ColourCodes,
  format: AVPixelFormat,
  width: number,
  height: number,
): Uint8Array {
  using target = new Frame()
  target.alloc()
  target.width = width
  target.height = height
  target.format = format
  if (target.getBuffer(0) < 0) throw new Error('Cannot scale picture: no memory')
  const isRgb = /^(?:rgb|bgr|gbr|argb|abgr|0rgb|0bgr|x2rgb|bayer)/.test(formatName(frame))
  // The scaler must only turn brightness and colour into red, green and blue: primaries and transfer are ours.
  frame.colorPrimaries = AVCOL_PRI_UNSPECIFIED
  frame.colorTrc = AVCOL_TRC_UNSPECIFIED
  frame.colorRange = isRgb || colour.isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
  frame.colorSpace = isRgb ? AVCOL_SPC_RGB : toMatrix(colour)
  target.colorPrimaries = AVCOL_PRI_UNSPECIFIED
  target.colorTrc = AVCOL_TRC_UNSPECIFIED
  target.colorRange = AVCOL_RANGE_JPEG
  target.colorSpace = format === AV_PIX_FMT_GRAY8 ? AVCOL_SPC_UNSPECIFIED : AVCOL_SPC_RGB
  using scaler = new SoftwareScaleContext()
  scaler.allocContext()
  scaler.setOption(
    'sws_flags',
    String(Number(SWS_BICUBIC) | Number(SWS_ACCURATE_RND) | Number(SWS_FULL_CHR_H_INT)),
  )
  if (scaler.scaleFrameSync(target, frame) < 0) {
    throw new DecodeFailure('unsupported_codec', `Cannot scale picture: of format ${formatName(frame)}`)
  }
  return copyRows(target, width * bytesPerPixel(format), height)
}

/** Matrices that the scaler knows; for all others the one that pictures have when they do not tell. */
const KNOWN_MATRICES: readonly number[] = [1, 4, 5, 6, 7, 9]

function toMatrix({ matrix }: ColourCodes): Frame['colorSpace'] {
  const code = KNOWN_MATRICES.includes(matrix) ? matrix : 6
  return code as Frame['colorSpace']
}

function bytesPerPixel(format: AVPixelFormat): number {
  if (format === AV_PIX_FMT_GRAY8) return 1
  if (format === AV_PIX_FMT_RGB48LE) return 6
  return format === AV_PIX_FMT_RGBA ? 4 : 3
}

function copyRows(frame: Frame, rowBytes: number, rows: number): Uint8Array {
  const plane = frame.data?.[0]
  const stride = frame.linesize[0] ?? 0
  if (plane === undefined || stride < rowBytes) throw new Error('Cannot scale picture: no pixels came out')
  const pixels = new Uint8Array(rowBytes * rows)
  for (let row = 0; row < rows; row++) {
    pixels.set(plane.subarray(row * stride, row * stride + rowBytes), row * rowBytes)
  }
  return pixels
}
