import type { BootstrapManifest, Cursor, SegmentFile } from '@rollcall/protocol'
import { decodeAssets } from '../bootstrap/assets.ts'
import { SegmentFailure } from '../bootstrap/byte-reader.ts'
import { decodeRecords } from '../bootstrap/records.ts'
import type { Skeleton } from '../bootstrap/skeleton.ts'
import { decodeSkeleton, readMarks } from '../bootstrap/skeleton.ts'
import type { Replica, SegmentSource } from './replica.ts'

/*
 * How a new replica begins: with segments instead of every row of the feed. The first tier of all parts comes first, so that whoever waits
 * sees how many photos there are and when they were taken; then each part whole, the newest first. All of it is staged, no part of the
 * base, and the feed goes on from where the oldest part was built.
 */

/** Segments that are asked for at a time: while one is read, the next ones travel. */
const AHEAD = 4

/** What the first tier tells of a library that is on its way here. */
export interface FirstTier {
  /** Photos and videos in the timeline. */
  readonly assets: number
  /** When the newest of them was taken; null when there is none. */
  readonly newestAt: number | null
  /** All of it, the newest part first: the order in which the parts are staged. Rows of two parts may be of one asset. */
  readonly parts: readonly Skeleton[]
}

type Stager = Pick<Replica, 'stage' | 'stagePart'>

/**
 * Stages what the segments of a library hold, as the beginning of a pile. Answers the cursor to read the feed on from; null when there are
 * no segments, or one of them cannot be had or read: then the pile is good for nothing, and the feed must be read from its beginning.
 */
export async function beginFromSegments(
  replica: Stager,
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
  replica: Stager,
  source: SegmentSource,
  { assets, records }: BootstrapManifest,
  onFirstTier: (tier: FirstTier) => void,
): Promise<void> {
  const skeletons = await readFirstTier(source, assets, onFirstTier)
  let first = true
  const nextPile = () => {
    const pile = { first, fresh: true }
    first = false
    return pile
  }
  const rest = [
    ...assets.flatMap(({ looks, details }) => [looks, details]),
    ...records.map((part) => part.records),
  ]
  const next = fetchAhead(source, rest)
  for (const [index, part] of assets.entries()) {
    const skeleton = skeletons[index] ?? new Uint8Array()
    const tiers = { skeleton, looks: await next(), details: await next() }
    const decoded = decodeAssets(tiers)
    checkRows(decoded, part)
    if (replica.stagePart === undefined)
      await replica.stage({ changes: decoded.map((asset) => ({ kind: 'asset', asset })) }, nextPile())
    else await replica.stagePart({ assets: decoded, tiers }, nextPile())
  }
  for (const part of records) {
    const decoded = decodeRecords(await next())
    checkRows(decoded, part)
    await replica.stage({ changes: decoded.map((record) => ({ kind: 'record', record })) }, nextPile())
  }
}

/** Fetches the first tier of every part, tells of all of it, and answers its bytes. */
async function readFirstTier(
  source: SegmentSource,
  assets: BootstrapManifest['assets'],
  onFirstTier: (tier: FirstTier) => void,
): Promise<readonly Uint8Array[]> {
  const next = fetchAhead(
    source,
    assets.map(({ skeleton }) => skeleton),
  )
  const skeletons: Uint8Array[] = []
  const parts: Skeleton[] = []
  const tier = { assets: 0, newestAt: null as number | null }
  for (const _ of assets) {
    const bytes = await next()
    const skeleton = decodeSkeleton(bytes)
    count(tier, skeleton)
    skeletons.push(bytes)
    parts.push(skeleton)
  }
  onFirstTier({ ...tier, parts })
  return skeletons
}

function checkRows(decoded: readonly unknown[], { rows }: { readonly rows: number }): void {
  if (decoded.length !== rows) throw new SegmentFailure('it has other rows than were promised')
}

/** Fetches segments in this order, one a call, {@link AHEAD} of them under way. */
function fetchAhead(source: SegmentSource, files: readonly SegmentFile[]): () => Promise<Uint8Array> {
  const underWay: Promise<Uint8Array>[] = []
  let asked = 0
  return async () => {
    while (underWay.length < AHEAD) {
      const file = files[asked]
      if (file === undefined) break
      asked++
      const fetched = fetchSegment(source, file)
      fetched.catch(() => undefined) // whoever comes to it is told; nobody may come, after one that was spoilt
      underWay.push(fetched)
    }
    const fetched = underWay.shift()
    if (fetched === undefined) throw new Error('Cannot fetch segment: there are no more')
    return await fetched
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
