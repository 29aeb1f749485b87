/*
 * Motion photos carry a short video behind the picture. Google tells its length in XMP: older phones as an offset
 * from the end, newer ones in a list of what stands behind the picture. Samsung ends the file with a list of named
 * blocks. HEIC has a box for it. Files lose their videos on the way through messengers while the words stay, so
 * a place counts only where a video really begins.
 */
import type { ByteReader } from './bytes/byte-reader.ts'
import { readUnsigned } from './bytes/read-number.ts'
import { latin1At } from './latin1-at.ts'
import { readXmpNumber, type Xmp, type XmpItem } from './metadata/read-xmp.ts'

/** Blocks that Samsung's list may have. */
const SAMSUNG_BLOCKS_MAX = 100
const SAMSUNG_VIDEO = 0x0a30
/** Before a block's content stand its kind and its name. */
const SAMSUNG_HEAD_BYTES = 64
/** A video shorter than this has no frame. */
const VIDEO_BYTES_MIN = 64

/** The bytes `from ≤ position < to` of the video in a motion photo; null when there is none. Rejects only when the reader does. */
export async function findMotionVideo(
  reader: ByteReader,
  xmps: readonly Xmp[],
  boxed: { readonly from: number; readonly to: number } | null,
): Promise<{ readonly from: number; readonly to: number } | null> {
  const places = [
    ...(boxed === null ? [] : [boxed]),
    ...xmps.flatMap((xmp) => listTailPlaces(xmp, reader.bytes)),
    ...(await listSamsungPlaces(reader)),
  ]
  for (const { from, to } of places) {
    if (!(from > 0 && to <= reader.bytes && to - from >= VIDEO_BYTES_MIN)) continue
    if (latin1At(await reader.read(from, 8), 4, 4) === 'ftyp') return { from, to }
  }
  return null
}

function listTailPlaces(xmp: Xmp, bytes: number) {
  const places: { readonly from: number; readonly to: number }[] = []
  const micro = readXmpNumber(xmp, 'GCamera:MicroVideoOffset')
  if (micro !== null) places.push({ from: bytes - micro, to: bytes })
  const index = xmp.items.findIndex((item) => item.get('Item:Semantic') === 'MotionPhoto')
  if (index > 0) {
    const behind = xmp.items.slice(index + 1).reduce((sum, item) => sum + sizeOf(item), 0)
    const video = xmp.items[index]
    const to = bytes - behind
    if (video !== undefined) places.push({ from: to - sizeOf(video), to })
  }
  return places
}

function sizeOf(item: XmpItem): number {
  const lengthOf = (name: string) => Number(item.get(name) ?? 0) || 0
  return lengthOf('Item:Length') + lengthOf('Item:Padding')
}

/** From the end: `SEFT`, the list's length, the list: `SEFH`, version, count, then kind, distance and length of each. */
async function listSamsungPlaces(reader: ByteReader) {
  const tail = await reader.read(reader.bytes - 8, 8)
  if (latin1At(tail, 4, 4) !== 'SEFT') return []
  const listAt = reader.bytes - 8 - readUnsigned(tail, 0, 4, 'little')
  const list = await reader.read(listAt, 12 + SAMSUNG_BLOCKS_MAX * 12)
  if (latin1At(list, 0, 4) !== 'SEFH') return []
  const count = Math.min(readUnsigned(list, 8, 4, 'little'), SAMSUNG_BLOCKS_MAX)
  const places: { readonly from: number; readonly to: number }[] = []
  for (let at = 12; at + 12 <= 12 + count * 12; at += 12) {
    if (readUnsigned(list, at + 2, 2, 'little') !== SAMSUNG_VIDEO) continue
    const from = listAt - readUnsigned(list, at + 4, 4, 'little')
    const to = from + readUnsigned(list, at + 8, 4, 'little')
    const head = await reader.read(from, SAMSUNG_HEAD_BYTES)
    places.push({ from: from + 8 + readUnsigned(head, 4, 4, 'little'), to })
  }
  return places
}
