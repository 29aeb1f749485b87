import type { Sha256 } from './ids.ts'
import { PACK_DERIVATIVES_MAX } from './limits.ts'

/*
 * Many small derivatives in one answer, for scrubbing and for taking a library along:
 *
 *   u32 count │ count × (32 bytes SHA-256 of the original, u32 length) │ the derivatives, one after the other
 *
 * Numbers are big-endian. A length of 0 says that there is none.
 */

const ENTRY_BYTES = 36

/** A derivative of a pack, under its original's hash; null where the server has none. */
export interface PackedDerivative {
  readonly sha256: Sha256
  readonly bytes: Uint8Array | null
}

/** Writes a pack. Throws when there are more than {@link PACK_DERIVATIVES_MAX}. */
export function writeDerivativePack(derivatives: readonly PackedDerivative[]): Uint8Array<ArrayBuffer> {
  if (derivatives.length > PACK_DERIVATIVES_MAX)
    throw new Error('Cannot write pack: it has too many derivatives')
  const head = 4 + derivatives.length * ENTRY_BYTES
  const pack = new Uint8Array(derivatives.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), head))
  const view = new DataView(pack.buffer)
  view.setUint32(0, derivatives.length)
  let at = head
  for (const [index, { sha256, bytes }] of derivatives.entries()) {
    const entry = 4 + index * ENTRY_BYTES
    for (let byte = 0; byte < 32; byte++) {
      view.setUint8(entry + byte, Number.parseInt(sha256.slice(byte * 2, byte * 2 + 2), 16))
    }
    view.setUint32(entry + 32, bytes?.length ?? 0)
    if (bytes !== null) pack.set(bytes, at)
    at += bytes?.length ?? 0
  }
  return pack
}

/** Reads a pack; null when the bytes are none, or are cut short. The derivatives are views into `pack`. */
export function readDerivativePack(pack: Uint8Array): readonly PackedDerivative[] | null {
  const view = new DataView(pack.buffer, pack.byteOffset, pack.byteLength)
  const count = pack.length < 4 ? 0 : view.getUint32(0)
  let at = 4 + count * ENTRY_BYTES
  if (count > PACK_DERIVATIVES_MAX || at > pack.length) return null
  const derivatives: PackedDerivative[] = []
  for (let index = 0; index < count; index++) {
    const entry = 4 + index * ENTRY_BYTES
    const length = view.getUint32(entry + 32)
    if (at + length > pack.length) return null
    const digits = [...pack.subarray(entry, entry + 32)].map((byte) => byte.toString(16).padStart(2, '0'))
    derivatives.push({
      sha256: digits.join('') as Sha256,
      bytes: length === 0 ? null : pack.subarray(at, at + length),
    })
    at += length
  }
  return at === pack.length ? derivatives : null
}
