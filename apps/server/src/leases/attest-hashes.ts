import type { AttestLine, LibraryId, Sha256 } from '@rollcall/protocol'
import { formatCursor } from '@rollcall/protocol'
import type { AbortSignalLike } from '@rollcall/sync'
import type { Holding } from '../store/verification-store.ts'
import { isFresh } from '../uploads/is-fresh.ts'
import { readBack } from '../uploads/read-back.ts'
import { withoutTheirBytes } from '../uploads/without-their-bytes.ts'
import type { VerifyPorts } from '../uploads/verify-ports.ts'

/** Hashes that are looked at together. */
const HASHES_A_LOOK = 200

/** Progress is told at most so often. */
const PROGRESS_EVERY_MS = 200

/** What is asked: whether the library holds these, read back within `maxAgeMs`. */
export interface AttestWish {
  readonly libraryId: LibraryId
  readonly hashes: readonly Sha256[]
  readonly maxAgeMs: number
}

/**
 * Says of each hash whether this library holds its bytes, and reads back those that it has not read within `maxAgeMs`, or that were lost
 * when it last looked, or whose files seem to be gone. Yields progress from time to time, one line a hash, and a summary. When `signal` is aborted it ends without one;
 * what was read until then stands. Rejects as `readBack` does.
 */
export async function* attestHashes(
  ports: VerifyPorts,
  { libraryId, hashes, maxAgeMs }: AttestWish,
  signal: AbortSignalLike,
): AsyncGenerator<AttestLine, void> {
  const { store, clock } = ports
  const distinct = [...new Set(hashes)]
  const look = (some: readonly Sha256[]) => store.read(libraryId, (reader) => reader.holdings(some))
  let heldInAll = 0
  let toldAt = clock.monotonic()
  for (let from = 0; from < distinct.length; from += HASHES_A_LOOK) {
    const some = distinct.slice(from, from + HASHES_A_LOOK)
    const now = clock.now()
    const held = await look(some)
    const isStale = ({ state, verifiedAt }: Holding) =>
      state === 'lost' || !isFresh(verifiedAt, maxAgeMs, now)
    const fresh = held.filter((each) => !isStale(each))
    const stale = [...(await withoutTheirBytes(ports.blobs, fresh)), ...held.filter(isStale)]
    const unreadable = new Set<Sha256>()
    let checked = from
    for await (const { row, check } of readBack(ports, libraryId, stale, () => signal.aborted)) {
      if (check === 'unreadable') unreadable.add(row.sha256)
      checked++
      if (clock.monotonic() - toldAt < PROGRESS_EVERY_MS) continue
      toldAt = clock.monotonic()
      yield { kind: 'progress', checked, of: distinct.length }
    }
    if (signal.aborted) return
    const lines = linesOf(some, await look(some), unreadable)
    heldInAll += lines.filter(({ kind }) => kind === 'held').length
    yield* lines
  }
  const { epoch, headSeq } = await store.read(libraryId, (reader) => reader.library())
  const cursor = formatCursor({ epoch, seq: headSeq })
  const missing = distinct.length - heldInAll
  yield { kind: 'summary', held: heldInAll, missing, cursor, now: clock.now() }
}

function linesOf(
  hashes: readonly Sha256[],
  holdings: readonly Holding[],
  unreadable: ReadonlySet<Sha256>,
): readonly AttestLine[] {
  const heldByHash = new Map(holdings.map((holding) => [holding.sha256, holding]))
  return hashes.map((sha256) => {
    const holding = heldByHash.get(sha256)
    if (holding === undefined) return { kind: 'missing', sha256, code: 'not_held' }
    const { state, bytes, verifiedAt, isLive } = holding
    if (state === 'durable') return { kind: 'held', sha256, bytes, verifiedAt, isLive }
    return { kind: 'missing', sha256, code: unreadable.has(sha256) ? 'not_readable' : 'damaged' }
  })
}
