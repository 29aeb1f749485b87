import type { AssetId, Sha256 } from '@rollcall/protocol'

/** HMAC-SHA-256 (RFC 2104) of a text under a key given in hex; answers lower-case hex. The apps bring the platform's. */
export type HmacSha256 = (keyHex: string, text: string) => string

/**
 * The id of the asset that a first original makes: `trunc128(HMAC(library key, hash ‖ copy number))`. Two offline devices
 * that import the same file give it the same id, and the id tells nothing to anybody outside the library.
 */
export function assetIdOf(
  idKeyHex: string,
  primarySha256: Sha256,
  copyNo: number,
  hmac: HmacSha256,
): AssetId {
  return hmac(idKeyHex, `${primarySha256}:${copyNo}`).slice(0, 32) as AssetId
}
