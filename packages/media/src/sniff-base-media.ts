/*
 * ISO base media files (MP4, QuickTime, HEIF, AVIF, CR3, JPEG 2000) are a row of boxes: four bytes of size, four
 * letters of type. The `ftyp` box lists brands: first the major one, then those it is compatible with. The major
 * brand decides if it names a format. HEIF files often carry only the generic `mif1` there; then the first
 * compatible brand that names a still format decides. QuickTime files from before brands begin with another box.
 */
import { latin1At } from './latin1-at.ts'
import type { MediaType } from './media-type.ts'

/** Far more boxes than any writer puts before `ftyp`, far more brands than any lists. */
const MAX_LEADING_BOXES = 8
const MAX_BRANDS = 64

/** Brands of still pictures that name their coding (ISO/IEC 23008-12, AVIF, JPEG XL and 2000, Canon CR3). */
const STILL_TYPE_BY_BRAND: ReadonlyMap<string, MediaType> = new Map<string, MediaType>([
  ['heic', 'image/heic'],
  ['heix', 'image/heic'],
  ['heim', 'image/heic'],
  ['heis', 'image/heic'],
  ['hevc', 'image/heic-sequence'],
  ['hevx', 'image/heic-sequence'],
  ['hevm', 'image/heic-sequence'],
  ['hevs', 'image/heic-sequence'],
  ['avif', 'image/avif'],
  ['avis', 'image/avif'],
  ['jxl ', 'image/jxl'],
  ['jp2 ', 'image/jp2'],
  ['jph ', 'image/jp2'],
  ['jpx ', 'image/jpx'],
  ['jpm ', 'image/jpx'],
  ['crx ', 'image/x-canon-cr3'],
])

/** Brands that say "a HEIF picture" and leave its coding open. */
const GENERIC_STILL_TYPE_BY_BRAND: ReadonlyMap<string, MediaType> = new Map<string, MediaType>([
  ['mif1', 'image/heif'],
  ['mif2', 'image/heif'],
  ['mif3', 'image/heif'],
  ['miaf', 'image/heif'],
  ['avci', 'image/heif'],
  ['jpeg', 'image/heif'],
  ['msf1', 'image/heif-sequence'],
  ['avcs', 'image/heif-sequence'],
  ['jpgs', 'image/heif-sequence'],
])

/** Brands of moving pictures; null marks the brands of files that hold sound alone. */
const MOVING_TYPE_BY_BRAND: ReadonlyMap<string, MediaType | null> = new Map<string, MediaType | null>([
  ['qt  ', 'video/quicktime'],
  ['M4V ', 'video/x-m4v'],
  ['M4VH', 'video/x-m4v'],
  ['M4VP', 'video/x-m4v'],
  ['mjp2', 'video/mj2'],
  ['isom', 'video/mp4'],
  ['mp41', 'video/mp4'],
  ['mp42', 'video/mp4'],
  ['avc1', 'video/mp4'],
  ['M4A ', null],
  ['M4B ', null],
  ['M4P ', null],
  ['F4A ', null],
  ['F4B ', null],
  ['aax ', null],
])

/** The type of an ISO base media or QuickTime file; null for any other file, and for sound alone. */
export function sniffBaseMedia(head: Uint8Array): MediaType | null {
  let offset = 0
  let skipped = 0
  while (skipped < MAX_LEADING_BOXES) {
    const type = latin1At(head, offset + 4, 4)
    if (type === 'ftyp') return brandsToType(readBrands(head, offset))
    const sizeBytes = readBoxSize(head, offset)
    if (sizeBytes === null) break
    if (type === 'moov' || type === 'mdat') return 'video/quicktime'
    if (!['wide', 'free', 'skip', 'pnot', 'jP  '].includes(type) || sizeBytes < 8) break
    skipped += 1
    offset += sizeBytes
    // Space left at the front before brands existed: QuickTime, when what it precedes lies past the head.
    if (offset + 8 > head.length) return type === 'jP  ' ? 'image/jp2' : 'video/quicktime'
  }
  return null
}

/**
 * A box's own size in bytes, header included (0: to the end of the file, 1: told in 64 bits further on).
 * Null when the four bytes are missing or are letters: then this is a text that happens to have a box's name in it.
 */
function readBoxSize(head: Uint8Array, offset: number): number | null {
  const size = latin1At(head, offset, 4)
  if (size.length < 4 || /^[\t\n\r\x20-\x7e]{4}$/.test(size)) return null
  return new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(offset)
}

/** The major brand, then the compatible ones. A damaged size shortens the list but leaves the major brand. */
function readBrands(head: Uint8Array, offset: number): readonly string[] {
  const sizeBytes = readBoxSize(head, offset) ?? 0
  const brands = [latin1At(head, offset + 8, 4)]
  const listBytes = latin1At(head, offset + 16, Math.min(sizeBytes - 16, MAX_BRANDS * 4))
  for (let at = 0; at + 4 <= listBytes.length; at += 4) brands.push(listBytes.slice(at, at + 4))
  return brands
}

function brandsToType(brands: readonly string[]): MediaType | null {
  const major = brands[0] ?? ''
  if (major.length < 4) return null
  if (!GENERIC_STILL_TYPE_BY_BRAND.has(major)) {
    for (const brand of brands) {
      const type = STILL_TYPE_BY_BRAND.get(brand) ?? movingBrandToType(brand)
      if (type !== undefined) return type
    }
  }
  for (const typeByBrand of [STILL_TYPE_BY_BRAND, GENERIC_STILL_TYPE_BY_BRAND]) {
    const brand = brands.find((candidate) => typeByBrand.has(candidate))
    if (brand !== undefined) return typeByBrand.get(brand) ?? null
  }
  // Every camera maker has brands of its own, and nearly all are for video.
  return 'video/mp4'
}

/** Undefined for a brand that names no format. */
function movingBrandToType(brand: string): MediaType | null | undefined {
  if (/^3g[gprsteh]/.test(brand)) return 'video/3gpp'
  if (brand.startsWith('3g2')) return 'video/3gpp2'
  return MOVING_TYPE_BY_BRAND.get(brand)
}
