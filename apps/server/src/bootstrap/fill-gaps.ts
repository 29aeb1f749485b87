import type { LibraryId } from '@rollcall/protocol'
import type { KeyRange, PartKey } from '@rollcall/sync'
import { cutPart } from '@rollcall/sync'
import type { KeyedBody, SegmentRow } from '../store/segment-store.ts'
import type { LibraryReader } from '../store/store.ts'
import type { BuildPorts } from './bootstrap-ports.ts'
import type { EncodedSegment, PartEncoder, RowKind } from './part-encoder.ts'
import type { BuildPlan } from './plan-build.ts'

/** Between two turns, so that whoever waits for the server comes in between. */
const PAUSE_MS = 1

/** JSON of the rows of a part at most, in UTF-16 units: a few long captions are no reason to run out of memory. */
const PART_TEXT_MAX = 20 * 1024 * 1024

/**
 * Builds what is missing, part by part, each of which is there for good once its rows are committed: killed in between, the next build
 * goes on. Answers how many rows it wrote.
 */
export async function fillGaps(
  ports: BuildPorts,
  libraryId: LibraryId,
  gaps: BuildPlan['gaps'],
): Promise<number> {
  let rows = 0
  for (const kind of ['assets', 'records'] as const) {
    if (gaps[kind].length === 0) continue
    await using encoder = ports.openEncoder(kind)
    for (const gap of gaps[kind]) rows += await fillGap({ ...ports, encoder }, { libraryId, kind, gap })
  }
  return rows
}

type GapPorts = BuildPorts & { readonly encoder: PartEncoder }

interface Gap {
  readonly libraryId: LibraryId
  readonly kind: RowKind
  readonly gap: KeyRange
}

/** Where a row stands that was given to the encoder, and the feed's head when it was read. */
interface Seen extends PartKey {
  readonly textLength: number
  readonly epoch: number
  readonly head: number
}

interface Page {
  readonly epoch: number
  readonly head: number
  readonly rows: readonly KeyedBody[]
}

async function fillGap(ports: GapPorts, { libraryId, kind, gap }: Gap): Promise<number> {
  const { partRows, turnRows } = ports.sizes
  let written = 0
  let partFrom = gap.from
  let next = gap.from
  let seen: readonly Seen[] = []
  for (;;) {
    const range = { from: next, to: gap.to }
    const page = await ports.store.read(libraryId, (reader) => readPage(reader, kind, range, turnRows))
    const { epoch, head, rows } = page
    ports.encoder.add(rows.map(({ body }) => body))
    seen = [...seen, ...rows.map(({ at, no, body }) => ({ at, no, textLength: body.length, epoch, head }))]
    const last = rows.at(-1)
    if (last !== undefined) next = { at: last.at, no: last.no + 1 }
    const isAll = rows.length < turnRows
    for (;;) {
      const cut = cutPart(
        seen.map(({ at }) => at),
        Math.min(partRows, countFitting(seen)),
        isAll,
      )
      if (cut === null) break
      const first = seen[0] ?? page
      const follower = seen[cut]
      const to = follower === undefined ? gap.to : { at: follower.at, no: follower.no }
      const part = { from: partFrom, to, epoch: first.epoch, builtSeq: first.head, rows: cut }
      await keepPart(ports, libraryId, part, await ports.encoder.encode(cut))
      written += cut
      if (follower === undefined) return written
      partFrom = to
      seen = seen.slice(cut)
    }
    await ports.clock.sleep(PAUSE_MS)
  }
}

/** How many of the first rows are short enough together to be one part; one always is. Without end when all are. */
function countFitting(seen: readonly Seen[]): number {
  let sum = 0
  const tooMuch = seen.findIndex(({ textLength }) => (sum += textLength) > PART_TEXT_MAX)
  return tooMuch < 0 ? Number.POSITIVE_INFINITY : Math.max(tooMuch, 1)
}

/** The head first: whatever changes after it the feed tells [R10]. */
function readPage(reader: LibraryReader, kind: RowKind, range: KeyRange, limit: number): Page {
  const { epoch, headSeq: head } = reader.library()
  const rows = kind === 'assets' ? reader.assetBodies(range, limit) : reader.recordBodies(range, limit)
  return { epoch, head, rows }
}

async function keepPart(
  { store, files }: BuildPorts,
  libraryId: LibraryId,
  part: Pick<SegmentRow, 'from' | 'to' | 'epoch' | 'builtSeq' | 'rows'>,
  encoded: readonly EncodedSegment[],
): Promise<void> {
  const segments: SegmentRow[] = []
  for (const { tier, compressed, rawBytes } of encoded) {
    const sha256 = await files.keep(libraryId, compressed)
    segments.push({ ...part, tier, sha256, bytes: compressed.length, rawBytes })
  }
  // In one turn: a part that lacks a tier would be none.
  await store.write(libraryId, (writer) => {
    for (const segment of segments) writer.putSegment(segment)
  })
}
