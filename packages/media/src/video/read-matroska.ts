/*
 * Matroska and WebM (RFC 9559) are trees of EBML elements: a number that names it, a length, content. Both begin with a
 * byte whose leading zeros tell how many bytes follow. What we want, `Info` and `Tracks`, stands before the content.
 */
import { latin1At } from '../latin1-at.ts'
import { type BoundedReader, floatAt, uint64At, uintAt } from './bounded-reader.ts'
import { keepPlausible } from './parse-zoned-date.ts'
import { NO_VIDEO_FACTS, type VideoFacts } from './video-facts.ts'

/** Elements side by side that are looked at. */
const ELEMENTS_MAX = 2048
/** Bytes of a number, text or date that are read. */
const VALUE_BYTES_MAX = 64
/** Dates count nanoseconds from 2001-01-01. */
const DATE_EPOCH_MS = Date.UTC(2001, 0, 1)
const DEFAULT_TICK_NS = 1_000_000
/** Transfer functions that are HDR, by ITU-T H.273: PQ and HLG. */
const HDR_TRANSFERS: readonly number[] = [16, 18]

const ID = {
  segment: 0x18538067,
  information: 0x1549a966,
  tickNs: 0x2ad7b1,
  duration: 0x4489,
  date: 0x4461,
  tracks: 0x1654ae6b,
  track: 0xae,
  trackType: 0x83,
  codec: 0x86,
  frameNs: 0x23e383,
  video: 0xe0,
  width: 0xb0,
  height: 0xba,
  colour: 0x55b0,
  transfer: 0x55ba,
  projection: 0x7670,
  roll: 0x7675,
} as const

const CODEC_BY_NAME: ReadonlyMap<string, string> = new Map([
  ['V_AV1', 'av01'],
  ['V_MJPEG', 'mjpg'],
  ['V_MPEG1', 'mp1v'],
  ['V_MPEG2', 'mp2v'],
  ['V_MPEG4/ISO/ASP', 'mp4v'],
  ['V_MPEG4/ISO/AVC', 'avc1'],
  ['V_MPEGH/ISO/HEVC', 'hvc1'],
  ['V_THEORA', 'theo'],
  ['V_VP8', 'vp8'],
  ['V_VP9', 'vp9'],
])

/** Facts of a Matroska or WebM file. Rejects only when the reader does. */
export async function readMatroska(reader: BoundedReader): Promise<VideoFacts> {
  const segment = findElement(await listElements(reader, 0, reader.bytes, [ID.segment]), ID.segment)
  if (segment === undefined) return { ...NO_VIDEO_FACTS, warnings: ['There is no segment'] }
  const parts = await listElements(reader, segment.from, segment.to, [ID.information, ID.tracks])
  const information = await readInformation(reader, findElement(parts, ID.information))
  const track = await readVideoTrack(reader, findElement(parts, ID.tracks))
  const warnings = track === NO_VIDEO_FACTS ? ['There is no video track'] : []
  return { ...track, ...information, warnings }
}

interface Element {
  readonly id: number
  readonly from: number
  readonly to: number
}

/** The elements side by side in bytes `from ≤ position < to`, up to the one after which all of `wanted` are found. */
async function listElements(
  reader: BoundedReader,
  from: number,
  to: number,
  wanted: readonly number[] = [],
): Promise<readonly Element[]> {
  const elements: Element[] = []
  const missing = new Set(wanted)
  let at = from
  while (at < to && elements.length < ELEMENTS_MAX) {
    const head = await reader.read(at, 12)
    const idBytes = Math.clz32(head[0] ?? 0) - 23
    if (idBytes > 4) break
    const sizeBytes = Math.clz32(head[idBytes] ?? 0) - 23
    const headBytes = idBytes + sizeBytes
    if (sizeBytes > 8 || headBytes > head.length) break
    const id = uintAt(head, 0, idBytes)
    const size = readSize(head.subarray(idBytes, headBytes))
    const end = size === null ? to : Math.min(at + headBytes + size, to)
    elements.push({ id, from: at + headBytes, to: end })
    missing.delete(id)
    if (wanted.length > 0 && missing.size === 0) break
    at = end
  }
  return elements
}

