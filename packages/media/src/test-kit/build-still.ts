/* Builds the bytes of small still pictures, part by part, for tests: nothing is copied from a real file. */
import type { ByteSource } from '../media-facts.ts'

/** A value of a TIFF entry: a text, shorts, longs, fractions, bytes, or a directory of its own. */
export type TiffValue =
  | string
  | { readonly shorts: readonly number[] }
  | { readonly longs: readonly number[] }
  | { readonly fractions: readonly (readonly [number, number])[] }
  | { readonly bytes: Uint8Array }
  | { readonly directory: TiffEntries }

/** Entries of a directory by their tags. */
export type TiffEntries = Readonly<Record<number, TiffValue>>

/** Text as bytes, one for each character up to U+00FF. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** All parts one after the other; texts as Latin-1. */
export function join(...parts: readonly (Uint8Array | string | readonly number[])[]): Uint8Array {
  const arrays = parts.map((part) => (typeof part === 'string' ? latin1(part) : Uint8Array.from(part)))
  return Uint8Array.from(arrays.flatMap((array) => [...array]))
}

/** A number in so many bytes, highest first. */
export function big(value: number, sizeBytes: number): readonly number[] {
  return Array.from(
    { length: sizeBytes },
    (_, index) => Math.floor(value / 256 ** (sizeBytes - 1 - index)) % 256,
  )
}

/** A number in so many bytes, lowest first. */
export function little(value: number, sizeBytes: number): readonly number[] {
  return big(value, sizeBytes).toReversed()
}

/** A TIFF with one directory (and those within it), lowest byte first unless told otherwise. `next`: a second page. */
export function buildTiff(entries: TiffEntries, isBig = false, next: TiffEntries | null = null): Uint8Array {
  const number = isBig ? big : little
  const first = buildDirectory(entries, 8, number, 0)
  const bytes = next === null ? first : buildDirectory(entries, 8, number, 8 + first.length)
  const second = next === null ? new Uint8Array() : buildDirectory(next, 8 + first.length, number, 0)
  return join(isBig ? 'MM' : 'II', number(42, 2), number(8, 4), bytes, second)
}

/** A JPEG with these application segments (marker, content), a frame of this size and no pixels. */
export function buildJpeg(
  segments: readonly (readonly [marker: number, content: Uint8Array])[] = [],
  width = 640,
  height = 480,
): Uint8Array {
  const written = segments.map(([marker, content]) =>
    join([0xff, marker], big(content.length + 2, 2), content),
  )
  const frame = join([0xff, 0xc0], big(11, 2), [8], big(height, 2), big(width, 2), [1, 1, 0x11, 0])
  return join([0xff, 0xd8], ...written, frame, [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0, 0xff, 0xd9])
}

/** The APP1 segment with an EXIF block. */
export function exifSegment(tiff: Uint8Array): readonly [number, Uint8Array] {
  return [0xe1, join('Exif\0\0', tiff)]
}

/** The APP1 segment with an XMP packet whose description has these attributes and elements. */
export function xmpSegment(attributes: string, elements = ''): readonly [number, Uint8Array] {
  return [0xe1, join('http://ns.adobe.com/xap/1.0/\0', buildXmp(attributes, elements))]
}

