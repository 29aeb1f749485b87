/* WebP (RFC 9649): a RIFF file whose chunks are the picture, its size where it is more than a picture, EXIF and XMP. */
import { type ByteReader, createMemoryReader } from '../bytes/byte-reader.ts'
import { readUnsigned } from '../bytes/read-number.ts'
import { latin1At } from '../latin1-at.ts'
import { readTiff, type Tiff } from '../tiff/read-tiff.ts'
import { NO_PARTS, type StillParts } from './still-parts.ts'

/** Chunks that are walked: an animation has one for each frame. */
const CHUNKS_MAX = 1000
const CONTENT_BYTES_MAX = 1024 * 1024

/** Reads a WebP's chunks. What is damaged is left out; rejects only when the reader does. */
export async function readWebp(reader: ByteReader): Promise<StillParts> {
  const tiffs: Tiff[] = []
  const xmpPackets: Uint8Array[] = []
  let size: { readonly width: number; readonly height: number } | null = null
  let isAnimated = false
  let isCut = false
  let durationMs = 0
  let at = 12
  for (let count = 0; count < CHUNKS_MAX; count += 1) {
    const head = await reader.read(at, 24)
    if (head.length < 8) break
    const type = latin1At(head, 0, 4)
    const sizeBytes = readUnsigned(head, 4, 4, 'little')
    isCut = at + 8 + sizeBytes > reader.bytes
    const content = head.subarray(8, 8 + sizeBytes)
    if (type === 'VP8X' && content.length >= 10) {
      isAnimated ||= ((content[0] ?? 0) & 2) !== 0
      size ??= {
        width: readUnsigned(content, 4, 3, 'little') + 1,
        height: readUnsigned(content, 7, 3, 'little') + 1,
      }
    } else if (type === 'VP8 ') size ??= readLossySize(content)
    else if (type === 'VP8L') size ??= readLosslessSize(content)
    else if (type === 'ANIM') isAnimated = true
    // A frame of an animation: place, size, then how long it is shown.
    else if (type === 'ANMF') durationMs += readUnsigned(content, 12, 3, 'little') || 0
    else if (type === 'EXIF' || type === 'XMP ') {
      const whole = await reader.read(at + 8, Math.min(sizeBytes, CONTENT_BYTES_MAX))
      if (type === 'XMP ') xmpPackets.push(whole)
      else {
        const block = latin1At(whole, 0, 4) === 'Exif' ? whole.subarray(6) : whole
        const tiff = await readTiff(createMemoryReader(block))
        if (tiff !== null) tiffs.push(tiff)
      }
    }
    at += 8 + sizeBytes + (sizeBytes % 2)
  }
  const warnings = isCut ? ['the file ends within a chunk'] : []
  return {
    ...NO_PARTS,
    width: size?.width ?? null,
    height: size?.height ?? null,
    tiffs,
    xmpPackets,
    isAnimated,
    durationMs: durationMs === 0 ? null : durationMs,
    warnings,
  }
}

/** A key frame: three bytes, the mark 9d 01 2a, then 14 bits each (RFC 6386 §9.1). */
function readLossySize(content: Uint8Array) {
  if (readUnsigned(content, 3, 3, 'big') !== 0x9d012a) return null
  const width = readUnsigned(content, 6, 2, 'little') & 0x3fff
  const height = readUnsigned(content, 8, 2, 'little') & 0x3fff
  return { width, height }
}

function readLosslessSize(content: Uint8Array) {
  if (content[0] !== 0x2f || content.length < 5) return null
  const bits = readUnsigned(content, 1, 4, 'little')
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}
