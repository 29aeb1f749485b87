import type { ByteReader } from './bytes/byte-reader.ts'
import type { MediaType } from './media-type.ts'
import { readCr3 } from './stills/read-cr3.ts'
import { readHeif } from './stills/read-heif.ts'
import { readJpeg } from './stills/read-jpeg.ts'
import { readJpeg2000 } from './stills/read-jpeg2000.ts'
import { readJxl } from './stills/read-jxl.ts'
import { readCrw, readMrw, readRaf, readX3f } from './stills/read-other-raw.ts'
import { readBmp, readGif, readPsd, readSvg } from './stills/read-plain-stills.ts'
import { readPng } from './stills/read-png.ts'
import { readTiffStill } from './stills/read-tiff-still.ts'
import { readWebp } from './stills/read-webp.ts'
import { NO_PARTS, type StillParts } from './stills/still-parts.ts'

/** Bytes of a sidecar that are read. */
const SIDECAR_BYTES_MAX = 1024 * 1024

const READER_BY_TYPE: ReadonlyMap<MediaType, (reader: ByteReader) => Promise<StillParts>> = new Map([
  ['image/apng', readPng],
  ['image/avif', readHeif],
  ['image/bmp', readBmp],
  ['image/gif', readGif],
  ['image/heic', readHeif],
  ['image/heic-sequence', readHeif],
  ['image/heif', readHeif],
  ['image/heif-sequence', readHeif],
  ['image/j2c', readJpeg2000],
  ['image/jp2', readJpeg2000],
  ['image/jpeg', readJpeg],
  ['image/jpx', readJpeg2000],
  ['image/jxl', readJxl],
  ['image/png', readPng],
  ['image/svg+xml', readSvg],
  ['image/tiff', (reader: ByteReader) => readTiffStill(reader, false)],
  ['image/vnd.adobe.photoshop', readPsd],
  ['image/webp', readWebp],
  ['image/x-canon-cr3', readCr3],
  ['image/x-canon-crw', readCrw],
  ['image/x-fujifilm-raf', readRaf],
  ['image/x-minolta-mrw', readMrw],
  ['image/x-sigma-x3f', readX3f],
  ['application/rdf+xml', readSidecar],
])

/** Finds the parts of a still picture or a sidecar of this type. Never rejects for bad bytes, only when the reader does. */
export function readStillParts(reader: ByteReader, type: MediaType): Promise<StillParts> {
  const read = READER_BY_TYPE.get(type)
  if (read !== undefined) return read(reader)
  // Every other camera's raw file is a TIFF; what is not one reads as nothing.
  return type.startsWith('image/x-') ? readTiffStill(reader, true) : Promise.resolve(NO_PARTS)
}

async function readSidecar(reader: ByteReader): Promise<StillParts> {
  return { ...NO_PARTS, xmpPackets: [await reader.read(0, SIDECAR_BYTES_MAX)] }
}
