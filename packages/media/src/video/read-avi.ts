/*
 * AVI is RIFF: chunks of four letters, a little-endian length, content, and a byte of padding when the length is odd.
 * `LIST` chunks hold chunks. The header list `hdrl` stands first:  avih (main header), then strl per stream: strh, strf.
 */
import { latin1At } from '../latin1-at.ts'
import { type BoundedReader, uintLittleAt, utf8ToText } from './bounded-reader.ts'
import { parseZonedDate } from './parse-zoned-date.ts'
import { NO_VIDEO_FACTS, type VideoFacts, type ZonedDate } from './video-facts.ts'

/** Chunks looked at in one list, and bytes read of one chunk. */
const CHUNKS_MAX = 128
const CHUNK_BYTES_MAX = 256
/** Cameras that count the frames of all streams give 2 to 3 times as many (ExifTool's finding, Fujifilm REAL 3D). */
const OVERCOUNT_MIN = 1.9
const OVERCOUNT_MAX = 3.1

/** Facts of an AVI file. Rejects only when the reader does. */
export async function readAvi(reader: BoundedReader): Promise<VideoFacts> {
  const top = await listChunks(reader, 12, reader.bytes)
  const header = top.find((chunk) => chunk.type === 'LIST hdrl')
  if (header === undefined) return { ...NO_VIDEO_FACTS, warnings: ['There is no header list'] }
  const parts = await listChunks(reader, header.from, header.to)
  const main = await readChunk(reader, parts, 'avih')
  const stream = await readVideoStream(reader, parts)
  const mainMs = (uintLittleAt(main, 0, 4) * uintLittleAt(main, 16, 4)) / 1000
  const [width, height] = [uintLittleAt(main, 32, 4), uintLittleAt(main, 36, 4)]
  const isSized = width > 0 && height > 0
  return {
    ...NO_VIDEO_FACTS,
    width: isSized ? width : (stream?.width ?? null),
    height: isSized ? height : (stream?.height ?? null),
    durationMs: pickDuration(mainMs, stream?.durationMs ?? 0),
    codec: stream?.codec ?? null,
    framesPerSecond: stream?.framesPerSecond ?? null,
    creationDate: await readDate(reader, top, parts),
    warnings: stream === null ? ['There is no video stream'] : [],
  }
}

interface Chunk {
  /** Four letters; of a list: `LIST` and its own four. */
  readonly type: string
  readonly from: number
  readonly to: number
}

async function listChunks(reader: BoundedReader, from: number, to: number): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = []
  let at = from
  while (at + 8 <= to && chunks.length < CHUNKS_MAX) {
    const head = await reader.read(at, 12)
    if (head.length < 8) break
    const type = latin1At(head, 0, 4)
    const size = uintLittleAt(head, 4, 4)
    const isList = type === 'LIST' && head.length === 12
    const start = at + (isList ? 12 : 8)
    chunks.push({
      type: isList ? `LIST ${latin1At(head, 8, 4)}` : type,
      from: start,
      to: Math.max(start, Math.min(at + 8 + size, to)),
    })
    at += 8 + size + (size % 2)
  }
  return chunks
}

async function readChunk(reader: BoundedReader, chunks: readonly Chunk[], type: string): Promise<Uint8Array> {
  const chunk = chunks.find((candidate) => candidate.type === type)
  if (chunk === undefined) return new Uint8Array()
  return reader.read(chunk.from, Math.min(chunk.to - chunk.from, CHUNK_BYTES_MAX))
}

type VideoStream = Pick<VideoFacts, 'width' | 'height' | 'durationMs' | 'codec' | 'framesPerSecond'>

async function readVideoStream(reader: BoundedReader, parts: readonly Chunk[]): Promise<VideoStream | null> {
  for (const list of parts) {
    if (list.type !== 'LIST strl') continue
    const chunks = await listChunks(reader, list.from, list.to)
    const header = await readChunk(reader, chunks, 'strh')
    if (latin1At(header, 0, 4) !== 'vids') continue
    const format = await readChunk(reader, chunks, 'strf')
    const [scale, rate] = [uintLittleAt(header, 20, 4), uintLittleAt(header, 24, 4)]
    const isTimed = scale > 0 && rate > 0
    const height = uintLittleAt(format, 8, 4)
    const codec = [latin1At(format, 16, 4), latin1At(header, 4, 4)].find((name) => /^[\w ]{4}$/.test(name))
    return {
      width: uintLittleAt(format, 4, 4) || null,
      // Negative: rows stand from the top.
      height: (height >= 2 ** 31 ? 2 ** 32 - height : height) || null,
      durationMs: isTimed ? (uintLittleAt(header, 32, 4) * scale * 1000) / rate : null,
      codec: codec?.trim().toLowerCase() ?? null,
      framesPerSecond: isTimed ? rate / scale : null,
    }
  }
  return null
}

/** The main header's, unless the stream knows of more (files above 1 GB) or the main header counted all streams. */
function pickDuration(mainMs: number, streamMs: number): number | null {
  const ratio = streamMs > 0 ? mainMs / streamMs : 1
  const picked =
    ratio < 1 / OVERCOUNT_MIN || (ratio > OVERCOUNT_MIN && ratio < OVERCOUNT_MAX) ? streamMs : mainMs
  return picked || streamMs || null
}

/** `IDIT` stands in the header list, sometimes in the list of texts. */
async function readDate(
  reader: BoundedReader,
  top: readonly Chunk[],
  header: readonly Chunk[],
): Promise<ZonedDate | null> {
  const texts = top.find((chunk) => chunk.type === 'LIST INFO')
  const textChunks = texts === undefined ? [] : await listChunks(reader, texts.from, texts.to)
  for (const chunks of [header, textChunks, top]) {
    const date = parseRiffDate(utf8ToText(await readChunk(reader, chunks, 'IDIT')))
    if (date !== null) return date
  }
  return null
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** `Mon Mar 10 15:04:43 2003` (most cameras), `2001/ 1/27  1:42PM` (Casio), `2005/11/28/ 09:19` (Concord). */
const WORDS = /^\w{3}\s+(\w{3})\s+(\d{1,2})\s+(\d{1,2}):(\d{2}):(\d{2})\s+(\d{4})/
const SLASHES =
  /^(\d{4})[-/:]\s?(\d{1,2})[-/:]\s?(\d{1,2})\/?\s+(\d{1,2}):\s?(\d{2})(?::\s?(\d{2}))?\s*([AP])?M?/

function parseRiffDate(text: string): ZonedDate | null {
  const words = WORDS.exec(text)
  if (words !== null) {
    const [, name = '', day = '', hour = '', minute = '', second = '', year = ''] = words
    return parseZonedDate(joinDate(year, String(MONTHS.indexOf(name) + 1), day, hour, minute, second))
  }
  const slashes = SLASHES.exec(text)
  if (slashes === null) return parseZonedDate(text)
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', half] = slashes
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'P' ? 12 : 0)
  return parseZonedDate(joinDate(year, month, day, String(hours), minute, second))
}

function joinDate(year: string, ...rest: readonly string[]): string {
  const [month, day, hour, minute, second] = rest.map((part) => part.padStart(2, '0'))
  return `${year}-${month}-${day}T${hour}:${minute}:${second}`
}
