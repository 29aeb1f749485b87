import type { SegmentFile } from '@rollcall/protocol'
import { gunzipWithin } from './gunzip-within.ts'
import { createSha256 } from './sha256.ts'

/** Checks a segment's file by its hash and unpacks it. Null when these bytes are not that segment: asking again would not mend it. */
export async function unpackSegment(
  bytes: Uint8Array,
  { sha256, rawBytes }: SegmentFile,
): Promise<Uint8Array | null> {
  const sum = createSha256()
  sum.update(bytes)
  return sum.digestHex() === sha256 ? gunzipWithin(bytes, rawBytes) : null
}
