import { gunzipSync } from 'node:zlib'

/** Unpacks a gzip file (RFC 1952) of up to `bytesMax` bytes. Null when it is none, is cut short, or holds more. */
export function gunzipWithin(file: Uint8Array, bytesMax: number): Uint8Array | null {
  try {
    return gunzipSync(file, { maxOutputLength: Math.max(bytesMax, 1) })
  } catch {
    return null
  }
}
