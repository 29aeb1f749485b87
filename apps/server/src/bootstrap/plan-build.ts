import type { ChangedKey, KeyRange, PartKey, SegmentTier } from '@rollcall/sync'
import { FIRST_KEY, gapsBetween, judgeParts, LAST_KEY } from '@rollcall/sync'
import type { SegmentReader } from '../store/segment-store.ts'
import type { LibraryReader } from '../store/store.ts'
import type { BootstrapSizes } from './bootstrap-ports.ts'
import type { AssetPart, RecordPart } from './parts-of.ts'
import { partsOf } from './parts-of.ts'

/** A segment by its place in its tier. */
interface SegmentKey {
  readonly tier: SegmentTier
  readonly from: PartKey
}

/** What has to be done before a library's segments are good enough to begin with. */
export interface BuildPlan {
  /** Whether the library is large enough for segments. */
  readonly isWanted: boolean
  /** Segments that nothing has happened to since they were built. */
  readonly restamps: readonly (SegmentKey & { readonly builtSeq: number })[]
  readonly drops: readonly SegmentKey[]
  /** What no segment covers, once those are dropped. Records have seqs for numbers. */
  readonly gaps: { readonly assets: readonly KeyRange[]; readonly records: readonly KeyRange[] }
  /** The files that segments name now, including those to be dropped. */
  readonly named: readonly string[]
}

/** A part of records is written again when fewer than one in so many of its rows are still there. */
const THIN_ONE_IN = 2

/** New records are put into a part when they are more than one in so many of all. */
const TAIL_ONE_IN = 20

const ASSET_TIERS = ['skeleton', 'looks', 'details'] as const

/** Looks at one state of a library. What it says of segments stays right, whatever happens to the library afterwards. */
export function planBuild(reader: LibraryReader, sizes: BootstrapSizes): BuildPlan {
  const { epoch, headSeq, minSeq } = reader.library()
  const segments = reader.segments()
  const named = segments.map(({ sha256 }) => sha256)
  const rows = reader.months().reduce((sum, { assets }) => sum + assets, 0)
  const isWanted =
    rows >= sizes.leastRows || rows + reader.countRecordsAfter(0, sizes.leastRows) >= sizes.leastRows
  if (!isWanted) return { isWanted, restamps: [], drops: [], gaps: { assets: [], records: [] }, named }

  const parts = partsOf(segments, epoch)
  const usable = parts.assets.filter(({ builtSeq }) => builtSeq >= minSeq && builtSeq <= headSeq)
  const judged = judgeParts(usable, { months: reader.months(), changed: changedSince(reader, usable, sizes) })
  const stale = new Set(judged.stale)
  const kept = usable.filter((part) => !stale.has(part))
  const keptRecords = keepRecordParts(reader, parts.records, sizes)
  const keptSegments = new Set([...kept.flatMap(segmentsOf), ...keptRecords.map(({ segment }) => segment)])
  return {
    isWanted,
    restamps: judged.current
      .filter(({ builtSeq }) => builtSeq < headSeq)
      .flatMap(({ from }) => ASSET_TIERS.map((tier) => ({ tier, from, builtSeq: headSeq }))),
    drops: segments.filter((segment) => !keptSegments.has(segment)),
    gaps: {
      assets: gapsBetween(kept, { from: FIRST_KEY, to: LAST_KEY }),
      records: recordGaps(reader, keptRecords, sizes, headSeq),
    },
    named,
  }
}

function segmentsOf({ segments }: AssetPart) {
  return [segments.skeleton, segments.looks, segments.details]
}

/** Null when a device would have to read more rows again than a part has. */
function changedSince(
  reader: SegmentReader,
  parts: readonly AssetPart[],
  { partRows }: BootstrapSizes,
): readonly ChangedKey[] | null {
  if (parts.length === 0) return []
  const oldest = Math.min(...parts.map(({ builtSeq }) => builtSeq))
  const changed = reader.keysChangedAfter(oldest, partRows + 1)
  return changed.length > partRows ? null : changed
}

/**
 * Records are parted by seq. So nothing is ever added to a part, but records that change leave it; and what is new comes after the last
 * part. When it is put into one, the small part before it is written again with it.
 */
function keepRecordParts(
  reader: SegmentReader,
  parts: readonly RecordPart[],
  sizes: BootstrapSizes,
): readonly RecordPart[] {
  if (!isTailLong(reader, parts, sizes)) return parts
  const full = parts.at(-1)?.rows ?? 0
  const before = full < sizes.partRows ? parts.slice(0, -1) : parts
  return before.filter((part) => reader.countRecordsWithin(part) * THIN_ONE_IN >= part.rows)
}

function isTailLong(
  reader: SegmentReader,
  parts: readonly RecordPart[],
  { partRows }: BootstrapSizes,
): boolean {
  const told = parts.reduce((sum, { rows }) => sum + rows, 0)
  const tail = reader.countRecordsAfter(parts.at(-1)?.builtSeq ?? 0, partRows + 1)
  return tail > partRows || tail * TAIL_ONE_IN > told
}

function recordGaps(
  reader: SegmentReader,
  kept: readonly RecordPart[],
  sizes: BootstrapSizes,
  headSeq: number,
): readonly KeyRange[] {
  const from = { at: 0, no: 0 }
  const to = { at: 0, no: isTailLong(reader, kept, sizes) ? headSeq + 1 : (kept.at(-1)?.to.no ?? 0) }
  return gapsBetween(kept, { from, to })
}
