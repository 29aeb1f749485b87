/*
 * MPEG program streams (DVD, old camcorders) and transport streams (AVCHD camcorders, television; ISO/IEC 13818-1) have
 * no header that tells size or duration: both are chopped into packets of pictures and sound. So the packets of pictures
 * at the start are joined until a picture header is seen, and the times on the first and last ones are compared.
 */
import { type BoundedReader, uintAt } from './bounded-reader.ts'
import { findStartCode, joinBytes, type PictureStretch, readPacketHeader } from './packetized-stream.ts'
import { type PictureHeader, readPictureHeader } from './read-picture-header.ts'
import { readTransportPackets } from './read-transport-packets.ts'
import { NO_VIDEO_FACTS, type VideoFacts } from './video-facts.ts'

/** Bytes at either end that are searched. */
const HEAD_BYTES = 1024 * 1024
const TAIL_BYTES = 512 * 1024
/** Packets that are looked at in either. */
const PACKETS_MAX = 16_384
/** Times count 90,000 a second in 33 bits. */
const TICKS_PER_MS = 90
const WRAP_TICKS = 2 ** 33
/** More than any recording: the clock was set anew in between. */
const DURATION_MS_MAX = 24 * 3600 * 1000

/** Facts of an MPEG program or transport stream. Rejects only when the reader does. */
export async function readMpegStream(reader: BoundedReader): Promise<VideoFacts> {
  const head = await reader.read(0, HEAD_BYTES)
  const isProgram = uintAt(head, 0, 3) === 1
  const stretch = isProgram ? readProgramPackets(head) : readTransportPackets(head)
  if (stretch === null) return { ...NO_VIDEO_FACTS, warnings: ['There is no video stream'] }
  const tail = await reader.read(Math.max(0, reader.bytes - TAIL_BYTES), TAIL_BYTES)
  const last = isProgram ? readProgramPackets(tail) : readTransportPackets(tail, stretch.pictureStream)
  const picture: PictureHeader | null = readPictureHeader(stretch.bytes, stretch.codec)
  return {
    ...NO_VIDEO_FACTS,
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    codec: picture?.codec ?? (stretch.codec === 'hevc' ? 'hvc1' : null),
    framesPerSecond: picture?.framesPerSecond ?? null,
    durationMs: timesToDuration(stretch.times, last?.times ?? []),
    creationDate: picture?.camera?.date ?? null,
    make: picture?.camera?.make ?? null,
  }
}

/** From the earliest time at the start to the latest at the end, across a wrap of the clock. */
function timesToDuration(head: readonly number[], tail: readonly number[]): number | null {
  const start = head[0]
  if (start === undefined) return null
  let latest = 0
  for (const time of [...head, ...tail]) {
    const ticks = (time - start + WRAP_TICKS) % WRAP_TICKS
    // Frames may be shown before the first in the file: times just below the start.
    if (ticks < WRAP_TICKS / 2) latest = Math.max(latest, ticks)
  }
  const durationMs = latest / TICKS_PER_MS
  return durationMs > 0 && durationMs < DURATION_MS_MAX ? durationMs : null
}

/** Packets begin with `00 00 01` and a stream number, E0 to EF for pictures. A raw stream of pictures has none. */
function readProgramPackets(bytes: Uint8Array): (PictureStretch & { readonly pictureStream: null }) | null {
  const parts: Uint8Array[] = []
  const times: number[] = []
  let seen = 0
  let at = findStartCode(bytes, 0)
  while (at !== -1 && seen < PACKETS_MAX) {
    seen += 1
    const code = bytes[at + 3] ?? 0
    if (code >= 0xbc && code <= 0xef) {
      const end = at + 6 + uintAt(bytes, at + 4, 2)
      if (code >= 0xe0) {
        const packet = readPacketHeader(bytes.subarray(at, Math.min(end, bytes.length)))
        if (packet.time !== null) times.push(packet.time)
        parts.push(bytes.subarray(at + packet.headBytes, Math.min(end, bytes.length)))
      }
      at = findStartCode(bytes, end)
    } else at = findStartCode(bytes, at + 4)
  }
  const joined = parts.length === 0 ? bytes : joinBytes(parts)
  return { codec: null, bytes: joined, times, pictureStream: null }
}
