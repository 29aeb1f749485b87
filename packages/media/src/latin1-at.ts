/** Below the number of arguments that every JavaScript engine takes in one call. */
const CHUNK_BYTES = 8192

/**
 * The bytes from `offset` on as text, one character (U+0000 to U+00FF) for each byte, so that file signatures
 * compare as strings. Shorter than `lengthBytes` where the bytes end; empty past the end.
 */
export function latin1At(bytes: Uint8Array, offset: number, lengthBytes: number): string {
  const end = Math.min(offset + lengthBytes, bytes.length)
  let text = ''
  for (let at = offset; at < end; at += CHUNK_BYTES) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + CHUNK_BYTES, end)))
  }
  return text
}
