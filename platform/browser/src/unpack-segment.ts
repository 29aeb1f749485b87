import type { SegmentFile } from '@rollcall/protocol'
import { sha256Of } from './browser-sha256.ts'
import { gunzipWithin } from './gunzip-within.ts'

/** Checks a segment's file by its hash and unpacks it. Null when these bytes are not that segment: asking again would not mend it. */
export async function unpackSegment(
  bytes: Uint8Array<ArrayBuffer>,
  { sha256, rawBytes }: SegmentFile,
): Promise<Uint8Array<ArrayBuffer> | null> {
  return (await sha256Of(bytes)) === sha256 ? await gunzipWithin(bytes, rawBytes) : null
}
