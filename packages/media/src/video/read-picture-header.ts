/*
 * What raw pictures say: the sequence header of MPEG-1 and 2 (ISO/IEC 13818-2, 6.2.2.1), and of H.264 the sequence
 * parameter set (ITU-T H.264, 7.3.2.1) and the message in which AVCHD camcorders note when they recorded.
 */
import { uintAt } from './bounded-reader.ts'
import { type CameraNote, readCameraNote } from './read-camera-note.ts'
import { parseSequenceSet, stripEmulation } from './parse-sequence-set.ts'
import { findStartCode } from './packetized-stream.ts'

/** Units of the stream that are looked at, and bytes of one that are read. */
const UNITS_MAX = 4096
const UNIT_BYTES_MAX = 8192
const SEQUENCE_HEADER = 0xb3
const H264_MESSAGE = 6
const H264_SEQUENCE_SET = 7
/** By frame rate code, table 6-4. */
const MPEG_FRAME_RATES: readonly number[] = [0, 24 / 1.001, 24, 25, 30 / 1.001, 30, 50, 60 / 1.001, 60]

/** What the pictures of a stream say of themselves. */
export interface PictureHeader {
  readonly codec: string
  readonly width: number
  readonly height: number
  readonly framesPerSecond: number | null
  readonly camera: CameraNote | null
}

/** The first header in a stream of pictures; null when there is none, and for HEVC. `codec` null: to be told from the bytes. */
export function readPictureHeader(
  bytes: Uint8Array,
  codec: 'mpeg2' | 'h264' | 'hevc' | null,
): PictureHeader | null {
  if (codec === 'hevc') return null
  let header: PictureHeader | null = null
  let camera: CameraNote | null = null
  let at = findStartCode(bytes, 0)
  for (let units = 0; at !== -1 && units < UNITS_MAX; units += 1) {
    const code = bytes[at + 3] ?? 0
    if (codec !== 'h264' && code === SEQUENCE_HEADER) return readSequenceHeader(bytes.subarray(at + 4))
    const next = findStartCode(bytes, at + 3)
    if (codec !== 'mpeg2' && (code & 0x80) === 0) {
      const end = Math.min(next === -1 ? bytes.length : next, at + 4 + UNIT_BYTES_MAX)
      const kind = code & 0x1f
      if (kind === H264_SEQUENCE_SET && header === null) header = readSequenceSet(bytes.subarray(at + 4, end))
      if (kind === H264_MESSAGE && camera === null)
        camera = readCameraNote(stripEmulation(bytes.subarray(at + 4, end)))
    }
    if (header !== null && camera !== null) break
    at = next
  }
  return header === null ? null : { ...header, camera }
}

function readSequenceHeader(bytes: Uint8Array): PictureHeader | null {
  const [width, height] = [uintAt(bytes, 0, 3) >> 12, uintAt(bytes, 0, 3) & 0xfff]
  if (width === 0 || height === 0) return null
  const framesPerSecond = MPEG_FRAME_RATES[(bytes[3] ?? 0) & 0xf] || null
  return { codec: 'mp2v', width, height, framesPerSecond, camera: null }
}

function readSequenceSet(bytes: Uint8Array): PictureHeader | null {
  const size = parseSequenceSet(bytes)
  return size === null ? null : { codec: 'avc1', ...size, camera: null }
}
