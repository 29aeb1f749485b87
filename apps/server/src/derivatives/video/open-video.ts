import {
  AV_CODEC_ID_NONE,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_LOG_QUIET,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants'
import { Dictionary, FormatContext, Log, type Packet, type Stream } from 'node-av/lib'
import { DecodeFailure } from '../decode-failure.ts'

/**
 * Containers that are opened. None of them names other files: playlists (HLS, DASH, concat) would let a video read the
 * server's own files, or call out into the network.
 */
const CONTAINERS =
  'mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,h264,hevc,flv,asf,ogg,dv,mxf,wtv,rm,ivf,obu'
/** Bytes and microseconds of a file that are read to learn what its streams are. */
const PROBE_BYTES = 8 * 1024 * 1024
const PROBE_US = 5_000_000
/** Streams in a container; cameras write up to a dozen. */
const STREAMS_MAX = 64

/** A video that is open for reading. */
export interface OpenVideo extends AsyncDisposable {
  /** FFmpeg's names of the container, separated by commas. */
  readonly container: string
  /** Whether it is QuickTime's own kind of MP4. */
  readonly isQuickTime: boolean
  readonly video: Stream
  /** Null when there is no sound that could be told. */
  readonly audio: Stream | null
  /** Seconds; null when nothing tells. */
  readonly durationSeconds: number | null
  /** Time of the first picture or sound, microseconds. */
  readonly startUs: bigint
  /** Reads the next packet of any stream; false at the end, and where the file is too damaged to go on. */
  readonly readPacket: (packet: Packet) => Promise<boolean>
}

/**
 * Opens a local video file and finds its pictures and its sound. Rejects with `DecodeFailure` when it is no video,
 * is too damaged, or is coded in a way that nothing here reads.
 */
export async function openVideo(path: string): Promise<OpenVideo> {
  Log.setLevel(AV_LOG_QUIET)
  const format = new FormatContext()
  format.allocContext()
  const options = Dictionary.fromObject({
    format_whitelist: CONTAINERS,
    protocol_whitelist: 'file',
    probesize: PROBE_BYTES,
    analyzeduration: PROBE_US,
    max_streams: STREAMS_MAX,
  })
  try {
    const opened = await format.openInput(`file:${path}`, null, options)
    if (opened < 0) throw new DecodeFailure('corrupt_source', `Cannot open video: FFmpeg answers ${opened}`)
    const probed = await format.findStreamInfo()
    if (probed < 0) throw new DecodeFailure('corrupt_source', `Cannot read streams: FFmpeg answers ${probed}`)
    return toOpenVideo(format)
  } catch (error) {
    await format.closeInput()
    throw error
  } finally {
    options.free()
  }
}

function toOpenVideo(format: FormatContext): OpenVideo {
  const video = findStream(format, AVMEDIA_TYPE_VIDEO)
  if (video === null)
    throw new DecodeFailure('unsupported_codec', 'Cannot find pictures: there is no video track')
  if (video.codecpar.codecId === AV_CODEC_ID_NONE) {
    throw new DecodeFailure('unsupported_codec', 'Cannot decode pictures: their codec is unknown')
  }
  const audio = findStream(format, AVMEDIA_TYPE_AUDIO)
  return {
    container: format.iformat?.name ?? '',
    isQuickTime: (format.metadata?.get('major_brand') ?? 'qt  ') === 'qt  ', // files from before brands are QuickTime
    video,
    audio: audio === null || audio.codecpar.codecId === AV_CODEC_ID_NONE ? null : audio,
    durationSeconds: format.duration > 0n ? Number(format.duration) / 1e6 : null,
    // The least number stands for "unknown".
    startUs: format.startTime > -(2n ** 62n) ? format.startTime : 0n,
    readPacket: async (packet) => (await format.readFrame(packet)) >= 0,
    [Symbol.asyncDispose]: () => format.closeInput(),
  }
}

/** A cover picture of a sound file is a stream of pictures too, of one. */
function findStream(
  format: FormatContext,
  kind: typeof AVMEDIA_TYPE_VIDEO | typeof AVMEDIA_TYPE_AUDIO,
): Stream | null {
  const stream = format.streams[format.findBestStream(kind)]
  return stream === undefined || stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC) ? null : stream
}
