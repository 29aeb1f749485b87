/* JPEG 2000 (ISO/IEC 15444-1): a bare codestream, or boxes with a header, the codestream and metadata in `uuid` boxes. */
import { type ByteReader, createMemoryReader, sliceReader } from '../bytes/byte-reader.ts'
import { readUnsigned } from '../bytes/read-number.ts'
import { latin1At } from '../latin1-at.ts'
import { readTiff, type Tiff } from '../tiff/read-tiff.ts'
import { listBoxes, readBox } from './list-boxes.ts'
import { NO_PARTS, type StillParts } from './still-parts.ts'

const CONTENT_BYTES_MAX = 1024 * 1024
/** Names of the boxes with EXIF (two writers' and Photoshop's), XMP and IPTC, as Latin-1 text. */
const EXIF_NAMES = ['JpgTiffExif->JP2', '\x05\x37\xcd\xab\x9d\x0c\x44\x31\xa7\x2a\xfa\x56\x1f\x2a\x11\x3e']
const XMP_NAME = '\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac'
const IPTC_NAME = '\x33\xc7\xa4\xd2\xb8\x1d\x47\x23\xa0\xba\xf1\xa3\xe0\x97\xad\x38'

/** Reads a JPEG 2000 file, in boxes or bare. What is damaged is left out; rejects only when the reader does. */
export async function readJpeg2000(reader: ByteReader): Promise<StillParts> {
  const start = await reader.read(0, 4)
  if (readUnsigned(start, 0, 4, 'big') === 0xff4fff51)
    return { ...NO_PARTS, ...(await readCodestreamSize(reader)) }
  const tiffs: Tiff[] = []
  const xmpPackets: Uint8Array[] = []
  const iptcBlocks: Uint8Array[] = []
  let size: { readonly width: number; readonly height: number } | null = null
  for (const box of await listBoxes(reader, 0, reader.bytes)) {
    if (box.type === 'jp2h') {
      const header = (await listBoxes(reader, box.from, box.to)).find(({ type }) => type === 'ihdr')
      const bytes = header === undefined ? new Uint8Array() : await readBox(reader, header, 8)
      const [height, width] = [readUnsigned(bytes, 0, 4, 'big'), readUnsigned(bytes, 4, 4, 'big')]
      if (!Number.isNaN(width)) size = { width, height }
    } else if (box.type === 'jp2c') size ??= await readCodestreamSize(sliceReader(reader, box.from, box.to))
    else if (box.type === 'xml ') xmpPackets.push(await readBox(reader, box, CONTENT_BYTES_MAX))
    else if (box.type === 'uuid') {
      const bytes = await readBox(reader, box, CONTENT_BYTES_MAX)
      const name = latin1At(bytes, 0, 16)
      const content = bytes.subarray(16)
      if (EXIF_NAMES.includes(name)) {
        const tiff = await readTiff(
          createMemoryReader(latin1At(content, 0, 4) === 'Exif' ? content.subarray(6) : content),
        )
        if (tiff !== null) tiffs.push(tiff)
      } else if (name === XMP_NAME) xmpPackets.push(content)
      else if (name === IPTC_NAME) iptcBlocks.push(content)
    }
  }
  return {
    ...NO_PARTS,
    width: size?.width ?? null,
    height: size?.height ?? null,
    tiffs,
    xmpPackets,
    iptcBlocks,
  }
}

/** The SIZ segment: the grid's size less the offset of the picture on it. */
async function readCodestreamSize(reader: ByteReader) {
  const bytes = await reader.read(0, 24)
  const at = (offset: number) => readUnsigned(bytes, offset, 4, 'big')
  const [width, height] = [at(8) - at(16), at(12) - at(20)]
  return width > 0 && height > 0 && at(0) === 0xff4fff51 ? { width, height } : null
}
