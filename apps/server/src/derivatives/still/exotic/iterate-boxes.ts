/** One box of an ISO base media file, as places in the bytes it was found in: `contentFrom ≤ position < to`. */
export interface Box {
  readonly type: string
  readonly contentFrom: number
  readonly to: number
}

/** Far more boxes than a picture has side by side; a file made of empty boxes ends here. */
const BOXES_MAX = 65_536

/**
 * The boxes that stand side by side in `from ≤ position < to` (ISO/IEC 14496-12 §4.2). A box that says it is longer than its
 * surroundings is cut to them and is the last one; a box that says it is shorter than its own header ends the walk.
 */
export function* iterateBoxes(bytes: Uint8Array, from: number, to: number): Generator<Box> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = Math.min(to, bytes.length)
  let at = from
  for (let count = 0; count < BOXES_MAX && at + 8 <= end; count++) {
    const header = readBoxHeader(view, at, end)
    if (header === null) return
    yield {
      type: header.type,
      contentFrom: at + header.headerBytes,
      to: Math.min(at + header.sizeBytes, end),
    }
    at += header.sizeBytes
  }
}

/** Type, header size and whole size in bytes of the box at `at`, whose surroundings end at `end`; null when there is none. */
export function readBoxHeader(
  view: DataView,
  at: number,
  end: number,
): { readonly type: string; readonly headerBytes: number; readonly sizeBytes: number } | null {
  if (at + 8 > view.byteLength) return null
  const shortSize = view.getUint32(at)
  const type = fourLettersAt(view, at + 4)
  if (shortSize === 0) return { type, headerBytes: 8, sizeBytes: end - at }
  if (shortSize !== 1) return shortSize < 8 ? null : { type, headerBytes: 8, sizeBytes: shortSize }
  if (at + 16 > view.byteLength) return null
  const sizeBytes = Number(view.getBigUint64(at + 8))
  return sizeBytes < 16 || !Number.isSafeInteger(sizeBytes) ? null : { type, headerBytes: 16, sizeBytes }
}

/** Four bytes as Latin-1 letters, fewer where the bytes end. */
function fourLettersAt(view: DataView, at: number): string {
  let letters = ''
  for (let index = at; index < Math.min(at + 4, view.byteLength); index++) {
    letters += String.fromCharCode(view.getUint8(index))
  }
  return letters
}
