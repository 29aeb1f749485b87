import type { CellPhoto } from '../engine/library-client.ts'

/*
 * The photos behind the cells in sight. They are asked for in batches, those in sight first, one batch at a time; what has left the screen
 * before its turn came is not asked for any more.
 */

/** Photos of one question. Few, so that those that come into sight need not wait long for those before them. */
const BATCH_MAX = 60

/** Photos that are kept; the oldest go. */
const KEPT_MAX = 2_000

/** What is known of the photos behind handles. */
export interface CellSource {
  /** Null: it is gone. Undefined: not known yet. */
  readonly get: (handle: number) => CellPhoto | null | undefined
  /** These are in sight, the most wanted first; takes the place of the wish before. */
  readonly want: (handles: readonly number[]) => void
  /** The library has moved: what is known may be old, is shown meanwhile, and is asked for again. */
  readonly renew: () => void
  readonly close: () => void
}

interface Kept {
  readonly photo: CellPhoto | null
  readonly round: number
}

/** Makes a {@link CellSource}. `ask` takes at most 60 handles; `onAnswer` is told when something has come. */
export function createCellSource(
  ask: (handles: Uint32Array) => Promise<readonly (CellPhoto | null)[]>,
  onAnswer: () => void,
): CellSource {
  const kept = new Map<number, Kept>()
  let wanted: readonly number[] = []
  let round = 0
  let isAsking = false
  let isClosed = false

  async function askNext(): Promise<void> {
    if (isAsking || isClosed) return
    const batch = wanted.filter((handle) => kept.get(handle)?.round !== round).slice(0, BATCH_MAX)
    if (batch.length === 0) return
    isAsking = true
    const roundOfBatch = round
    try {
      const photos = await ask(Uint32Array.from(batch))
      for (const [index, handle] of batch.entries()) keep(handle, photos[index] ?? null, roundOfBatch)
      if (!isClosed) onAnswer()
    } finally {
      isAsking = false
    }
    void askNext()
  }

  function keep(handle: number, photo: CellPhoto | null, roundOfBatch: number): void {
    kept.delete(handle)
    kept.set(handle, { photo, round: roundOfBatch })
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_MAX) break
      kept.delete(oldest)
    }
  }

  return {
    get: (handle) => kept.get(handle)?.photo,
    want: (handles) => {
      wanted = handles
      void askNext()
    },
    renew: () => {
      round += 1
      void askNext()
    },
    close: () => {
      isClosed = true
    },
  }
}
