import { AV_FRAME_FLAG_INTERLACED, FF_ENCODER_AAC, FF_ENCODER_LIBX264 } from 'node-av/constants'
import { Decoder, Encoder, FilterAPI, type Muxer } from 'node-av/api'
import { type Frame, type Packet, Rational, type Stream } from 'node-av/lib'
import { DecodeFailure } from '../decode-failure.ts'
import type { OpenVideo } from './open-video.ts'
import { type PictureTarget, planFilters } from './plan-filters.ts'
import { toDecodeFailure } from './to-decode-failure.ts'
import type { VideoTraits } from './video-traits.ts'

/** Frames a second at most; faster originals are thinned out. */
const FPS_MAX = 60
/** Frames a second that are assumed where nothing tells: only for how often a key frame comes. */
const FPS_USUAL = 30
/** Seconds between key frames: how exactly a player jumps. */
const KEY_SECONDS = 2
/** Quality that hardly anyone tells from the original (x264's scale), and the bits a second it may at most take. */
const QUALITY = 23
const VIDEO_BITS_MAX = 8_000_000
const PRESET = 'veryfast'
const AUDIO_BITS = 128_000
const AUDIO_RATE = 48_000
/** Ticks a second of the times in a stream, fine enough for any frame rate. */
const TICKS = 90_000

/** One track of a stream in the making. */
export interface Track {
  /** Takes the next packet of the original's track. */
  readonly take: (packet: Packet) => Promise<void>
  /** Writes what is still held back. */
  readonly end: () => Promise<void>
  readonly writtenPackets: () => number
  readonly close: () => void
}

/** A track that encodes pictures again, as H.264. Rejects with `DecodeFailure` when there is no decoder for them. */
export async function createPictureTrack(
  muxer: Muxer,
  open: OpenVideo,
  traits: VideoTraits,
  target: PictureTarget,
  threads: number,
): Promise<Track> {
  const decoder = await createDecoder(open.video, threads)
  if (decoder === null)
    throw new DecodeFailure('unsupported_codec', 'Cannot decode pictures: there is no decoder for them')
  const framesPerSecond = Math.min(traits.framesPerSecond ?? FPS_USUAL, FPS_MAX)
  const encoder = await Encoder.create(FF_ENCODER_LIBX264, {
    threadCount: threads,
    gopSize: Math.max(1, Math.round(framesPerSecond * KEY_SECONDS)),
    maxRate: VIDEO_BITS_MAX,
    bufSize: VIDEO_BITS_MAX * 2,
    options: { preset: PRESET, crf: QUALITY, profile: 'high' },
    configure: (context) => {
      context.timeBase = new Rational(1, TICKS)
      context.framerate = new Rational(Math.max(1, Math.round(framesPerSecond * 1000)), 1000)
    },
  })
  const thin = (traits.framesPerSecond ?? 0) > FPS_MAX + 1 ? `,fps=${FPS_MAX}` : ''
  const describe = (frame: Frame): string => {
    const isInterlaced = frame.hasFlags(AV_FRAME_FLAG_INTERLACED)
    // The size that comes out must not depend on the frame: an encoder has one size.
    return planFilters({ ...traits.picture, isInterlaced }, target) + thin
  }
  return createEncodedTrack({ muxer, open, decoder, encoder, describe, threads })
}

/** A track that encodes sound again, as AAC in stereo. Null when there is no decoder for it: the stream is then silent. */
export async function createSoundTrack(muxer: Muxer, open: OpenVideo, input: Stream): Promise<Track | null> {
  const decoder = await createDecoder(input, 1)
  if (decoder === null) return null
  const encoder = await Encoder.create(FF_ENCODER_AAC, { bitrate: AUDIO_BITS })
  const describe = (): string =>
    `aresample=${AUDIO_RATE}:async=1000,aformat=sample_fmts=fltp:sample_rates=${AUDIO_RATE}:channel_layouts=stereo`
  return createEncodedTrack({ muxer, open, decoder, encoder, describe, threads: 1 })
}

async function createDecoder(input: Stream, threads: number): Promise<Decoder | null> {
  try {
    return await Decoder.create(input, { threadCount: threads, exitOnError: false })
  } catch {
    return null // the one thing that can go wrong here is that there is none
  }
}

interface EncodedTrack {
  readonly muxer: Muxer
  readonly open: OpenVideo
  readonly decoder: Decoder
  readonly encoder: Encoder
  /** The filters for frames like this first one. */
  readonly describe: (frame: Frame) => string
  readonly threads: number
}

function createEncodedTrack({ muxer, open, decoder, encoder, describe, threads }: EncodedTrack): Track {
  const index = muxer.addStream(encoder)
  let filter: FilterAPI | null = null
  let written = 0
  const write = async (packets: readonly Packet[]): Promise<void> => {
    for (const packet of packets) {
      await muxer.writePacket(packet, index)
      packet.free()
      written += 1
    }
  }
  const decode = async (packet: Packet): Promise<readonly Frame[]> => {
    try {
      return await decoder.decodeAll(packet)
    } catch (error) {
      throw toDecodeFailure(error)
    }
  }
  const encode = async (frames: readonly Frame[]): Promise<void> => {
    for (const frame of frames) {
      await write(await encoder.encodeAll(frame))
      frame.free()
    }
  }
  const filterAll = async (frames: readonly Frame[]): Promise<void> => {
    for (const frame of frames) {
      const { num, den } = frame.timeBase
      frame.pts -= (open.startUs * BigInt(den)) / (BigInt(num) * 1_000_000n)
      filter ??= FilterAPI.create(describe(frame), { threads })
      await encode(await filter.processAll(frame))
      frame.free()
    }
  }
  return {
    take: async (packet) => filterAll(await decode(packet)),
    end: async () => {
      for await (const frame of decoder.flushFrames()) await filterAll([frame])
      if (filter !== null) for await (const frame of filter.flushFrames()) await encode([frame])
      for await (const packet of encoder.flushPackets()) await write([packet])
    },
    writtenPackets: () => written,
    close: () => {
      filter?.close()
      encoder.close()
      decoder.close()
    },
  }
}
