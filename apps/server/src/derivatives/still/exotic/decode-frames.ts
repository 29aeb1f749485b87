import {
  AV_LOG_QUIET,
  AVERROR_EAGAIN,
  FF_DECODER_H264,
  FF_DECODER_HEVC,
  FF_DECODER_JPEG2000,
  FF_DECODER_LIBDAV1D,
  FF_DECODER_LIBJXL,
  FF_DECODER_MJPEG,
  FF_DECODER_TIFF,
} from 'node-av/constants'
import { Codec, CodecContext, Frame, Log, Packet } from 'node-av/lib'
import { DecodeFailure } from '../../decode-failure.ts'
import { TILE_PIXELS_MAX } from './picture-bounds.ts'

/** Ways of coding pixels that FFmpeg decodes for us. */
export type PictureCoding = 'hevc' | 'h264' | 'av1' | 'jpeg' | 'jpeg2000' | 'jxl' | 'tiff'

const DECODER_BY_CODING = {
  hevc: FF_DECODER_HEVC,
  h264: FF_DECODER_H264,
  av1: FF_DECODER_LIBDAV1D,
  jpeg: FF_DECODER_MJPEG,
  jpeg2000: FF_DECODER_JPEG2000,
  jxl: FF_DECODER_LIBJXL,
  tiff: FF_DECODER_TIFF,
} as const

/** A coded picture, one of several that a decoder is fed with. */
export interface CodedPicture {
  readonly coding: PictureCoding
  /** What the decoder must know before the first byte; null: nothing. */
  readonly header: Uint8Array | null
  readonly bytes: Uint8Array
  /** Comes back with the decoded frame. */
  readonly index: number
}

/** How decoding may save time. */
export interface DecodeOptions {
  /** Leaves out the smoothing of block edges: not to be seen when the picture is scaled down to half or less. */
  readonly isDraft: boolean
  /** How often the decoder halves the picture; only JPEG 2000 can. */
  readonly halvings?: number
}

/** Looks at a frame. It is released as soon as the promise settles. */
export type UseFrame = (frame: Frame, index: number) => void | Promise<void>

/**
 * Decodes pictures one after another, through one decoder as long as their headers agree, and hands each to `useFrame`.
 * A picture that cannot be decoded, or is larger than `TILE_PIXELS_MAX`, is left out: counting is the caller's.
 * Rejects as `pictures` or `useFrame` do.
 */
export async function decodeFrames(
  pictures: AsyncIterable<CodedPicture>,
  options: DecodeOptions,
  useFrame: UseFrame,
): Promise<void> {
  Log.setLevel(AV_LOG_QUIET)
  let open: { readonly context: CodecContext; readonly of: CodedPicture } | null = null
  const close = async (): Promise<void> => {
    if (open === null) return
    const { context } = open
    open = null
    try {
      await context.sendPacket(null)
      await takeFrames(context, useFrame)
    } finally {
      context.freeContext()
    }
  }
  try {
    for await (const picture of pictures) {
      if (open === null || !isSameStream(open.of, picture)) {
        await close()
        const context: CodecContext | null = await openDecoder(picture, options)
        if (context === null) continue
        open = { context, of: picture }
      }
      await sendPicture(open.context, picture, useFrame)
    }
    await close()
  } finally {
    open?.context.freeContext()
  }
}

function isSameStream(one: CodedPicture, other: CodedPicture): boolean {
  if (one.coding !== other.coding) return false
  if (one.header === other.header) return true
  return one.header !== null && other.header !== null && Buffer.compare(one.header, other.header) === 0
}

/** Null when the decoder refuses the header. */
async function openDecoder(picture: CodedPicture, options: DecodeOptions): Promise<CodecContext | null> {
  const codec = Codec.findDecoderByName(DECODER_BY_CODING[picture.coding])
  if (codec === null)
    throw new DecodeFailure('unsupported_codec', `Cannot decode picture: no ${picture.coding}`)
  const context = new CodecContext()
  context.allocContext3(codec)
  context.threadCount = 1
  if (picture.header !== null && picture.header.length > 0) context.extraData = Buffer.from(picture.header)
  context.setOption('max_pixels', String(TILE_PIXELS_MAX))
  if (options.isDraft) context.setOption('skip_loop_filter', 'all')
  if (options.halvings !== undefined) context.setOption('lowres', String(options.halvings))
  if ((await context.open2(codec)) >= 0) return context
  context.freeContext()
  return null
}

async function sendPicture(context: CodecContext, picture: CodedPicture, useFrame: UseFrame): Promise<void> {
  using packet = new Packet()
  packet.alloc()
  packet.data = Buffer.from(picture.bytes.buffer, picture.bytes.byteOffset, picture.bytes.byteLength)
  packet.pts = BigInt(picture.index)
  packet.isKeyframe = true
  const sent = await context.sendPacket(packet)
  await takeFrames(context, useFrame)
  if (sent === AVERROR_EAGAIN) {
    await context.sendPacket(packet)
    await takeFrames(context, useFrame)
  }
}

/** A decoder that goes on giving frames, or errors, without being fed is broken. */
const FRAMES_AT_ONCE_MAX = 64

async function takeFrames(context: CodecContext, useFrame: UseFrame): Promise<void> {
  using frame = new Frame()
  frame.alloc()
  for (let count = 0; count < FRAMES_AT_ONCE_MAX; count++) {
    if ((await context.receiveFrame(frame)) < 0) return
    const isDamaged = frame.decodeErrorFlags !== 0
    if (!isDamaged) await useFrame(frame, Number(frame.pts))
    frame.unref()
  }
}
