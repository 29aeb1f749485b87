import type { BootstrapManifest, Change, Cursor, SegmentFile } from '@rollcall/protocol'
import { decodeAssets } from '../bootstrap/assets.ts'
import { SegmentFailure } from '../bootstrap/byte-reader.ts'
import { decodeRecords } from '../bootstrap/records.ts'
import type { Skeleton } from '../bootstrap/skeleton.ts'
import { decodeSkeleton, readMarks } from '../bootstrap/skeleton.ts'
import type { Replica, SegmentSource } from './replica.ts'

/*
 * How a new replica begins: with segments instead of every row of the feed. The first tier of all parts comes first, so that whoever waits
 * sees how many photos there are and when they were taken; then each part whole, the newest first. All of it is staged, invisible, and the
 * feed goes on from where the oldest part was built.
 */

/** What the first tier tells of a library that is on its way here. */
export interface FirstTier {
  /** Photos and videos in the timeline. */
  readonly assets: number
  /** When the newest of them was taken; null when there is none. */
  readonly newestAt: number | null
}

/**
 * Stages what the segments of a library hold, as the beginning of a pile. Answers the cursor to read the feed on from; null when there are
 * no segments, or one of them cannot be had or read: then the pile is good for nothing, and the feed must be read from its beginning.
 */
export async function beginFromSegments(
  replica: Pick<Replica, 'stage'>,
  source: SegmentSource,
  onFirstTier: (tier: FirstTier) => void,
): Promise<Cursor | null> {
  const answer = await source.manifest()
  if (!answer.ok) return null
  const { epoch, assets, records } = answer.value
  if (assets.length + records.length === 0) return null
  try {
    await stageParts(replica, source, answer.value, onFirstTier)
  } catch (error) {
    if (error instanceof SegmentFailure) return null
    throw error
  }
  const seq = Math.min(...[...assets, ...records].map(({ builtSeq }) => builtSeq))
  return { epoch, seq }
}

async function stageParts(
  replica: Pick<Replica, 'stage'>,
  source: SegmentSource,
  { assets, records }: BootstrapManifest,
  onFirstTier: (tier: FirstTier) => void,
): Promise<void> {
  const skeletons: Uint8Array[] = []
  const tier = { assets: 0, newestAt: null as number | null }
  for (const part of assets) {
    const bytes = await fetchSegment(source, part.skeleton)
    count(tier, decodeSkeleton(bytes))
    skeletons.push(bytes)
  }
  onFirstTier(tier)
  let first = true
  const stage = async (changes: readonly Change[], rows: number) => {
    if (changes.length !== rows) throw new SegmentFailure('it has other rows than were promised')
    await replica.stage({ changes: [...changes] }, { first, fresh: true })
    first = false
  }
  for (const [index, part] of assets.entries()) {
    const looks = await fetchSegment(source, part.looks)
    const details = await fetchSegment(source, part.details)
    const decoded = decodeAssets({ skeleton: skeletons[index] ?? new Uint8Array(), looks, details })
    await stage(
      decoded.map((asset) => ({ kind: 'asset', asset })),
      part.rows,
    )
  }
  for (const part of records) {
    const decoded = decodeRecords(await fetchSegment(source, part.records))
    await stage(
      decoded.map((record) => ({ kind: 'record', record })),
      part.rows,
    )
  }
}

async function fetchSegment(source: SegmentSource, file: SegmentFile): Promise<Uint8Array> {
  const bytes = await source.segment(file)
  if (bytes === null) throw new SegmentFailure('it is gone or spoilt')
  return bytes
}

function count(tier: { assets: number; newestAt: number | null }, { marks, takenAtS }: Skeleton): void {
  for (const [row, mark] of marks.entries()) {
    const { kind, state, hidden } = readMarks(mark)
    if (kind === 'sidecar' || state !== 'live' || hidden) continue
    tier.assets++
    tier.newestAt = Math.max(tier.newestAt ?? Number.NEGATIVE_INFINITY, (takenAtS[row] ?? 0) * 1000)
  }
}
