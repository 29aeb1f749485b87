import type { ByteSource } from '../media-facts.ts'
import type { MediaType } from '../media-type.ts'
import { type BoundedReader, boundReader } from './bounded-reader.ts'
import { readAvi } from './read-avi.ts'
import { readBaseMedia } from './read-base-media.ts'
import { readFlash } from './read-flash.ts'
import { readMatroska } from './read-matroska.ts'
import { readOgg } from './read-ogg.ts'
import { readMpegStream } from './read-mpeg-stream.ts'
import { readWindowsMedia } from './read-windows-media.ts'
import { NO_VIDEO_FACTS, type VideoFacts, WARNINGS_MAX } from './video-facts.ts'

const READER_BY_TYPE: ReadonlyMap<MediaType, (reader: BoundedReader) => Promise<VideoFacts>> = new Map([
  ['video/3gpp', readBaseMedia],
  ['video/3gpp2', readBaseMedia],
  ['video/mj2', readBaseMedia],
  ['video/mp4', readBaseMedia],
  ['video/quicktime', readBaseMedia],
  ['video/x-m4v', readBaseMedia],
  ['image/avif', readBaseMedia],
  ['image/heic-sequence', readBaseMedia],
  ['image/heif-sequence', readBaseMedia],
  ['video/mp2t', readMpegStream],
  ['video/mpeg', readMpegStream],
  ['video/ogg', readOgg],
  ['video/webm', readMatroska],
  ['video/x-flv', readFlash],
  ['video/x-matroska', readMatroska],
  ['video/x-ms-wmv', readWindowsMedia],
  ['video/x-msvideo', readAvi],
])

/**
 * What a video of this type says of itself, by the headers of its container: no picture is decoded, and at most 32 MiB are
 * read. Bad bytes cost only what stood in them. Never throws for bad bytes; rejects only when `source` cannot be read.
 */
export async function readVideoFacts(source: ByteSource, type: MediaType): Promise<VideoFacts> {
  const read = READER_BY_TYPE.get(type)
  if (read === undefined) return NO_VIDEO_FACTS
  const reader = boundReader(source)
  const facts = await read(reader)
  const warnings = reader.isSpent()
    ? [...facts.warnings, 'Its headers are too large to read']
    : facts.warnings
  return { ...facts, warnings: warnings.slice(0, WARNINGS_MAX) }
}
