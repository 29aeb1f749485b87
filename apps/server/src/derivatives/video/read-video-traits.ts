import {
  type AVPixelFormat,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_PKT_DATA_DOVI_CONF,
  AVCOL_PRI_BT2020,
  AVCOL_PRI_SMPTE432,
  AVCOL_SPC_RGB,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_SMPTE2084,
} from 'node-av/constants'
import {
  avGetCodecName,
  avGetPixFmtName,
  type CodecParameters,
  type Rational,
  type Stream,
} from 'node-av/lib'
import { DecodeFailure } from '../decode-failure.ts'
import type { OpenVideo } from './open-video.ts'
import type { PictureTraits, Transfer, VideoTraits } from './video-traits.ts'

/** Pictures of more pixels are not decoded: a decoder keeps up to sixteen of them. Twice 8K. */
const VIDEO_PIXELS_MAX = 8192 * 8192
/** Rates above this, where times alone tell, are the clock's and not the camera's. */
const FPS_MAX = 500
/** Pixels further from square than this are damage. */
const PIXEL_ASPECT_MAX = 4

/** Tells the traits of an open video by its headers. Throws `DecodeFailure` when its pictures are too large to decode. */
export function readVideoTraits(open: OpenVideo): VideoTraits {
  const { video, audio } = open
  const parameters = video.codecpar
  return {
    container: open.container,
    videoCodec: avGetCodecName(parameters.codecId) ?? '',
    audioCodec: audio === null ? null : avGetCodecName(audio.codecpar.codecId),
    pixelFormat: readPixelFormat(parameters),
    picture: readPictureTraits(video),
    framesPerSecond: readRate(video),
    durationSeconds: open.durationSeconds,
    isQuickTime: open.isQuickTime,
  }
}

function readPictureTraits(stream: Stream): PictureTraits {
  const parameters = stream.codecpar
  const { width, height, colorSpace } = parameters
  const isRgbFormat = /^(gbr|rgb|bgr)/.test(readPixelFormat(parameters))
  if (width <= 0 || height <= 0)
    throw new DecodeFailure('corrupt_source', 'Cannot decode pictures: they have no size')
  if (width * height > VIDEO_PIXELS_MAX) {
    throw new DecodeFailure('too_many_pixels', `Cannot decode pictures of ${width} × ${height} pixels`)
  }
  const aspect = toNumber(stream.sampleAspectRatio) ?? toNumber(parameters.sampleAspectRatio) ?? 1
  return {
    width,
    height,
    pixelAspect: aspect <= PIXEL_ASPECT_MAX && aspect >= 1 / PIXEL_ASPECT_MAX ? aspect : 1,
    ...matrixToTurn(parameters.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX)),
    isInterlaced: false, // only decoded frames tell
    transfer: readTransfer(parameters),
    isWide:
      parameters.colorPrimaries === AVCOL_PRI_BT2020 || parameters.colorPrimaries === AVCOL_PRI_SMPTE432,
    isMatrixKnown: isRgbFormat || (colorSpace !== AVCOL_SPC_UNSPECIFIED && colorSpace !== AVCOL_SPC_RGB),
  }
}

/** FFmpeg's name; empty when it could not be told. */
function readPixelFormat({ format }: CodecParameters): string {
  // One field of FFmpeg holds the format of pictures or of sound; this is a track of pictures.
  return avGetPixFmtName(format as AVPixelFormat) ?? ''
}

/** Dolby Vision that is compatible with nothing else (profile 5) is PQ within. */
function readTransfer(parameters: CodecParameters): Transfer {
  if (parameters.colorTrc === AVCOL_TRC_SMPTE2084) return 'pq'
  if (parameters.colorTrc === AVCOL_TRC_ARIB_STD_B67) return 'hlg'
  return parameters.getCodedSideData(AV_PKT_DATA_DOVI_CONF)?.[2] === 5 ? 'pq' : 'sdr'
}

/**
 * Quarter turns of a display matrix: nine integers of four bytes, of which the first row (a, b) is where the x axis goes
 * and the second (c, d) where the y axis goes. Mirrored when they turn the other way round.
 */
function matrixToTurn(matrix: Buffer | null): Pick<PictureTraits, 'turn' | 'isMirrored'> {
  if (matrix === null || matrix.length < 36) return { turn: 0, isMirrored: false }
  const [a, b, c, d] = [0, 4, 12, 16].map((at) => matrix.readInt32LE(at))
  if (a === undefined || b === undefined || c === undefined || d === undefined)
    return { turn: 0, isMirrored: false }
  const isMirrored = a * d - b * c < 0
  const angle = isMirrored ? Math.atan2(-b, -a) : Math.atan2(b, a)
  const turns = [0, 90, 180, 270] as const
  return { turn: turns[(Math.round(angle / (Math.PI / 2)) + 4) % 4] ?? 0, isMirrored }
}

/** On average, or else the least rate that fits all times. */
function readRate(stream: Stream): number | null {
  const rates = [stream.avgFrameRate, stream.rFrameRate].map(toNumber)
  return rates.find((rate) => rate !== null && rate <= FPS_MAX) ?? null
}

function toNumber({ num, den }: Rational): number | null {
  return num > 0 && den > 0 ? num / den : null
}
