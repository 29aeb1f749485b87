/*
 * ASF (Windows Media) is a header object of objects: sixteen bytes of name, eight of length, little-endian. Of them two
 * are wanted: File Properties (when, how long) and the Stream Properties of the pictures (how large).
 */
import { latin1At } from '../latin1-at.ts'
import { type BoundedReader, uintLittleAt } from './bounded-reader.ts'
import { keepPlausible } from './parse-zoned-date.ts'
import { NO_VIDEO_FACTS, type VideoFacts } from './video-facts.ts'

/** Objects that are looked at; each stream has a handful. */
const OBJECTS_MAX = 128
const OBJECT_BYTES_MAX = 160
const FILE_PROPERTIES = '\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\x00\xc0\x0c\x20\x53\x65'
const STREAM_PROPERTIES = '\x91\x07\xdc\xb7\xb7\xa9\xcf\x11\x8e\xe6\x00\xc0\x0c\x20\x53\x65'
const PICTURE_STREAM = '\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b'
/** File times count units of 100 ns from 1601-01-01. */
const UNITS_PER_MS = 10_000
const EPOCH_MS = Date.UTC(1601, 0, 1)

/**
 * Facts of an ASF file. The duration is the play duration that the file declares, which counts the time to fill buffers
 * (some seconds) as ExifTool does. Rejects only when the reader does.
 */
export async function readWindowsMedia(reader: BoundedReader): Promise<VideoFacts> {
  let facts = NO_VIDEO_FACTS
  let at = 30
  for (let count = 0; count < OBJECTS_MAX; count += 1) {
    const bytes = await reader.read(at, OBJECT_BYTES_MAX)
    const size = uint64LittleAt(bytes, 16)
    if (bytes.length < 24 || size < 24) break
    const name = latin1At(bytes, 0, 16)
    const content = bytes.subarray(24)
    if (name === FILE_PROPERTIES && content.length >= 48) facts = { ...facts, ...readFileProperties(content) }
    if (name === STREAM_PROPERTIES && latin1At(content, 0, 16) === PICTURE_STREAM && facts.width === null) {
      facts = { ...facts, ...readStreamProperties(content) }
    }
    at += size
  }
  return facts.width === null ? { ...facts, warnings: ['There is no video stream'] } : facts
}

function readFileProperties(content: Uint8Array): Pick<VideoFacts, 'createdUtc' | 'durationMs'> {
  const durationMs = uint64LittleAt(content, 40) / UNITS_PER_MS
  return {
    createdUtc: keepPlausible(EPOCH_MS + uint64LittleAt(content, 24) / UNITS_PER_MS),
    durationMs: durationMs > 0 ? durationMs : null,
  }
}

function readStreamProperties(content: Uint8Array): Pick<VideoFacts, 'width' | 'height' | 'codec'> {
  const codec = latin1At(content, 54 + 11 + 16, 4)
  return {
    width: uintLittleAt(content, 54, 4) || null,
    height: uintLittleAt(content, 58, 4) || null,
    codec: /^\w{4}$/.test(codec) ? codec.toLowerCase() : null,
  }
}

function uint64LittleAt(bytes: Uint8Array, offset: number): number {
  return uintLittleAt(bytes, offset, 4) + uintLittleAt(bytes, offset + 4, 4) * 2 ** 32
}
