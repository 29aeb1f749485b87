import type { FileHandle } from 'node:fs/promises'
import type { HeifFile, HeifItem } from './heif-file.ts'
import { readBoxHeader } from './iterate-boxes.ts'
import { parseHeif } from './parse-heif.ts'

/** Boxes in front of `meta`. Writers put one or two. */
const LEADING_BOXES_MAX = 1_024
/** A `meta` box is mostly lists: 40 bytes a tile. Longer ones are read in part. */
const META_BYTES_MAX = 16 * 1024 * 1024

/** Finds the `meta` box and parses it. Null when there is none; rejects when the file cannot be read. */
export async function readHeif(handle: FileHandle, fileBytes: number): Promise<HeifFile | null> {
  let at = 0
  for (let count = 0; count < LEADING_BOXES_MAX && at + 8 <= fileBytes; count++) {
    const head = await readBytes(handle, at, Math.min(at + 16, fileBytes))
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
    const header = readBoxHeader(view, 0, fileBytes - at)
    if (header === null) return null
    if (header.type === 'meta') {
      const from = at + header.headerBytes
      const to = Math.min(at + header.sizeBytes, fileBytes, from + META_BYTES_MAX)
      return parseHeif(await readBytes(handle, from, to), from)
    }
    at += header.sizeBytes
  }
  return null
}

/** The bytes of an item; null when it is longer than `maxBytes`, empty, or any of it lies outside the file. */
export async function readHeifItem(
  handle: FileHandle,
  fileBytes: number,
  file: HeifFile,
  item: HeifItem,
  maxBytes: number,
): Promise<Uint8Array | null> {
  const base = item.within === 'file' ? { from: 0, to: fileBytes } : item.within === 'idat' ? file.idat : null
  if (base === null) return null
  const places: { readonly from: number; readonly to: number }[] = []
  let totalBytes = 0
  for (const extent of item.extents) {
    const from = base.from + extent.from
    const to = extent.to === Number.MAX_SAFE_INTEGER ? base.to : base.from + extent.to
    if (from >= to || to > base.to || to > fileBytes) return null
    totalBytes += to - from
    if (totalBytes > maxBytes) return null
    places.push({ from, to })
  }
  if (totalBytes === 0) return null
  const bytes = new Uint8Array(totalBytes)
  let at = 0
  for (const { from, to } of places) {
    const part = await readBytes(handle, from, to)
    if (part.length < to - from) return null
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** Bytes `from ≤ position < to`; fewer where the file ends. */
export async function readBytes(handle: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, to - from))
  let filled = 0
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, from + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