/** Null when all bits are ones: the element goes on to the end of its parent. */
function readSize(bytes: Uint8Array): number | null {
  const mask = 0xff >> bytes.length
  let value = (bytes[0] ?? 0) & mask
  let unknown = value === mask
  for (const byte of bytes.subarray(1)) {
    value = value * 256 + byte
    unknown &&= byte === 0xff
  }
  return unknown ? null : value
}

function findElement(elements: readonly Element[], id: number): Element | undefined {
  return elements.find((element) => element.id === id)
}

async function readValue(
  reader: BoundedReader,
  elements: readonly Element[],
  id: number,
): Promise<Uint8Array | null> {
  const element = findElement(elements, id)
  if (element === undefined) return null
  return reader.read(element.from, Math.min(element.to - element.from, VALUE_BYTES_MAX))
}

async function readUint(
  reader: BoundedReader,
  elements: readonly Element[],
  id: number,
): Promise<number | null> {
  const bytes = await readValue(reader, elements, id)
  return bytes === null || bytes.length === 0 || bytes.length > 8 ? null : uintAt(bytes, 0, bytes.length)
}

async function readFloat(
  reader: BoundedReader,
  elements: readonly Element[],
  id: number,
): Promise<number | null> {
  const bytes = await readValue(reader, elements, id)
  return bytes?.length === 4 || bytes?.length === 8 ? floatAt(bytes, 0, bytes.length) : null
}

async function readChildren(reader: BoundedReader, parent: Element | undefined): Promise<readonly Element[]> {
  return parent === undefined ? [] : listElements(reader, parent.from, parent.to)
}

async function readInformation(
  reader: BoundedReader,
  information: Element | undefined,
): Promise<Pick<VideoFacts, 'durationMs' | 'createdUtc'>> {
  const parts = await readChildren(reader, information)
  const tickNs = (await readUint(reader, parts, ID.tickNs)) ?? DEFAULT_TICK_NS
  const ticks = (await readFloat(reader, parts, ID.duration)) ?? 0
  const durationMs = (ticks * tickNs) / 1e6
  const date = await readValue(reader, parts, ID.date)
  return {
    durationMs: Number.isFinite(durationMs) && durationMs > 0 ? durationMs : null,
    createdUtc: date?.length === 8 ? keepPlausible(DATE_EPOCH_MS + nanosecondsToMs(date)) : null,
  }
}

/** Signed, of 8 bytes. */
function nanosecondsToMs(bytes: Uint8Array): number {
  const value = uint64At(bytes, 0)
  return (value >= 2 ** 63 ? value - 2 ** 64 : value) / 1e6
}

/** What the first track of pictures says; `NO_VIDEO_FACTS` itself when there is none. */
async function readVideoTrack(reader: BoundedReader, tracks: Element | undefined): Promise<VideoFacts> {
  for (const track of await readChildren(reader, tracks)) {
    if (track.id !== ID.track) continue
    const parts = await readChildren(reader, track)
    if ((await readUint(reader, parts, ID.trackType)) !== 1) continue
    const video = await readChildren(reader, findElement(parts, ID.video))
    const colour = await readChildren(reader, findElement(video, ID.colour))
    const projection = await readChildren(reader, findElement(video, ID.projection))
    const codec = (await readValue(reader, parts, ID.codec)) ?? new Uint8Array()
    const codecName = latin1At(codec, 0, codec.length).replace(/\0.*$/s, '')
    const frameNs = (await readUint(reader, parts, ID.frameNs)) ?? 0
    const isHdr = HDR_TRANSFERS.includes((await readUint(reader, colour, ID.transfer)) ?? 0)
    return {
      ...NO_VIDEO_FACTS,
      width: await readUint(reader, video, ID.width),
      height: await readUint(reader, video, ID.height),
      rotation: rollToRotation((await readFloat(reader, projection, ID.roll)) ?? 0),
      codec: CODEC_BY_NAME.get(codecName) ?? (/^V_[\x20-\x7e]+$/.test(codecName) ? codecName.slice(2) : null),
      framesPerSecond: frameNs > 0 ? 1e9 / frameNs : null,
      subtypes: isHdr ? ['hdr'] : [],
    }
  }
  return NO_VIDEO_FACTS
}

/** Roll in degrees to the nearest quarter turn. */
function rollToRotation(roll: number): number {
  if (!Number.isFinite(roll) || Math.abs(roll) > 360) return 0
  return ((Math.round(roll / 90) + 4) % 4) * 90
}
