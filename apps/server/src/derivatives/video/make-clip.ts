/* Clips for tests: a second or less of four coloured quarters, so that a picture tells which way up it is. */
import { readFile, writeFile } from 'node:fs/promises'
import { Encoder, FilterAPI, Muxer } from 'node-av/api'
import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_PIX_FMT_RGB24,
  AV_SAMPLE_FMT_FLTP,
  type FFAudioEncoder,
  type FFVideoEncoder,
} from 'node-av/constants'
import { Dictionary, Frame, Rational } from 'node-av/lib'

/** Colours of the quarters, row by row: red, green, blue, white. */
export const QUARTERS = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
] as const

const SOUND_RATE = 48_000
const SOUND_FRAME = 1024

/** What a clip is like. */
export interface Clip {
  readonly video: FFVideoEncoder
  readonly sound?: FFAudioEncoder
  readonly width?: number
  readonly height?: number
  readonly frames?: number
  readonly framesPerSecond?: number
  /** Frames at the start that are black. */
  readonly blackFrames?: number
  /** FFmpeg filters that bring RGB pictures into the form that is encoded. */
  readonly filters?: string
  readonly options?: Readonly<Record<string, string | number>>
  readonly tags?: Readonly<Record<string, string>>
}

/** Writes a clip; the container goes by the extension of `path`. */
export async function makeClip(path: string, clip: Clip): Promise<void> {
  const { width = 160, height = 120, frames = 5, framesPerSecond = 25, blackFrames = 0 } = clip
  const tags = Dictionary.fromObject({ ...clip.tags })
  const muxer = await Muxer.open(path, {
    ...(/\.(mov|mp4)$/.test(path) ? { options: { movflags: '+use_metadata_tags' } } : {}),
    configure: (format) => {
      format.metadata = tags
    },
  })
  const encoder = await Encoder.create(clip.video, {
    threadCount: 1,
    ...(clip.options === undefined ? {} : { options: { ...clip.options } }),
    configure: (context) => {
      context.timeBase = new Rational(1, framesPerSecond)
      context.framerate = new Rational(framesPerSecond, 1)
    },
  })
  const index = muxer.addStream(encoder)
  const filter = FilterAPI.create(clip.filters ?? 'format=yuv420p', { threads: 1 })
  const sound = clip.sound === undefined ? null : await startSound(muxer, clip.sound)
  const picture = paintQuarters(width, height)
  await sound?.write(Math.ceil((frames / framesPerSecond) * (SOUND_RATE / SOUND_FRAME)))
  for (let number = 0; number < frames; number += 1) {
    const pixels = number < blackFrames ? Buffer.alloc(picture.length) : picture
    const frame = Frame.fromVideoBuffer(pixels, {
      width,
      height,
      format: AV_PIX_FMT_RGB24,
      timeBase: { num: 1, den: framesPerSecond },
      pts: BigInt(number),
    })
    for (const filtered of await filter.processAll(frame)) {
      for (const packet of await encoder.encodeAll(filtered)) await muxer.writePacket(packet, index)
    }
  }
  for await (const packet of encoder.flushPackets()) await muxer.writePacket(packet, index)
  await muxer.close()
  for (const open of [filter, encoder, sound]) open?.close()
}

async function startSound(muxer: Muxer, codec: FFAudioEncoder) {
  const encoder = await Encoder.create(codec, { bitrate: 64_000, autoResample: true })
  const index = muxer.addStream(encoder)
  return {
    /** Writes so many frames of silence. */
    write: async (frames: number): Promise<void> => {
      for (let number = 0; number < frames; number += 1) {
        const frame = Frame.fromAudioBuffer(Buffer.alloc(SOUND_FRAME * 4), {
          nbSamples: SOUND_FRAME,
          format: AV_SAMPLE_FMT_FLTP,
          sampleRate: SOUND_RATE,
          channelLayout: { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: 4n },
          timeBase: { num: 1, den: SOUND_RATE },
          pts: BigInt(number * SOUND_FRAME),
        })
        for (const packet of await encoder.encodeAll(frame)) await muxer.writePacket(packet, index)
      }
      for await (const packet of encoder.flushPackets()) await muxer.writePacket(packet, index)
    },
    close: () => encoder.close(),
  }
}

function paintQuarters(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = QUARTERS[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)] ?? [0, 0, 0]
      pixels.set(colour, (y * width + x) * 3)
    }
  }
  return pixels
}

/** Makes players turn the pictures of an MP4 or MOV clip by a quarter, clockwise. */
export async function turnClip(path: string): Promise<void> {
  const bytes = await readFile(path)
  const matrixAt = bytes.indexOf('tkhd') + 4 + 40
  for (const [index, value] of [0, 0x10000, 0, -0x10000, 0].entries())
    bytes.writeInt32BE(value, matrixAt + index * 4)
  await writeFile(path, bytes)
}
