import { latin1At } from '../latin1-at.ts'
import { type BoundedReader, int32At, uintAt } from './bounded-reader.ts'
import { type Box, findBox, findBoxAt, listBoxes, readBox } from './list-boxes.ts'

/** Bytes of the table of sample durations that are read: an hour of frames that all last differently. */
const TIME_TABLE_BYTES_MAX = 2 * 1024 * 1024
const TIME_TABLE_PART_BYTES = 64 * 1024
/** Sample descriptions of pictures are fields of 86 bytes, then boxes. */
const PICTURE_ENTRY_BYTES = 86
/** Transfer functions that are HDR, by ITU-T H.273: PQ and HLG. */
const HDR_TRANSFERS: readonly number[] = [16, 18]
/** Boxes that configure Dolby Vision. */
const DOLBY_VISION_BOXES: readonly string[] = ['dvcC', 'dvvC', 'dvwC']

/** A track of pictures. */
export interface VideoTrack {
  /** `stills`: a sequence of stills, as animated AVIF has it. */
  readonly kind: 'video' | 'stills'
  readonly id: number
  /** Ticks a second that its durations are counted in; 0 when it does not say. */
  readonly timescale: number
  readonly width: number | null
  readonly height: number | null
  /** Clockwise: 0, 90, 180 or 270. */
  readonly rotation: number
  readonly codec: string | null
  readonly framesPerSecond: number | null
  readonly isHdr: boolean
}

/** Reads a `trak` box; null when it holds no pictures. Rejects only when the reader does. */
export async function readVideoTrack(reader: BoundedReader, track: Box): Promise<VideoTrack | null> {
  const parts = await listBoxes(reader, track.from, track.to)
  const media = findBox(parts, 'mdia')
  if (media === undefined) return null
  const mediaParts = await listBoxes(reader, media.from, media.to)
  const handlerBox = findBox(mediaParts, 'hdlr')
  const handler = handlerBox === undefined ? '' : latin1At(await readBox(reader, handlerBox, 12), 8, 4)
  if (handler !== 'vide' && handler !== 'pict') return null

  const header = await readTrackHeader(reader, findBox(parts, 'tkhd'))
  const mediaHeader = await readWhole(reader, findBox(mediaParts, 'mdhd'), 24)
  const timescale = uintAt(mediaHeader, mediaHeader[0] === 1 ? 20 : 12, 4)
  const tables = await findBoxAt(reader, media.from, media.to, ['minf', 'stbl'])
  const tableBoxes = tables === undefined ? [] : await listBoxes(reader, tables.from, tables.to)
  const entry = await readPictureEntry(reader, findBox(tableBoxes, 'stsd'))
  const isVideo = handler === 'vide'
  return {
    kind: isVideo ? 'video' : 'stills',
    id: header.id,
    timescale,
    width: header.width ?? entry.width,
    height: header.height ?? entry.height,
    rotation: header.rotation,
    codec: isVideo ? entry.codec : null,
    framesPerSecond: isVideo ? await readFrameRate(reader, findBox(tableBoxes, 'stts'), timescale) : null,
    isHdr: entry.isHdr,
  }
}

interface TrackHeader {
  readonly id: number
  readonly width: number | null
  readonly height: number | null
  readonly rotation: number
}

async function readTrackHeader(reader: BoundedReader, box: Box | undefined): Promise<TrackHeader> {
  const bytes = await readWhole(reader, box, 96)
  const matrixAt = bytes[0] === 1 ? 52 : 40
  const [width, height] = [
    toPixels(uintAt(bytes, matrixAt + 36, 4)),
    toPixels(uintAt(bytes, matrixAt + 40, 4)),
  ]
  return {
    id: uintAt(bytes, bytes[0] === 1 ? 20 : 12, 4),
    width: width > 0 && height > 0 ? width : null,
    height: width > 0 && height > 0 ? height : null,
    rotation: matrixToRotation(int32At(bytes, matrixAt), int32At(bytes, matrixAt + 4)),
  }
}

/** Sizes are 16.16 fixed point, which some cameras (Pentax) do not know. */
function toPixels(fixed: number): number {
  return fixed >= 0x10000 ? Math.round(fixed / 65536) : fixed
}

/** Clockwise quarter turn nearest to where the first row of the matrix sends the x axis. */
function matrixToRotation(a: number, b: number): number {
  if (a === 0 && b === 0) return 0
  const quarters = Math.round(Math.atan2(b, a) / (Math.PI / 2))
  return ((quarters + 4) % 4) * 90
}

interface PictureEntry {
  readonly codec: string | null
  readonly width: number | null
  readonly height: number | null
  readonly isHdr: boolean
}

/** The first sample description: eight bytes, then size, codec, fields and boxes of its own. */
async function readPictureEntry(reader: BoundedReader, box: Box | undefined): Promise<PictureEntry> {
  const bytes = await readWhole(reader, box, 8 + PICTURE_ENTRY_BYTES)
  if (box === undefined || bytes.length < 16) return { codec: null, width: null, height: null, isHdr: false }
  const codec = latin1At(bytes, 12, 4)
  const [width, height] = [uintAt(bytes, 8 + 32, 2), uintAt(bytes, 8 + 34, 2)]
  const end = Math.min(box.from + 8 + uintAt(bytes, 8, 4), box.to)
  let isHdr = codec === 'dvh1' || codec === 'dvhe'
  for (const child of await listBoxes(reader, box.from + 8 + PICTURE_ENTRY_BYTES, end)) {
    if (DOLBY_VISION_BOXES.includes(child.type)) isHdr = true
    if (child.type !== 'colr') continue
    const colour = await readBox(reader, child, 10)
    if (/^ncl[cx]$/.test(latin1At(colour, 0, 4)) && HDR_TRANSFERS.includes(uintAt(colour, 6, 2))) isHdr = true
  }
  return {
    codec: /^[\x20-\x7e]{4}$/.test(codec) && codec.trim() !== '' ? codec.trim() : null,
    width: width > 0 && height > 0 ? width : null,
    height: width > 0 && height > 0 ? height : null,
    isHdr,
  }
}

/** Samples divided by how long they all last: the average that players show. Null when either is zero. */
async function readFrameRate(
  reader: BoundedReader,
  box: Box | undefined,
  timescale: number,
): Promise<number | null> {
  if (box === undefined || timescale === 0) return null
  const end = Math.min(box.to, box.from + TIME_TABLE_BYTES_MAX)
  let samples = 0
  let ticks = 0
  for (let at = box.from + 8; at + 8 <= end; at += TIME_TABLE_PART_BYTES) {
    const bytes = await reader.read(at, Math.min(TIME_TABLE_PART_BYTES, end - at))
    if (bytes.length < 8) break
    for (let row = 0; row + 8 <= bytes.length; row += 8) {
      const count = uintAt(bytes, row, 4)
      samples += count
      ticks += count * uintAt(bytes, row + 4, 4)
    }
  }
  return samples > 0 && ticks > 0 ? (samples * timescale) / ticks : null
}

async function readWhole(
  reader: BoundedReader,
  box: Box | undefined,
  limitBytes: number,
): Promise<Uint8Array> {
  return box === undefined ? new Uint8Array() : readBox(reader, box, limitBytes)
}
