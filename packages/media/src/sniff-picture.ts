import { latin1At } from './latin1-at.ts'
import type { MediaType } from './media-type.ts'

/** Bytes that begin every file of a type, as Latin-1 text. The more telling comes first. */
const SIGNATURES: readonly (readonly [signature: string, type: MediaType])[] = [
  ['\xff\xd8\xff', 'image/jpeg'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['\x00\x00\x00\x0cJXL \r\n\x87\n', 'image/jxl'],
  ['\xff\x0a', 'image/jxl'],
  ['\xff\x4f\xff\x51', 'image/j2c'],
  ['8BPS\x00\x01', 'image/vnd.adobe.photoshop'],
  ['8BPS\x00\x02', 'image/vnd.adobe.photoshop'],
  ['FUJIFILMCCD-RAW', 'image/x-fujifilm-raf'],
  ['FOVb', 'image/x-sigma-x3f'],
  ['\x00MRM', 'image/x-minolta-mrw'],
  ['IIU\x00', 'image/x-panasonic-rw2'],
  ['IIRO', 'image/x-olympus-orf'],
  ['IIRS', 'image/x-olympus-orf'],
  ['MMOR', 'image/x-olympus-orf'],
  ['II*\x00', 'image/tiff'],
  ['MM\x00*', 'image/tiff'],
  ['II+\x00', 'image/tiff'],
  ['MM\x00+', 'image/tiff'],
]

/** Lengths of the second header of a Windows or OS/2 bitmap; `BM` alone also begins ordinary words. */
const BITMAP_HEADER_BYTES: ReadonlySet<number> = new Set([12, 16, 40, 52, 56, 64, 108, 124])

/** The type of a still picture that its first bytes tell; null for any other file. */
export function sniffPicture(head: Uint8Array): MediaType | null {
  const start = latin1At(head, 0, 16)
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return isAnimatedPng(head) ? 'image/apng' : 'image/png'
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'image/webp'
  if (start.startsWith('II*\x00') && start.slice(8, 11) === 'CR\x02') return 'image/x-canon-cr2'
  if (start.slice(6, 14) === 'HEAPCCDR') return 'image/x-canon-crw'
  if (start.startsWith('BM') && BITMAP_HEADER_BYTES.has(littleEndian32(head, 14))) return 'image/bmp'
  return SIGNATURES.find(([signature]) => start.startsWith(signature))?.[1] ?? null
}

/** An animated PNG announces its frames before its first pixels. */
function isAnimatedPng(head: Uint8Array): boolean {
  const text = latin1At(head, 0, head.length)
  const frames = text.indexOf('acTL')
  const pixels = text.indexOf('IDAT')
  return frames !== -1 && (pixels === -1 || frames < pixels)
}

function littleEndian32(bytes: Uint8Array, offset: number): number {
  if (offset + 4 > bytes.length) return -1
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true)
}
