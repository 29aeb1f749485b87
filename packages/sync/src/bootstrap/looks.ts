import type { Asset } from '@rollcall/protocol'
import { base64s, isBase64 } from './byte-columns.ts'
import { counts, writeColumn } from './column.ts'
import { readSegment, writeSegment } from './segment-frame.ts'

/*
 * The second tier: what a timeline shows before the first real picture is here.
 */

/** One value a row in each list, in the order of the first tier. Null where there is none. */
export interface Looks {
  /** As in `Media`. */
  readonly thumbhash: readonly (string | null)[]
  readonly durationMs: readonly (number | null)[]
}

/** Writes the second tier of assets. */
export function encodeLooks(assets: readonly Asset[]): Uint8Array<ArrayBuffer> {
  return writeSegment('looks', assets.length, (out) => {
    writeColumn(out, base64s, assets, ({ media }) => thumbhashIn(media?.thumbhash))
    writeColumn(out, counts, assets, ({ media }) => countIn(media?.durationMs))
  })
}

/** One in another alphabet stays with its asset, in the third tier. */
function thumbhashIn(thumbhash: string | null | undefined): string | null {
  return typeof thumbhash === 'string' && isBase64(thumbhash) ? thumbhash : null
}

/** 0 for none. */
function countIn(durationMs: number | null | undefined): number {
  return typeof durationMs === 'number' && durationMs < Number.MAX_SAFE_INTEGER ? durationMs + 1 : 0
}

/** Reads a second tier. Throws a `SegmentFailure` when the bytes are none. */
export function decodeLooks(bytes: Uint8Array): Looks {
  return readSegment('looks', bytes, (input, rows) => ({
    thumbhash: base64s.read(input, rows),
    durationMs: counts.read(input, rows).map((count) => (count === 0 ? null : count - 1)),
  }))
}
