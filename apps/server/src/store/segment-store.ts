import type { Sha256 } from '@rollcall/protocol'
import type { ChangedKey, PartKey, KeyRange, SegmentTier } from '@rollcall/sync'

/** Assets taken in a month, by UTC. `touchedSeq`: the last change of one that is in it, or was. */
export interface MonthRow {
  /** Such as `2026-11`. */
  readonly month: string
  readonly assets: number
  readonly live: number
  readonly touchedSeq: number
}

/** A segment that was built, and the file that holds it, by the hash of that file. */
export interface SegmentRow extends KeyRange {
  readonly tier: SegmentTier
  readonly epoch: number
  readonly builtSeq: number
  readonly rows: number
  readonly sha256: Sha256
  readonly bytes: number
  readonly rawBytes: number
}

/** A row as it is kept, and where it stands. Records, which have no time, are by seq, at time 0. */
export interface KeyedBody extends PartKey {
  /** JSON of an asset or a record. */
  readonly body: string
}

/** Questions about what bootstrap segments are made of, and which there are. */
export interface SegmentReader {
  /** Months that have assets or had some, oldest first. */
  readonly months: () => readonly MonthRow[]
  /** Assets from a key on, up to another, in order of time and number, at most `limit`. */
  readonly assetBodies: (range: KeyRange, limit: number) => readonly KeyedBody[]
  /** The same of records. */
  readonly recordBodies: (range: KeyRange, limit: number) => readonly KeyedBody[]
  /** Where the assets stand that have changed after `seq`, in no order, at most `limit`. */
  readonly keysChangedAfter: (seq: number, limit: number) => readonly ChangedKey[]
  /** How many records have changed after `seq`; counts no further than `limit`. */
  readonly countRecordsAfter: (seq: number, limit: number) => number
  readonly countRecordsWithin: (range: KeyRange) => number
  /** Every segment there is, in order of its range within its tier. */
  readonly segments: () => readonly SegmentRow[]
  readonly segment: (sha256: Sha256) => SegmentRow | null
}

/** Changes of which bootstrap segments there are. */
export interface SegmentWriter {
  readonly putSegment: (segment: SegmentRow) => void
  /** Notes that a segment is as if it had been built at `builtSeq`. */
  readonly restampSegment: (tier: SegmentTier, from: PartKey, builtSeq: number) => void
  readonly dropSegment: (tier: SegmentTier, from: PartKey) => void
}
