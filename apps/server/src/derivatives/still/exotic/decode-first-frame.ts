import {
  AV_CODEC_ID_AV1,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_MJPEG,
  AV_LOG_QUIET,
  AV_PKT_DATA_DISPLAYMATRIX,
} from 'node-av/constants'
import { Demuxer } from 'node-av/api'
import { Log, type Stream } from 'node-av/lib'
import { DecodeFailure } from '../../decode-failure.ts'
import type { DecodedPicture } from '../decoded-picture.ts'
import { type CodedPicture, decodeFrames, type PictureCoding } from './decode-frames.ts'
import { frameToPixels } from './frame-to-pixels.ts'
import type { HeifTransform } from './heif-file.ts'
import { assertPixelsFit } from './plan-heif.ts'
import { sizeAfter, transformPixels } from './transform-pixels.ts'

/** Packets in which the first picture must be; others may be of other tracks. */
const PACKETS_MAX = 64

const CODING_BY_ID: ReadonlyMap<number, PictureCoding> = new Map<number, PictureCoding>([
  [AV_CODEC_ID_HEVC, 'hevc'],
  [AV_CODEC_ID_AV1, 'av1'],
  [AV_CODEC_ID_H264, 'h264'],
  [AV_CODEC_ID_MJPEG, 'jpeg'],
])

/**
 * Decodes the first picture of an image sequence, turned as its track says. Throws `DecodeFailure`. References to other
 * files are not followed.
 */
export async function decodeFirstFrame(
  path: string,
  options: { readonly maxSidePx: number },
): Promise<DecodedPicture> {
  Log.setLevel(AV_LOG_QUIET)
  await using demuxer = await openTracks(path)
  const stream = demuxer.video()
  const coding = CODING_BY_ID.get(stream?.codecpar.codecId ?? 0)
  if (stream === undefined || coding === undefined) {
    throw new DecodeFailure(
      'unsupported_codec',
      'Cannot decode picture: there is none in the file, or of a rare kind',
    )
  }
  const header = stream.codecpar.extradata
  const transforms = findTurns(stream)
  let picture: DecodedPicture | null = null
  await decodeFrames(readPackets(demuxer, stream.index, coding, header), { isDraft: false }, (frame) => {
    if (picture !== null) return
    const { width, height } = frame
    assertPixelsFit(width, height)
    const scale = Math.min(1, options.maxSidePx / Math.max(width, height))
    const to = {
      width: Math.max(1, Math.round(width * scale)),
      height: Math.max(1, Math.round(height * scale)),
    }
    const pixels = transformPixels(
      frameToPixels(frame, null, false, to.width, to.height),
      transforms,
      frame,
      scale,
    )
    const full = sizeAfter(frame, transforms)
    picture = { ...pixels, icc: null, fullWidth: full.width, fullHeight: full.height, from: 'original' }
  })
  if (picture === null)
    throw new DecodeFailure('corrupt_source', 'Cannot decode picture: its bytes are damaged')
  return picture
}

async function openTracks(path: string): Promise<Demuxer> {
  try {
    return await Demuxer.open(`file:${path}`, {
      format: 'mov',
      skipStreamInfo: true,
      options: { protocol_whitelist: 'file' },
    })
  } catch (error) {
    throw new DecodeFailure('corrupt_source', 'Cannot decode picture: the file is damaged', { cause: error })
  }
}

async function* readPackets(
  demuxer: Demuxer,
  streamIndex: number,
  coding: PictureCoding,
  header: Uint8Array | null,
): AsyncGenerator<CodedPicture> {
  let count = 0
  for await (const packet of demuxer.packets()) {
    if (packet === null || count++ >= PACKETS_MAX) return
    const bytes = packet.streamIndex === streamIndex && packet.isKeyframe ? packet.data : null
    if (bytes === null) continue
    yield { coding, header, bytes, index: 0 }
    return
  }
}

/** The matrix of the track as quarter turns; anything else that a matrix can say is left away. */
function findTurns(stream: Stream): readonly HeifTransform[] {
  const matrix = stream.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX)
  if (matrix === null || matrix.length < 16) return []
  const [a, b] = [matrix.readInt32LE(0), matrix.readInt32LE(4)]
  if (a === 0 && b !== 0) return [{ kind: 'rotate', quarterTurns: b > 0 ? 3 : 1 }]
  return a < 0 && b === 0 ? [{ kind: 'rotate', quarterTurns: 2 }] : []
}
