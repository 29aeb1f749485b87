import type { SegmentTier } from '@rollcall/sync'
import { encodeAssets, encodeRecords } from '@rollcall/sync'

/** What rows of one kind are made into. */
export type RowKind = 'assets' | 'records'

/** A segment as it is kept: compressed by gzip (RFC 1952), and how many bytes it had before. */
export interface EncodedSegment {
  readonly tier: SegmentTier
  readonly compressed: Uint8Array
  readonly rawBytes: number
}

/** Makes segments out of rows that come little by little. Whoever opened it closes it. */
export interface PartEncoder extends AsyncDisposable {
  /** Takes rows, as the store keeps them, behind those that wait already. */
  readonly add: (bodies: readonly string[]) => void
  /** Makes a part out of the first so many rows that wait, and forgets them. */
  readonly encode: (rows: number) => Promise<readonly EncodedSegment[]>
}

/** Opens a {@link PartEncoder} of one kind of rows. */
export type OpenPartEncoder = (kind: RowKind) => PartEncoder

/** An encoder that works where it is called, and so holds up whoever waits for the same thread. */
export function createPartEncoder(kind: RowKind, compress: (bytes: Uint8Array) => Uint8Array): PartEncoder {
  let waiting: unknown[] = []
  return {
    add: (bodies) => {
      for (const body of bodies) waiting.push(JSON.parse(body))
    },
    encode: async (rows) => {
      const part = waiting.slice(0, rows)
      waiting = waiting.slice(rows)
      return Object.entries(tiersOf(kind, part)).map(([tier, raw]) => ({
        tier: tier as SegmentTier,
        compressed: compress(raw),
        rawBytes: raw.length,
      }))
    },
    [Symbol.asyncDispose]: async () => {
      waiting = []
    },
  }
}

/** The rows were written by the store, which writes nothing else. */
function tiersOf(kind: RowKind, rows: readonly unknown[]): Partial<Record<SegmentTier, Uint8Array>> {
  return kind === 'assets'
    ? { ...encodeAssets(rows as Parameters<typeof encodeAssets>[0]) }
    : { records: encodeRecords(rows as Parameters<typeof encodeRecords>[0]) }
}
