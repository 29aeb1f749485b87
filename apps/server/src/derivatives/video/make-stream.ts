/*
 * One loop reads packets of the original in the order they lie in the file and hands each to its track. A track either
 * passes packets on (copy) or decodes, filters and encodes them. The muxer puts both tracks' packets in order of time and,
 * at the end, moves the header to the front ("faststart"), so that playing begins before everything is loaded.
 */
import { rm } from 'node:fs/promises'
import { STREAM_SIDE_PX } from '@rollcall/media'
import { Muxer } from 'node-av/api'
import { AV_NOPTS_VALUE, AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants'
import { Packet, type Stream } from 'node-av/lib'
import { DecodeFailure } from '../decode-failure.ts'
import { planStream } from './needs-stream.ts'
import { type OpenVideo, openVideo } from './open-video.ts'
import { type PictureTarget, planSize } from './plan-filters.ts'
import { readVideoTraits } from './read-video-traits.ts'
import { createSoundTrack, createPictureTrack, type Track } from './stream-tracks.ts'

/** Longer side of a stream: of panoramas, which are long and low. */
const STREAM_LONGER_PX = 3840
/** Packets between two reports of progress. */
const PROGRESS_PACKETS = 64
const TARGET: PictureTarget = {
  longerMax: STREAM_LONGER_PX,
  shorterMax: STREAM_SIDE_PX,
  multiple: 2,
  format: 'yuv420p',
}

/** How a stream is made. */
export interface StreamOptions {
  /** Threads of decoder, filters and encoder each. */
  readonly threads?: number
  readonly signal?: AbortSignal
  /** The video was taken out of a photo: browsers cannot play it where it lies, so a stream is always made. */
  readonly isEmbedded?: boolean
  /** Told now and then what part of the original has been read, 0 to 1. */
  readonly onProgress?: (part: number) => void
}

/** A stream that was made. Pixels, the right way up. */
export interface MadeStream {
  readonly width: number
  readonly height: number
}

/**
 * Writes a version of a video that every browser plays: MP4 in H.264 and AAC, its header first, no side above the limits,
 * upright, SDR, at most 60 frames a second, without any metadata. Null when browsers play the original, and nothing is written.
 * `outPath` is overwritten, and removed when this rejects: with `DecodeFailure`, or with the signal's reason. A second run
 * starts over.
 */
export async function makeStream(
  path: string,
  outPath: string,
  options: StreamOptions = {},
): Promise<MadeStream | null> {
  const { signal } = options
  signal?.throwIfAborted()
  try {
    const made = await tryStream(path, outPath, options, true)
    if (made !== 'mute') return made
    // The muxer waits for the first sound, which a track of damaged sound never gives: without it, there is a stream.
    const silent = await tryStream(path, outPath, options, false)
    if (silent === 'mute')
      throw new DecodeFailure('corrupt_source', 'Cannot make a stream: its sound is damaged')
    return silent
  } catch (error) {
    await rm(outPath, { force: true })
    throw error
  }
}

/** Makes a stream with or without sound that must be encoded; `mute` when no sound came out, and the file is of no use. */
async function tryStream(
  path: string,
  outPath: string,
  options: StreamOptions,
  withSound: boolean,
): Promise<MadeStream | null | 'mute'> {
  await using open = await openVideo(path)
  const traits = readVideoTraits(open)
  const need = planStream(traits, options.isEmbedded)
  if (need.kind === 'none') return null
  await using muxer = await Muxer.open(outPath, {
    format: 'mp4',
    options: { movflags: '+faststart', fflags: '+bitexact' },
  })
  const pictures =
    need.kind === 'copy'
      ? copyTrack(muxer, open.video, open)
      : await createPictureTrack(muxer, open, traits, TARGET, options.threads ?? 1)
  const tracks = new Map<number, Track>([[open.video.index, pictures]])
  const isEncoded = need.audio === 'encode' && withSound
  const sound = isEncoded && open.audio !== null ? await createSoundTrack(muxer, open, open.audio) : null
  if (open.audio !== null && sound !== null) tracks.set(open.audio.index, sound)
  if (open.audio !== null && need.audio === 'copy') {
    tracks.set(open.audio.index, copyTrack(muxer, open.audio, open))
  }
  try {
    await pump(open, tracks, options)
  } catch (error) {
    // The queue in front of the muxer ran over while it waited for sound.
    if (sound?.writtenPackets() === 0 && pictures.writtenPackets() > 0 && options.signal?.aborted !== true)
      return 'mute'
    throw error
  }
  if (pictures.writtenPackets() === 0) {
    throw new DecodeFailure('corrupt_source', 'Cannot make a stream: no frame came out')
  }
  if (sound?.writtenPackets() === 0) return 'mute'
  const size = need.kind === 'copy' ? traits.picture : planSize(traits.picture, TARGET)
  const isTurned = traits.picture.turn % 180 === 90
  return { width: isTurned ? size.height : size.width, height: isTurned ? size.width : size.height }
}

async function pump(
  open: OpenVideo,
  tracks: ReadonlyMap<number, Track>,
  options: StreamOptions,
): Promise<void> {
  const { signal, onProgress } = options
  using packet = new Packet()
  packet.alloc()
  try {
    for (let packets = 0; await open.readPacket(packet); packets += 1) {
      signal?.throwIfAborted()
      await tracks.get(packet.streamIndex)?.take(packet)
      if (packets % PROGRESS_PACKETS === 0) onProgress?.(readPart(open, packet))
      packet.unref()
    }
    for (const track of tracks.values()) await track.end()
    onProgress?.(1)
  } finally {
    for (const track of tracks.values()) track.close()
  }
}

function readPart({ durationSeconds, startUs }: OpenVideo, packet: Packet): number {
  const { num, den } = packet.timeBase
  const seconds = den > 0 ? (Number(packet.dts) * num) / den - Number(startUs) / 1e6 : 0
  return durationSeconds === null ? 0 : Math.min(1, Math.max(0, seconds / durationSeconds))
}

/**
 * Passes packets on. Of the track's metadata only the rotation is kept, which players need. Live Photos are trimmed: what
 * their container leaves out at the end is left out.
 */
function copyTrack(muxer: Muxer, input: Stream, { startUs, durationSeconds }: OpenVideo): Track {
  const matrix = input.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX)
  const { num, den } = input.timeBase
  const startTicks = (startUs * BigInt(den)) / (BigInt(num) * 1_000_000n)
  const endTicks = durationSeconds === null ? null : BigInt(Math.round((durationSeconds * den) / num))
  const index = muxer.addStream(input)
  const output = muxer.getStream(index)
  if (output !== undefined) {
    output.metadata = null
    output.codecpar.codecTag = 0
    if (matrix !== null) output.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, matrix)
  }
  let written = 0
  return {
    take: async (packet) => {
      if (packet.pts !== AV_NOPTS_VALUE) packet.pts -= startTicks
      if (packet.dts !== AV_NOPTS_VALUE) packet.dts -= startTicks
      packet.timeBase = input.timeBase
      if (endTicks !== null && packet.pts >= endTicks) return
      if (endTicks !== null && packet.pts + packet.duration > endTicks)
        packet.duration = endTicks - packet.pts
      await muxer.writePacket(packet, index)
      written += 1
    },
    end: () => Promise.resolve(),
    writtenPackets: () => written,
    close: () => undefined,
  }
}
