import { latin1At } from '../latin1-at.ts'
import { type BoundedReader, uint64At, uintAt } from './bounded-reader.ts'

/** Boxes side by side beyond these are not looked at; a fragmented hour has a few thousand. */
const BOXES_MAX = 4096

/** One box of an ISO base media or QuickTime file: its content is the bytes `from ≤ position < to`. */
export interface Box {
  /** Four letters, one character (U+0000 to U+00FF) for each byte. */
  readonly type: string
  readonly from: number
  readonly to: number
  /** Whether it claims to go on past the end of what it lies in. */
  readonly isCut: boolean
}

/**
 * The boxes that lie in bytes `from ≤ position < to`, in file order, up to the first with an impossible size. A box of
 * size 0 goes on to the end at the top of a file, and ends a list anywhere else (QuickTime File Format, "user data").
 */
export async function listBoxes(reader: BoundedReader, from: number, to: number): Promise<readonly Box[]> {
  const boxes: Box[] = []
  const atTop = from === 0 && to === reader.bytes
  let at = from
  while (at + 8 <= to && boxes.length < BOXES_MAX) {
    const head = await reader.read(at, 16)
    if (head.length < 8) break
    const told = uintAt(head, 0, 4)
    if (told === 0 && !atTop) break
    if (told === 1 && head.length < 16) break
    const headBytes = told === 1 ? 16 : 8
    const size = told === 0 ? to - at : told === 1 ? uint64At(head, 8) : told
    if (size < headBytes) break
    boxes.push({
      type: latin1At(head, 4, 4),
      from: at + headBytes,
      to: Math.min(at + size, to),
      isCut: at + size > to,
    })
    at += size
  }
  return boxes
}

/** The first box of this type. */
export function findBox(boxes: readonly Box[], type: string): Box | undefined {
  return boxes.find((box) => box.type === type)
}

/** The first box found by going down `path`, which names a box on each level; undefined where one is missing. */
export async function findBoxAt(
  reader: BoundedReader,
  from: number,
  to: number,
  path: readonly string[],
): Promise<Box | undefined> {
  let box: Box | undefined
  let [start, end] = [from, to]
  for (const type of path) {
    box = findBox(await listBoxes(reader, start, end), type)
    if (box === undefined) return undefined
    start = box.from
    end = box.to
  }
  return box
}

/** The content of a box, or its first `limitBytes`. */
export function readBox(reader: BoundedReader, box: Box, limitBytes: number): Promise<Uint8Array> {
  return reader.read(box.from, Math.min(box.to - box.from, limitBytes))
}
