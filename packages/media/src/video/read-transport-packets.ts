import { uintAt } from './bounded-reader.ts'
import { joinBytes, type PictureStretch, readPacketHeader } from './packetized-stream.ts'

/** Packets have 188 bytes; camcorders put a time of four bytes before each. */
const PACKET_BYTES = 188
const TIMED_PACKET_BYTES = 192
/** Packets in a row that must begin with the sync byte for the stretch to count as found. */
const SYNC_PACKETS = 3
/** Bytes of pictures that are joined: more than the header of a first frame. */
const PICTURE_BYTES_MAX = 256 * 1024

const CODEC_BY_STREAM_TYPE: ReadonlyMap<number, 'mpeg2' | 'h264' | 'hevc'> = new Map([
  [0x01, 'mpeg2'],
  [0x02, 'mpeg2'],
  [0x1b, 'h264'],
  [0x24, 'hevc'],
])

/** The numbered packets that hold the pictures, and how they are coded. */
export interface PictureStream {
  readonly packetId: number
  readonly codec: 'mpeg2' | 'h264' | 'hevc'
}

/**
 * The pictures in a stretch of a transport stream. `known` says which packets hold them; otherwise the stretch's own
 * tables do. Null when it holds no pictures that we know.
 */
export function readTransportPackets(
  bytes: Uint8Array,
  known: PictureStream | null = null,
): (PictureStretch & { readonly pictureStream: PictureStream }) | null {
  const layout = findLayout(bytes)
  if (layout === null) return null
  let mapId: number | null = null
  let pictureStream = known
  const parts: Uint8Array[] = []
  const times: number[] = []
  let joinedBytes = 0
  for (let at = layout.first; at + PACKET_BYTES <= bytes.length; at += layout.stride) {
    if (bytes[at] !== 0x47) continue
    const packetId = uintAt(bytes, at + 1, 2) & 0x1fff
    const begins = ((bytes[at + 1] ?? 0) & 0x40) !== 0
    const payload = readPayload(bytes.subarray(at, at + PACKET_BYTES))
    if (packetId === 0 && begins) mapId ??= readProgramTable(payload)
    else if (packetId === mapId && begins) pictureStream ??= readStreamTable(payload)
    else if (packetId === pictureStream?.packetId) {
      const isHeader = begins && uintAt(payload, 0, 3) === 1
      const header = isHeader ? readPacketHeader(payload) : { headBytes: 0, time: null }
      if (header.time !== null) times.push(header.time)
      if (joinedBytes < PICTURE_BYTES_MAX) parts.push(payload.subarray(header.headBytes))
      joinedBytes += payload.length
    }
  }
  if (pictureStream === null) return null
  return { codec: pictureStream.codec, bytes: joinBytes(parts), times, pictureStream }
}

/** Where the first packet stands and how far apart they are; null when no place fits. */
function findLayout(bytes: Uint8Array): { readonly first: number; readonly stride: number } | null {
  for (let first = 0; first < TIMED_PACKET_BYTES; first += 1) {
    for (const stride of [PACKET_BYTES, TIMED_PACKET_BYTES]) {
      let packets = 0
      while (packets < SYNC_PACKETS && bytes[first + packets * stride] === 0x47) packets += 1
      if (packets === SYNC_PACKETS) return { first, stride }
    }
  }
  return null
}

/** A packet without its header and adaptation field. */
function readPayload(packet: Uint8Array): Uint8Array {
  const control = ((packet[3] ?? 0) >> 4) & 3
  if ((control & 1) === 0) return new Uint8Array()
  return packet.subarray(control === 3 ? 5 + (packet[4] ?? 0) : 4)
}

/** The packets of the first program's table. */
function readProgramTable(payload: Uint8Array): number | null {
  const section = payload.subarray(1 + (payload[0] ?? 0))
  for (let at = 8; at + 4 <= section.length; at += 4) {
    if (uintAt(section, at, 2) !== 0) return uintAt(section, at + 2, 2) & 0x1fff
  }
  return null
}

/** The first stream of pictures in a program's table. */
function readStreamTable(payload: Uint8Array): PictureStream | null {
  const section = payload.subarray(1 + (payload[0] ?? 0))
  const end = Math.min(section.length, 3 + (uintAt(section, 1, 2) & 0xfff) - 4)
  let at = 12 + (uintAt(section, 10, 2) & 0xfff)
  while (at + 5 <= end) {
    const codec = CODEC_BY_STREAM_TYPE.get(section[at] ?? 0)
    if (codec !== undefined) return { packetId: uintAt(section, at + 1, 2) & 0x1fff, codec }
    at += 5 + (uintAt(section, at + 3, 2) & 0xfff)
  }
  return null
}
