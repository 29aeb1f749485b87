import type { BootstrapManifest, LibraryId, SegmentFile, Sha256 } from '@rollcall/protocol'
import { FIRST_KEY, gapsBetween, LAST_KEY } from '@rollcall/sync'
import type { LibraryReader } from '../store/store.ts'
import type { AssetPart, RecordPart } from './parts-of.ts'
import { partsOf } from './parts-of.ts'
import type { BootstrapPorts, BootstrapSizes, BuildPorts } from './bootstrap-ports.ts'
import { fillGaps } from './fill-gaps.ts'
import { planBuild } from './plan-build.ts'
import { createSegmentFiles } from './segment-files.ts'

/*
 * What a new device begins with instead of the first page of the feed: segments, built when somebody first asks for them. See `judgeParts`
 * in sync for why they may be built at different places of the feed, while the library changes.
 */

const SIZES: BootstrapSizes = { partRows: 16_384, leastRows: 1_000, turnRows: 200 }

/** The segments of libraries. */
export interface Bootstrap {
  /** What there is to begin with now, after building what is missing or has changed too much. One build a library at a time. */
  readonly manifest: (libraryId: LibraryId) => Promise<BootstrapManifest>
  /** A segment, compressed; null when this library has none such. One that is spoilt is forgotten, and so built again. */
  readonly segment: (libraryId: LibraryId, sha256: Sha256) => Promise<Uint8Array<ArrayBuffer> | null>
}

/** Offers segments of every library of the store. */
export function createBootstrap({ disk, root, sizes, ...below }: BootstrapPorts): Bootstrap {
  const files = createSegmentFiles({ disk, root })
  const ports: BuildPorts = { ...below, files, sizes: { ...SIZES, ...sizes } }
  const buildByLibrary = new Map<LibraryId, Promise<BootstrapManifest>>()

  return {
    manifest: (libraryId) => {
      const running = buildByLibrary.get(libraryId)
      if (running !== undefined) return running
      const build = buildManifest(ports, libraryId).finally(() => buildByLibrary.delete(libraryId))
      buildByLibrary.set(libraryId, build)
      return build
    },
    segment: async (libraryId, sha256) => {
      const row = await below.store.read(libraryId, (reader) => reader.segment(sha256))
      if (row === null) return null
      const bytes = await files.read(libraryId, row)
      if (bytes === null) await forgetPart(ports, libraryId, sha256)
      return bytes
    },
  }
}

async function buildManifest(ports: BuildPorts, libraryId: LibraryId): Promise<BootstrapManifest> {
  const startedAt = ports.clock.monotonic()
  const plan = await ports.store.read(libraryId, (reader) => planBuild(reader, ports.sizes))
  if (plan.restamps.length > 0 || plan.drops.length > 0) {
    await ports.store.write(libraryId, (writer) => {
      for (const { tier, from, builtSeq } of plan.restamps) writer.restampSegment(tier, from, builtSeq)
      for (const { tier, from } of plan.drops) writer.dropSegment(tier, from)
    })
  }
  if (plan.gaps.assets.length > 0 || plan.gaps.records.length > 0) {
    // Not those of the last build but one: a device may still be fetching them.
    await ports.files.removeAllBut(libraryId, new Set(plan.named))
    const rows = await fillGaps(ports, libraryId, plan.gaps)
    const milliseconds = Math.round(ports.clock.monotonic() - startedAt)
    ports.log.info('built segments', { libraryId, rows, milliseconds })
  }
  return await ports.store.read(libraryId, (reader) => manifestOf(reader, plan.isWanted))
}

function manifestOf(reader: LibraryReader, isWanted: boolean): BootstrapManifest {
  const { epoch, headSeq } = reader.library()
  const months = reader.months().map(({ month, assets, live }) => ({ month, assets, live }))
  const parts = partsOf(reader.segments(), epoch)
  // A part may have been forgotten while others were built, or the epoch broken: a hole would never be filled by the feed.
  const isOffered = isWanted && isWhole(parts, reader)
  return {
    epoch,
    headSeq,
    months: months.filter(({ assets }) => assets > 0).toReversed(),
    assets: isOffered ? parts.assets.map(assetPartOf).toReversed() : [],
    records: isOffered
      ? parts.records.map((part) => recordPartOf(part, recordsSeqOf(reader, parts.records)))
      : [],
  }
}

/** Whether every row is in a part, or has changed so lately that the feed tells it. */
function isWhole({ assets, records }: ReturnType<typeof partsOf>, reader: LibraryReader): boolean {
  const from = { at: 0, no: 0 }
  const to = records.at(-1)?.to ?? from
  const readFrom = Math.min(...[...assets, ...records].map(({ builtSeq }) => builtSeq))
  return (
    gapsBetween(assets, { from: FIRST_KEY, to: LAST_KEY }).length === 0 &&
    gapsBetween(records, { from, to }).length === 0 &&
    reader.countRecordsWithin({ from: to, to: { at: 0, no: readFrom + 1 } }) === 0
  )
}

function assetPartOf({ builtSeq, rows, from, to, segments }: AssetPart): BootstrapManifest['assets'][number] {
  const { skeleton, looks, details } = segments
  return {
    ...{ builtSeq, rows, from: Math.max(from.at, -TIME_MAX), to: Math.min(to.at, TIME_MAX) },
    ...{ skeleton: fileOf(skeleton), looks: fileOf(looks), details: fileOf(details) },
  }
}

function recordPartOf({ rows, segment }: RecordPart, builtSeq: number): BootstrapManifest['records'][number] {
  return { builtSeq, rows, records: fileOf(segment) }
}

/** Parts of records are as if built now while no record has changed. */
function recordsSeqOf(reader: LibraryReader, parts: readonly RecordPart[]): number {
  const builtSeq = parts.at(-1)?.builtSeq ?? 0
  return reader.countRecordsAfter(builtSeq, 1) === 0 ? reader.library().headSeq : builtSeq
}

const TIME_MAX = 8.64e15

function fileOf({ sha256, bytes, rawBytes }: SegmentFile): SegmentFile {
  return { sha256, bytes, rawBytes }
}

/** Forgets the part that a spoilt segment belongs to. */
async function forgetPart({ store, log }: BuildPorts, libraryId: LibraryId, sha256: Sha256): Promise<void> {
  log.info('a segment is gone or spoilt', { libraryId, sha256 })
  await store.write(libraryId, (writer) => {
    const spoilt = writer.segment(sha256)
    if (spoilt === null) return
    const tiers =
      spoilt.tier === 'records' ? (['records'] as const) : (['skeleton', 'looks', 'details'] as const)
    for (const tier of tiers) writer.dropSegment(tier, spoilt.from)
  })
}
