import type { Asset } from '@rollcall/protocol'
import type { AssetTiers } from '@rollcall/sync'
import { decodeAssets, encodeAssets, takenAtOf } from '@rollcall/sync'

/*
 * A block of assets as a file: four bytes that say what it is, the lengths of its three tiers (see `encodeAssets`), and these. Never
 * changed once written.
 */

/**
 * Assets of a block at most: one is decoded as a whole, within a few milliseconds. Only what came in segments is kept as it came, in blocks
 * as large as a server makes them, until there is time to write those anew.
 */
export const BLOCK_ROWS_MAX = 2_048

const FORM = 0x31424352
const HEAD_BYTES = 16

/** Puts assets into the order that a block has them in: the oldest first. */
export function inBlockOrder(assets: readonly Asset[]): readonly Asset[] {
  return assets.toSorted((one, other) => takenAtOf(one) - takenAtOf(other) || one.no - other.no)
}

/** Writes assets, which are {@link inBlockOrder}. Throws when there are more than {@link BLOCK_ROWS_MAX}. */
export function encodeBlock(assets: readonly Asset[]): Uint8Array<ArrayBuffer> {
  if (assets.length > BLOCK_ROWS_MAX) throw new Error('Cannot write block: it has too many rows')
  return blockOfTiers(encodeAssets(assets))
}

/** Makes a block out of tiers as they came in segments, of however many rows. */
export function blockOfTiers({ skeleton, looks, details }: AssetTiers): Uint8Array<ArrayBuffer> {
  const tiers = [skeleton, looks, details]
  const bytes = new Uint8Array(HEAD_BYTES + skeleton.length + looks.length + details.length)
  const head = new DataView(bytes.buffer)
  head.setUint32(0, FORM, true)
  let at = HEAD_BYTES
  tiers.forEach((tier, index) => {
    head.setUint32(4 + index * 4, tier.length, true)
    bytes.set(tier, at)
    at += tier.length
  })
  return bytes
}

/** Reads a block. Throws when the bytes are none: they were written here, so that is damage. */
export function decodeBlock(bytes: Uint8Array): readonly Asset[] {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length < HEAD_BYTES || head.getUint32(0, true) !== FORM)
    throw new Error('Cannot read block: it is none')
  let at = HEAD_BYTES
  const [skeleton, looks, details] = [4, 8, 12].map((offset) => {
    const from = at
    at += head.getUint32(offset, true)
    return bytes.subarray(from, at)
  })
  if (skeleton === undefined || looks === undefined || details === undefined || at !== bytes.length)
    throw new Error('Cannot read block: its length is wrong')
  return decodeAssets({ skeleton, looks, details })
}
