import type { BuiltPart, PartKey, SegmentTier } from '@rollcall/sync'
import type { SegmentRow } from '../store/segment-store.ts'

/** Assets between two keys, in three segments. */
export interface AssetPart extends BuiltPart {
  readonly segments: Readonly<Record<Exclude<SegmentTier, 'records'>, SegmentRow>>
}

/** Records between two seqs. */
export interface RecordPart extends BuiltPart {
  readonly segment: SegmentRow
}

/** The parts that segments of an epoch make up, in order. One that lacks a tier is none. */
export function partsOf(
  segments: readonly SegmentRow[],
  epoch: number,
): { readonly assets: readonly AssetPart[]; readonly records: readonly RecordPart[] } {
  const current = segments.filter((segment) => segment.epoch === epoch)
  const segmentByKey = new Map(current.map((segment) => [keyOf(segment.tier, segment.from), segment]))
  const assets = current.flatMap((skeleton) => {
    if (skeleton.tier !== 'skeleton') return []
    const { from, to, builtSeq, rows } = skeleton
    const looks = segmentByKey.get(keyOf('looks', from))
    const details = segmentByKey.get(keyOf('details', from))
    if (looks === undefined || details === undefined) return []
    return [{ from, to, builtSeq, rows, segments: { skeleton, looks, details } }]
  })
  const records = current
    .filter(({ tier }) => tier === 'records')
    .map((segment) => ({ from: segment.from, to: segment.to, rows: segment.rows, segment }))
  // A record that changes leaves its part for one with greater seqs: together they are as new as the last of them.
  const builtSeq = (records.at(-1)?.to.no ?? 1) - 1
  return { assets, records: records.map((part) => ({ ...part, builtSeq })) }
}

function keyOf(tier: SegmentTier, { at, no }: PartKey): string {
  return `${tier} ${at} ${no}`
}
