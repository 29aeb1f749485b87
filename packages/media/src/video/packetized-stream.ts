import { uintAt } from './bounded-reader.ts'

/** What a stretch of a stream holds of its pictures. */
export interface PictureStretch {
  /** `null`: to be told from the bytes. */
  readonly codec: 'mpeg2' | 'h264' | 'hevc' | null
  /** Bytes of the pictures, joined. */
  readonly bytes: Uint8Array
  /** Presentation times, ticks of 1/90,000 s, in file order. */
  readonly times: readonly number[]
}

/** Position of the next `00 00 01` at or after `from`; -1 when there is none. */
export function findStartCode(bytes: Uint8Array, from: number): number {
  for (let one = bytes.indexOf(1, from + 2); one !== -1; one = bytes.indexOf(1, one + 1)) {
    if (bytes[one - 1] === 0 && bytes[one - 2] === 0) return one - 2
  }
  return -1
}

/** Length of the header of a packetized stream's packet (MPEG-2 or MPEG-1), and the time in it. */
export function readPacketHeader(packet: Uint8Array): {
  readonly headBytes: number
  readonly time: number | null
} {
  const isMpeg2 = ((packet[6] ?? 0) & 0xc0) === 0x80
  if (isMpeg2) {
    const hasTime = ((packet[7] ?? 0) & 0x80) !== 0
    return { headBytes: 9 + (packet[8] ?? 0), time: hasTime ? readTime(packet, 9) : null }
  }
  let at = 6
  while (at < 22 && packet[at] === 0xff) at += 1
  if (((packet[at] ?? 0) & 0xc0) === 0x40) at += 2
  const kind = (packet[at] ?? 0) >> 4
  if (kind === 2 || kind === 3) return { headBytes: at + (kind === 2 ? 5 : 10), time: readTime(packet, at) }
  return { headBytes: at + 1, time: null }
}

/** 33 bits in five bytes, with marker bits between. */
function readTime(bytes: Uint8Array, at: number): number | null {
  if (at + 5 > bytes.length) return null
  return (
    (((bytes[at] ?? 0) >> 1) & 7) * 2 ** 30 +
    (uintAt(bytes, at + 1, 2) >> 1) * 2 ** 15 +
    (uintAt(bytes, at + 3, 2) >> 1)
  )
}

/** The parts, one after another. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
