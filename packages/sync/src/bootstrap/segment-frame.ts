import type { ByteReader } from './byte-reader.ts'
import { createByteReader, SegmentFailure } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { createByteWriter } from './byte-writer.ts'

/*
 * What every segment begins with: four bytes that say what it is and in which form, its tier, and the number of its rows. The columns of
 * the tier follow, and nothing after them. A release that writes other columns changes the form.
 */

const FORM = 'RCS1'

/** Rows of one segment at most; whoever builds them keeps far below. */
export const SEGMENT_ROWS_MAX = 65_536

/** What a segment tells of its rows; see ARCHITECTURE.md. */
export const SEGMENT_TIERS = ['skeleton', 'looks', 'details', 'records'] as const
/** See {@link SEGMENT_TIERS}. */
export type SegmentTier = (typeof SEGMENT_TIERS)[number]

/** Writes a segment. Throws when it has more than {@link SEGMENT_ROWS_MAX} rows. */
export function writeSegment(
  tier: SegmentTier,
  rows: number,
  writeColumns: (out: ByteWriter) => void,
): Uint8Array<ArrayBuffer> {
  if (rows > SEGMENT_ROWS_MAX) throw new Error('Cannot write segment: it has too many rows')
  const out = createByteWriter()
  out.text(FORM)
  out.byte(SEGMENT_TIERS.indexOf(tier))
  out.count(rows)
  writeColumns(out)
  return out.finish()
}

/** Reads a segment of a tier. Throws a {@link SegmentFailure} when the bytes are none, or are not used up by `readColumns`. */
export function readSegment<Rows>(
  tier: SegmentTier,
  bytes: Uint8Array,
  readColumns: (input: ByteReader, rows: number) => Rows,
): Rows {
  const input = createByteReader(bytes)
  if (input.text(FORM.length) !== FORM) throw new SegmentFailure('it is none, or of another form')
  if (SEGMENT_TIERS[input.byte()] !== tier) throw new SegmentFailure(`its tier is not ${tier}`)
  const count = input.count()
  if (count > SEGMENT_ROWS_MAX) throw new SegmentFailure('it has too many rows')
  const rows = readColumns(input, count)
  if (input.left() > 0) throw new SegmentFailure('it goes on after its last column')
  return rows
}
