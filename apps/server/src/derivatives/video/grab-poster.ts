import { AV_FRAME_FLAG_INTERLACED } from 'node-av/constants'
import { Decoder, FilterAPI } from 'node-av/api'
import { type Frame, Packet } from 'node-av/lib'
import { DecodeFailure } from '../decode-failure.ts'
import type { RawPicture } from '../still/decoded-picture.ts'
import { type OpenVideo, openVideo } from './open-video.ts'
import { type PictureTarget, planFilters } from './plan-filters.ts'
import { readVideoTraits } from './read-video-traits.ts'
import { toDecodeFailure } from './to-decode-failure.ts'
import type { PictureTraits } from './video-traits.ts'

/** How far into a video a picture is looked for that is not black: seconds and frames. */
const SEARCH_SECONDS = 3
const SEARCH_FRAMES = 120
/** Packets read before giving up on a first frame. */
const PACKETS_MAX = 20_000
/** Longer side of the poster, pixels, unless told otherwise. */
const POSTER_SIDE_PX = 2048
/** Frames are judged by so many grey pixels a side. */
const SKETCH_PX = 48
/** A frame whose grey values spread less than this (standard deviation of 0…255) shows nothing. */
const SPREAD_MIN = 6

/** How a poster is made. */
export interface PosterOptions {
  /** Longer side at most, pixels. */
  readonly maxSidePx?: number
  /** Threads of the decoder. */
  readonly threads?: number
  readonly signal?: AbortSignal
}

/**
 * The first frame of a video that shows something: not black and not of one colour, within its first three seconds; if
 * there is none, the one that comes closest. Upright, SDR, sRGB. Rejects with `DecodeFailure` when nothing can be decoded,
 * and with the signal's reason when it is aborted.
 */
export async function grabPoster(path: string, options: PosterOptions = {}): Promise<RawPicture> {
  await using open = await openVideo(path)
  try {
    return await grabFrom(open, options)
  } catch (error) {
    throw toDecodeFailure(error)
  }
}

async function grabFrom(open: OpenVideo, options: PosterOptions): Promise<RawPicture> {
  const traits = readVideoTraits(open)
  const best = await findBestFrame(open, options)
  if (best === null)
    throw new DecodeFailure('corrupt_source', `Cannot decode any frame of ${traits.videoCodec}`)
  using frame = best
  const side = options.maxSidePx ?? POSTER_SIDE_PX
  return await renderFrame(frame, traits.picture, {
    longerMax: side,
    shorterMax: side,
    multiple: 1,
    format: 'rgb24',
  })
}

/** The caller frees the frame. Null when no frame can be decoded. */
async function findBestFrame(open: OpenVideo, { threads = 1, signal }: PosterOptions): Promise<Frame | null> {
  using sketcher = FilterAPI.create(`scale=${SKETCH_PX}:${SKETCH_PX}:flags=fast_bilinear,format=gray`, {
    threads: 1,
  })
  let best: { readonly frame: Frame; readonly spread: number } | null = null
  let seen = 0
  let startSeconds: number | null = null
  for await (const frame of decodeFrames(open, threads, signal)) {
    seen += 1
    const seconds = Number(frame.pts) * frame.timeBase.toDouble()
    startSeconds ??= seconds
    const spread = await sketchSpread(sketcher, frame)
    if (best === null || spread > best.spread) {
      best?.frame.free()
      best = { frame, spread }
    } else frame.free()
    if (best.spread >= SPREAD_MIN || seen >= SEARCH_FRAMES || seconds - startSeconds > SEARCH_SECONDS) break
  }
  return best?.frame ?? null
}

/** Frames in the order they are shown. The taker of a frame frees it. */
async function* decodeFrames(
  open: OpenVideo,
  threads: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Frame> {
  using decoder = await createDecoder(open, threads)
  using packet = new Packet()
  packet.alloc()
  for (let packets = 0; packets < PACKETS_MAX && (await open.readPacket(packet)); packets += 1) {
    signal?.throwIfAborted()
    if (packet.streamIndex === open.video.index) yield* await decoder.decodeAll(packet)
    packet.unref()
  }
  yield* decoder.flushFrames()
}

async function createDecoder({ video }: OpenVideo, threads: number): Promise<Decoder> {
  try {
    return await Decoder.create(video, { threadCount: threads, exitOnError: false })
  } catch (cause) {
    throw new DecodeFailure('unsupported_codec', 'Cannot decode pictures: there is no decoder for them', {
      cause,
    })
  }
}

/** Standard deviation of the grey values of a small version of the frame. */
async function sketchSpread(sketcher: FilterAPI, frame: Frame): Promise<number> {
  const [sketch] = await sketcher.processAll(frame)
  if (sketch === undefined) return 0
  const grey = readRows(sketch, 1)
  sketch.free()
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length
  return Math.sqrt(grey.reduce((sum, value) => sum + (value - mean) ** 2, 0) / grey.length)
}

async function renderFrame(frame: Frame, traits: PictureTraits, target: PictureTarget): Promise<RawPicture> {
  // The decoder knows better than the container what it decoded.
  const picture = {
    ...traits,
    width: frame.width,
    height: frame.height,
    isInterlaced: frame.hasFlags(AV_FRAME_FLAG_INTERLACED),
  }
  using filter = FilterAPI.create(planFilters(picture, target), { threads: 1 })
  const frames = await filter.processAll(frame)
  // Filters that look at neighbouring frames hold the first one back.
  if (frames.length === 0) for await (const held of filter.flushFrames()) frames.push(held)
  const [rendered, ...rest] = frames
  for (const unused of rest) unused.free()
  if (rendered === undefined) throw new DecodeFailure('corrupt_source', 'Cannot convert a decoded frame')
  using upright = rendered
  return { width: upright.width, height: upright.height, channels: 3, pixels: readRows(upright, 3) }
}

/** Rows of a packed frame without the padding behind each. */
function readRows(frame: Frame, channels: number): Uint8Array {
  const [plane, stride] = [frame.data?.[0], frame.linesize[0]]
  if (plane === undefined || stride === undefined)
    throw new DecodeFailure('corrupt_source', 'Cannot read a frame: it is empty')
  const rowBytes = frame.width * channels
  const pixels = new Uint8Array(rowBytes * frame.height)
  for (let row = 0; row < frame.height; row += 1) {
    pixels.set(plane.subarray(row * stride, row * stride + rowBytes), row * rowBytes)
  }
  return pixels
}
