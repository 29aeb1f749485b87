import { ARRAY_NAMES, createColumns, NO_BLOCK } from './columns.ts'
import type { ColumnArrays, Columns } from './columns.ts'
import type { LibraryFiles } from './library-files.ts'
import { snapshotName } from './library-state.ts'

/*
 * The columns as one file, so that opening a library of a million photos reads it instead of decoding all blocks:
 *
 *   form, rows, blocks (three words) │ file number of each block │ order │ the arrays of `ColumnArrays`
 *
 * Every part begins at a multiple of eight bytes, so that the arrays are views of what was read.
 */

/** Columns, their order, and which files their blocks were. */
export interface Snapshot {
  readonly columns: Columns
  readonly order: Uint32Array
  /** File number by number of the block; 0 where there was none. */
  readonly blockFiles: Uint32Array
}

const FORM = 0x31534352
const HEAD_WORDS = 4

/** Writes a snapshot. */
export async function writeSnapshot(
  files: LibraryFiles,
  file: number,
  { columns, order, blockFiles }: Snapshot,
): Promise<void> {
  const arrays = columns.arrays()
  const parts = [
    Uint32Array.of(FORM, order.length, blockFiles.length, 0),
    blockFiles,
    order,
    ...ARRAY_NAMES.map((name) => arrays[name]),
  ]
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + padded(part.byteLength), 0))
  let at = 0
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at)
    at += padded(part.byteLength)
  }
  await files.writeWhole(snapshotName(file), bytes)
}

/** Reads a snapshot; null when it is gone or of another form, and then the columns are made from the blocks. */
export async function readSnapshot(files: LibraryFiles, file: number): Promise<Snapshot | null> {
  const read = await files.read(snapshotName(file))
  if (read === null || read.byteLength < HEAD_WORDS * 4) return null
  const bytes = read.byteOffset % 8 === 0 ? read : read.slice()
  const [form, rows, blocks] = new Uint32Array(bytes.buffer, bytes.byteOffset, HEAD_WORDS)
  if (form !== FORM || rows === undefined || blocks === undefined) return null
  let at = HEAD_WORDS * 4
  const next = (length: number) => {
    const from = bytes.byteOffset + at
    at += padded(length)
    return [bytes.buffer as ArrayBuffer, from] as const
  }
  if (bytes.byteLength !== snapshotBytes(rows, blocks)) return null
  const blockFiles = new Uint32Array(...next(blocks * 4), blocks)
  const order = new Uint32Array(...next(rows * 4), rows)
  const arrays: ColumnArrays = {
    takenAtS: new Float64Array(...next(rows * 8), rows),
    ids: new Uint32Array(...next(rows * 16), rows * 4),
    no: new Uint32Array(...next(rows * 4), rows),
    ratio: new Uint16Array(...next(rows * 2), rows),
    colour: new Uint16Array(...next(rows * 2), rows),
    marks: new Uint16Array(...next(rows * 2), rows),
    block: new Uint16Array(...next(rows * 2), rows),
    row: new Uint16Array(...next(rows * 2), rows),
  }
  return { columns: createColumns(arrays), order, blockFiles }
}

function snapshotBytes(rows: number, blocks: number): number {
  const lengths = [HEAD_WORDS * 4, blocks * 4, rows * 4, rows * 8, rows * 16, rows * 4]
  return [...lengths, ...Array.from({ length: 5 }, () => rows * 2)].reduce(
    (sum, each) => sum + padded(each),
    0,
  )
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8
}

/** Takes the photos out of blocks that are not any more, or are others now, out of a snapshot's blocks. Answers how many. */
export function unplaceStale(
  { columns, blockFiles }: Snapshot,
  isStill: (block: number, file: number) => boolean,
): number {
  const isStale = Uint8Array.from(blockFiles, (file, block) => (file === 0 || !isStill(block, file) ? 1 : 0))
  const block = columns.block()
  let count = 0
  for (let slot = 0; slot < columns.count(); slot++) {
    const at = block[slot] ?? NO_BLOCK
    if (isStale[at] !== 0) {
      block[slot] = NO_BLOCK
      count++
    }
  }
  return count
}
