import type { ByteReader } from '../bytes/byte-reader.ts'
import { readUnsigned } from '../bytes/read-number.ts'
import { latin1At } from '../latin1-at.ts'

/** Boxes side by side: files of one second per fragment have some hundreds, and stills a dozen. */
const BOXES_MAX = 256

/** One box of an ISO base media file (ISO/IEC 14496-12 §4.2): its type and where its content is. */
export interface Box {
  readonly type: string
  /** Bytes `from ≤ position < to` of the reader, without the header; `to` within the reader. */
  readonly from: number
  readonly to: number
  /** Whether it claims to go on past the end. */
  readonly isCut: boolean
}

/** The boxes that stand side by side in `from ≤ position < to`, up to the first that is none. Rejects only when the reader does. */
export async function listBoxes(reader: ByteReader, from: number, to: number): Promise<readonly Box[]> {
  const boxes: Box[] = []
  let at = from
  while (at + 8 <= to && boxes.length < BOXES_MAX) {
    const head = await reader.read(at, 16)
    if (head.length < 8) break
    const short = readUnsigned(head, 0, 4, 'big')
    const headBytes = short === 1 ? 16 : 8
    const sizeBytes = short === 1 ? readUnsigned(head, 8, 8, 'big') : short === 0 ? to - at : short
    if (!(sizeBytes >= headBytes)) break
    const end = Math.min(at + sizeBytes, to)
    boxes.push({ type: latin1At(head, 4, 4), from: at + headBytes, to: end, isCut: at + sizeBytes > to })
    at = end
  }
  return boxes
}

/** The content of a box as a reader of its own would see it: whole, up to `limitBytes`. */
export function readBox(reader: ByteReader, box: Box, limitBytes: number): Promise<Uint8Array> {
  return reader.read(box.from, Math.min(box.to - box.from, limitBytes))
}
