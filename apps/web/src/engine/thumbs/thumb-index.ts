import type { LibraryId, Sha256 } from '@rollcall/protocol'

/*
 * Small pictures that this browser keeps, so that the grid shows the library without a network. They lie in packs, as the server sends them,
 * and one index tells where each is:
 *
 *   index-<library>      n × (32 bytes SHA-256, u32 pack, u32 from, u32 length)
 *   pack-<library>-<n>   a pack; see `readDerivativePack`
 *
 * Numbers are big-endian. The library's worker writes them, the service worker only reads, and says what it has shown. The index is written
 * on, after the pack that it names, and anew before packs are removed to make room; an entry cut short by a kill is none. A picture that is
 * not there is just not there, and no number is given to two packs.
 */

/** The folder in this browser's private file system, and the one of its files in it. */
export const THUMBS_FOLDER = 'thumbs'

/** The channel on which the service worker says out of which pack it has shown a picture: its number. */
export const SHOWN_CHANNEL = 'rollcall-thumbs'

const ENTRY_BYTES = 44

/** Where a picture lies. */
export interface ThumbPlace {
  readonly sha256: Sha256
  readonly pack: number
  readonly from: number
  readonly length: number
}

/** The name of a library's index. */
export function indexName(libraryId: LibraryId): string {
  return `index-${libraryId}`
}

/** The name of a pack of a library. */
export function packName(libraryId: LibraryId, pack: number): string {
  return `pack-${libraryId}-${pack}`
}

/** Writes entries of an index. */
export function encodePlaces(places: readonly ThumbPlace[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(places.length * ENTRY_BYTES)
  const view = new DataView(bytes.buffer)
  for (const [index, { sha256, pack, from, length }] of places.entries()) {
    const at = index * ENTRY_BYTES
    for (let byte = 0; byte < 32; byte++)
      bytes[at + byte] = Number.parseInt(sha256.slice(byte * 2, byte * 2 + 2), 16)
    view.setUint32(at + 32, pack)
    view.setUint32(at + 36, from)
    view.setUint32(at + 40, length)
  }
  return bytes
}

/** Reads an index; what is cut short at its end is left out. Of two entries of one picture the later counts. */
export function decodePlaces(bytes: Uint8Array): ReadonlyMap<Sha256, ThumbPlace> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const places = new Map<Sha256, ThumbPlace>()
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const digits = Array.from(bytes.subarray(at, at + 32), (byte) => byte.toString(16).padStart(2, '0'))
    const sha256 = digits.join('') as Sha256
    places.set(sha256, {
      sha256,
      pack: view.getUint32(at + 32),
      from: view.getUint32(at + 36),
      length: view.getUint32(at + 40),
    })
  }
  return places
}

/** Whether an index was cut short, so that nothing may be written on behind it. */
export function isTornIndex(bytes: Uint8Array): boolean {
  return bytes.length % ENTRY_BYTES !== 0
}