/** An XMP packet, its prefixes declared. */
export function buildXmp(attributes: string, elements = ''): string {
  const names = Object.entries(XMP_NAMES).map(([prefix, name]) => `xmlns:${prefix}="${name}"`)
  return `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${names.join(' ')}><rdf:Description rdf:about="" ${attributes}>${elements}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
}

/** A PNG with these chunks between its header and its end. */
export function buildPng(
  chunks: readonly (readonly [type: string, content: Uint8Array])[] = [],
  width = 64,
  height = 48,
): Uint8Array {
  const header = ['IHDR', join(big(width, 4), big(height, 4), [8, 2, 0, 0, 0])] as const
  const all = [header, ...chunks, ['IEND', new Uint8Array()] as const]
  const written = all.map(([type, content]) => join(big(content.length, 4), type, content, [0, 0, 0, 0]))
  return join('\x89PNG\r\n\x1a\n', ...written)
}

/** A box of ISO base media: size, type, content. */
export function box(
  type: string,
  ...content: readonly (Uint8Array | string | readonly number[])[]
): Uint8Array {
  const bytes = join(...content)
  return join(big(bytes.length + 8, 4), type, bytes)
}

/** A HEIC: primary item 1 of 4032 by 3024 turned by `quarterTurns`, EXIF item 2, XMP item 3, stored behind `mdat`. */
export function buildHeic(
  tiff: Uint8Array,
  xmp: string,
  quarterTurns = 0,
  ...after: readonly Uint8Array[]
): Uint8Array {
  const exif = join([0, 0, 0, 0], tiff)
  const brand = box('ftyp', 'heic', [0, 0, 0, 0], 'mif1heic')
  const infe = (id: number, type: string, rest = '') =>
    box('infe', [2, 0, 0, 0], big(id, 2), [0, 0], type, '\0', rest)
  const metaOf = (at: number): Uint8Array =>
    box(
      'meta',
      [0, 0, 0, 0],
      box('pitm', [0, 0, 0, 0], big(1, 2)),
      box(
        'iinf',
        [0, 0, 0, 0],
        big(3, 2),
        infe(1, 'hvc1'),
        infe(2, 'Exif'),
        infe(3, 'mime', 'application/rdf+xml\0'),
      ),
      box('iref', [0, 0, 0, 0], box('cdsc', big(2, 2), big(1, 2), big(1, 2))),
      box(
        'iprp',
        box('ipco', box('ispe', [0, 0, 0, 0], big(4032, 4), big(3024, 4)), box('irot', [quarterTurns])),
        box('ipma', [0, 0, 0, 0], big(1, 4), big(1, 2), [2, 1, 0x82]),
      ),
      box(
        'iloc',
        [0, 0, 0, 0],
        [0x44, 0],
        big(2, 2),
        big(2, 2),
        [0, 0],
        big(1, 2),
        big(at, 4),
        big(exif.length, 4),
        big(3, 2),
        [0, 0],
        big(1, 2),
        big(at + exif.length, 4),
        big(xmp.length, 4),
      ),
    )
  const at = brand.length + metaOf(0).length + 8
  return join(brand, metaOf(at), box('mdat', exif, xmp), ...after)
}

/** A WebP with these chunks. */
export function buildWebp(...chunks: readonly (readonly [type: string, content: Uint8Array])[]): Uint8Array {
  const written = chunks.map(([type, content]) =>
    join(type, little(content.length, 4), content, content.length % 2 === 1 ? [0] : []),
  )
  const body = join('WEBP', ...written)
  return join('RIFF', little(body.length, 4), body)
}

/** A source of these bytes that counts what is read. */
export function countingSource(
  bytes: Uint8Array,
): ByteSource & { readonly count: { bytes: number; calls: number } } {
  const count = { bytes: 0, calls: 0 }
  const read = (from: number, to: number): Promise<Uint8Array> => {
    count.calls += 1
    count.bytes += Math.max(0, Math.min(to, bytes.length) - from)
    return Promise.resolve(bytes.subarray(from, to))
  }
  return { bytes: bytes.length, read, count }
}

const XMP_NAMES = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  exif: 'http://ns.adobe.com/exif/1.0/',
  tiff: 'http://ns.adobe.com/tiff/1.0/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  photoshop: 'http://ns.adobe.com/photoshop/1.0/',
  GCamera: 'http://ns.google.com/photos/1.0/camera/',
  GPano: 'http://ns.google.com/photos/1.0/panorama/',
  Container: 'http://ns.google.com/photos/1.0/container/',
  Item: 'http://ns.google.com/photos/1.0/container/item/',
  hdrgm: 'http://ns.adobe.com/hdr-gain-map/1.0/',
} as const

type WriteNumber = (value: number, sizeBytes: number) => readonly number[]

/** A directory at an offset, the values that do not fit behind it. */
function buildDirectory(entries: TiffEntries, at: number, number: WriteNumber, nextAt: number): Uint8Array {
  const tags = Object.keys(entries).map(Number)
  const rows: Uint8Array[] = []
  let rest = new Uint8Array()
  const restAt = at + 2 + tags.length * 12 + 4
  for (const tag of tags) {
    const value = entries[tag]
    if (value === undefined) continue
    const here = restAt + rest.length
    const [type, count, bytes] = encodeValue(value, here, number)
    const isDirectory = typeof value === 'object' && 'directory' in value
    if (bytes.length <= 4 && !isDirectory) {
      rows.push(
        join(
          number(tag, 2),
          number(type, 2),
          number(count, 4),
          bytes,
          Array.from({ length: 4 - bytes.length }, () => 0),
        ),
      )
    } else {
      rows.push(join(number(tag, 2), number(type, 2), number(count, 4), number(here, 4)))
      rest = Uint8Array.from([...rest, ...bytes])
    }
  }
  return join(number(tags.length, 2), ...rows, number(nextAt, 4), rest)
}

function encodeValue(
  value: TiffValue,
  at: number,
  number: WriteNumber,
): readonly [type: number, count: number, bytes: Uint8Array] {
  if (typeof value === 'string') return [2, value.length + 1, join(value, '\0')]
  if ('shorts' in value)
    return [3, value.shorts.length, join(...value.shorts.map((short) => number(short, 2)))]
  if ('longs' in value) return [4, value.longs.length, join(...value.longs.map((long) => number(long, 4)))]
  if ('fractions' in value) {
    const parts = value.fractions.flatMap(([upper, lower]) => [number(upper, 4), number(lower, 4)])
    return [5, value.fractions.length, join(...parts)]
  }
  if ('bytes' in value) return [7, value.bytes.length, value.bytes]
  return [4, 1, buildDirectory(value.directory, at, number, 0)]
}
