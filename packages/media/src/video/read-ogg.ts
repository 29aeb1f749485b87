/*
 * Ogg is a row of pages, each with the serial number of its stream and the time it reaches. Theora, the one codec of
 * pictures that was ever common there, tells its size on its first page (Theora specification, 6.2).
 */
import { holdsAscii } from '../holds-ascii.ts'
import { latin1At } from '../latin1-at.ts'
import { type BoundedReader, uintAt, uintLittleAt } from './bounded-reader.ts'
import { NO_VIDEO_FACTS, type VideoFacts } from './video-facts.ts'

/** The first pages stand in so many bytes, the last page of each stream in so many. */
const HEAD_BYTES = 4096
const TAIL_BYTES = 128 * 1024

/** Facts of an Ogg file; only Theora tells any. Rejects only when the reader does. */
export async function readOgg(reader: BoundedReader): Promise<VideoFacts> {
  const head = await reader.read(0, HEAD_BYTES)
  const text = latin1At(head, 0, head.length)
  const at = text.indexOf('\x80theora')
  const pageAt = text.lastIndexOf('OggS', at)
  if (at === -1 || pageAt === -1 || at + 42 > head.length) return NO_VIDEO_FACTS
  const [rate, scale] = [uintAt(head, at + 22, 4), uintAt(head, at + 26, 4)]
  const shift = (uintAt(head, at + 40, 2) >> 5) & 0x1f
  const frames = await readLastFrame(reader, latin1At(head, pageAt + 14, 4), shift)
  const framesPerSecond = rate > 0 && scale > 0 ? rate / scale : null
  return {
    ...NO_VIDEO_FACTS,
    width: uintAt(head, at + 14, 3) || null,
    height: uintAt(head, at + 17, 3) || null,
    durationMs: framesPerSecond === null || frames === null ? null : (frames / framesPerSecond) * 1000,
    codec: 'theo',
    framesPerSecond,
  }
}

/** The frame that the last page of this stream reaches: a keyframe's number, shifted left, and frames since. */
async function readLastFrame(reader: BoundedReader, serial: string, shift: number): Promise<number | null> {
  const tail = await reader.read(reader.bytes - TAIL_BYTES, TAIL_BYTES)
  if (!holdsAscii(tail, 'OggS')) return null
  const text = latin1At(tail, 0, tail.length)
  for (let at = text.lastIndexOf('OggS'); at > 0; at = text.lastIndexOf('OggS', at - 1)) {
    if (text.slice(at + 14, at + 18) !== serial) continue
    const granule = uintLittleAt(tail, at + 6, 4) + uintLittleAt(tail, at + 10, 4) * 2 ** 32
    // All ones: no frame ends on this page.
    if (granule < 2 ** 53) return Math.floor(granule / 2 ** shift) + (granule % 2 ** shift)
  }
  return null
}
