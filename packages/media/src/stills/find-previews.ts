import { type ByteReader, sliceReader } from '../bytes/byte-reader.ts'
import type { EmbeddedPicture } from '../media-facts.ts'
import { readJpegSize } from './read-jpeg.ts'

/** Places that are looked at in one file. */
const PLACES_MAX = 24

/** Where a JPEG is said to be, in bytes of the file. */
export interface PreviewPlace {
  readonly from: number
  readonly to: number
}

/**
 * Of the places, those where a JPEG that can be shown really begins, largest first. Left out: what begins
 * outside of the file, what is no JPEG, and lossless JPEG, which is how some cameras pack raw data.
 */
export async function findPreviews(
  reader: ByteReader,
  places: readonly PreviewPlace[],
): Promise<readonly EmbeddedPicture[]> {
  const pictures = new Map<number, EmbeddedPicture>()
  for (const { from, to } of places.slice(0, PLACES_MAX)) {
    if (!(from > 0 && to > from && from < reader.bytes) || pictures.has(from)) continue
    const end = Math.min(to, reader.bytes)
    const size = await readJpegSize(sliceReader(reader, from, end))
    if (size === null || size.isLossless || size.width === 0 || size.height === 0) continue
    pictures.set(from, { from, to: end, width: size.width, height: size.height })
  }
  const area = ({ width, height }: EmbeddedPicture) => (width ?? 0) * (height ?? 0)
  return [...pictures.values()].toSorted(
    (one, other) => area(other) - area(one) || other.to - other.from - (one.to - one.from),
  )
}
