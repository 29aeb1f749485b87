/*
 * Canon's CR3 is a movie file: EXIF stands in the blocks CMT1 (main), CMT2 (EXIF), CMT4 (GPS) of a `uuid` box, a
 * preview in another, and the picture in full size as a JPEG in the first track (described by Laurent Clévy,
 * github.com/lclevy/canon_cr3).
 */
import { type ByteReader, createMemoryReader } from '../bytes/byte-reader.ts'
import { readUnsigned } from '../bytes/read-number.ts'
import { latin1At } from '../latin1-at.ts'
import { readTiff, type Tiff, type TiffRole } from '../tiff/read-tiff.ts'
import { findPreviews, type PreviewPlace } from './find-previews.ts'
import { type Box, listBoxes, readBox } from './list-boxes.ts'
import { NO_PARTS, type StillParts } from './still-parts.ts'

const BLOCK_BYTES_MAX = 256 * 1024
const XMP_BYTES_MAX = 1024 * 1024
/** Tracks that are looked at: full JPEG, small raw, raw, metadata. */
const TRACKS_MAX = 8
const CANON_NAME = '\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48'
const PREVIEW_NAME = '\xea\xf4\x2b\x5e\x1c\x98\x4b\x88\xb9\xfb\xb7\xdc\x40\x6e\x4d\x16'
const XMP_NAME = '\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac'
const ROLE_BY_BLOCK: ReadonlyMap<string, TiffRole> = new Map<string, TiffRole>([
  ['CMT1', 'image'],
  ['CMT2', 'exif'],
  ['CMT4', 'gps'],
])
/** Bytes of a PRVW and of a THMB box before the JPEG, where version 0 and 1 agree that it follows shortly. */
const JPEG_START_MAX = 64

/** Reads a CR3. What is damaged is left out; rejects only when the reader does. */
export async function readCr3(reader: ByteReader): Promise<StillParts> {
  const boxes = await listBoxes(reader, 0, reader.bytes)
  const movie = boxes.find(({ type }) => type === 'moov')
  const inMovie = movie === undefined ? [] : await listBoxes(reader, movie.from, movie.to)
  const directories: Tiff['directories'][number][] = []
  const xmpPackets: Uint8Array[] = []
  const places: PreviewPlace[] = []
  for (const box of [...inMovie, ...boxes].filter(({ type }) => type === 'uuid')) {
    const name = latin1At(await reader.read(box.from, 16), 0, 16)
    if (name === XMP_NAME) xmpPackets.push((await readBox(reader, box, XMP_BYTES_MAX)).subarray(16))
    // The preview's box has eight bytes of its own before the boxes in it.
    const start = name === CANON_NAME ? 16 : name === PREVIEW_NAME ? 24 : null
    if (start === null) continue
    for (const inner of await listBoxes(reader, box.from + start, box.to)) {
      const role = ROLE_BY_BLOCK.get(inner.type)
      if (role !== undefined) {
        const tiff = await readTiff(createMemoryReader(await readBox(reader, inner, BLOCK_BYTES_MAX)), role)
        directories.push(...(tiff?.directories ?? []))
      } else if (inner.type === 'PRVW' || inner.type === 'THMB')
        places.push(await findJpegStart(reader, inner))
    }
  }
  const tracks = await readTracks(
    reader,
    inMovie.filter(({ type }) => type === 'trak'),
  )
  const [first] = tracks
  const sample = first?.sample
  return {
    ...NO_PARTS,
    width: first?.width ?? null,
    height: first?.height ?? null,
    tiffs: [{ directories, warnings: [] }],
    xmpPackets,
    pictures: await findPreviews(
      reader,
      sample === undefined || sample === null ? places : [sample, ...places],
    ),
    warnings: boxes.some(({ isCut }) => isCut) ? ['the file ends before its pixels'] : [],
  }
}

async function findJpegStart(reader: ByteReader, box: Box): Promise<PreviewPlace> {
  const head = await reader.read(box.from, JPEG_START_MAX)
  for (let at = 0; at + 2 < head.length; at += 1) {
    if (head[at] === 0xff && head[at + 1] === 0xd8 && head[at + 2] === 0xff)
      return { from: box.from + at, to: box.to }
  }
  return { from: 0, to: 0 }
}

async function readTracks(reader: ByteReader, tracks: readonly Box[]) {
  const found: { readonly width: number; readonly height: number; readonly sample: PreviewPlace | null }[] =
    []
  for (const track of tracks.slice(0, TRACKS_MAX)) {
    const tables = await descend(reader, track, ['mdia', 'minf', 'stbl'])
    const entry = await contentOf(reader, tables, 'stsd', 64)
    const [width, height] = [readUnsigned(entry, 40, 2, 'big'), readUnsigned(entry, 42, 2, 'big')]
    if (latin1At(entry, 12, 4) !== 'CRAW' || !(width > 0 && height > 0)) continue
    const sizes = await contentOf(reader, tables, 'stsz', 20)
    const common = readUnsigned(sizes, 4, 4, 'big')
    const sizeBytes = common > 0 ? common : readUnsigned(sizes, 12, 4, 'big')
    const wide = await contentOf(reader, tables, 'co64', 16)
    const narrow = await contentOf(reader, tables, 'stco', 12)
    const at = wide.length >= 16 ? readUnsigned(wide, 8, 8, 'big') : readUnsigned(narrow, 8, 4, 'big')
    found.push({ width, height, sample: at > 0 && sizeBytes > 0 ? { from: at, to: at + sizeBytes } : null })
  }
  return found
}

async function descend(reader: ByteReader, box: Box, path: readonly string[]): Promise<readonly Box[]> {
  let boxes = await listBoxes(reader, box.from, box.to)
  for (const name of path) {
    const next = boxes.find(({ type }) => type === name)
    if (next === undefined) return []
    boxes = await listBoxes(reader, next.from, next.to)
  }
  return boxes
}

async function contentOf(
  reader: ByteReader,
  boxes: readonly Box[],
  type: string,
  limitBytes: number,
): Promise<Uint8Array> {
  const box = boxes.find((candidate) => candidate.type === type)
  return box === undefined ? new Uint8Array() : readBox(reader, box, limitBytes)
}
