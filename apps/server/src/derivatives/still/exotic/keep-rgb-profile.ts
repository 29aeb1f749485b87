/** Shorter than its own header a profile cannot be. */
const HEADER_BYTES = 128

/**
 * The ICC profile if it is one of red, green and blue, as our pixels always are (ICC.1 §7.2.6); null otherwise: a profile of
 * greys or inks does not fit them any more.
 */
export function keepRgbProfile(icc: Uint8Array | null): Uint8Array | null {
  if (icc === null || icc.length < HEADER_BYTES) return null
  return Buffer.from(icc.buffer, icc.byteOffset + 16, 4).toString('latin1') === 'RGB ' ? icc : null
}
