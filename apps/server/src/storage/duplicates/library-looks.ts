import type { Asset } from '@rollcall/protocol'
import type { LookColumns } from '@rollcall/sync'
import { lookBits } from '@rollcall/sync'

/** Rows that there is room for to begin with. */
const ROWS_MIN = 1_024

/** What is kept of every photo of a library to find duplicates by: nine bytes each, by `no`, which is dense. */
export interface LibraryLooks {
  /** Looks by `no`; see `LookColumns`. What is not shown, or has none, has the look of one colour. */
  readonly columns: () => LookColumns
  readonly isShown: (no: number) => boolean
  /** Takes an asset as it is now. Answers whether it looks otherwise than before, and like something. */
  readonly note: (asset: Asset) => boolean
}

/** Looks of a library of which nothing has been read yet. */
export function createLibraryLooks(): LibraryLooks {
  let [high, low, shown] = [new Uint32Array(ROWS_MIN), new Uint32Array(ROWS_MIN), new Uint8Array(ROWS_MIN)]
  let rows = 0

  function makeRoom(no: number): void {
    rows = Math.max(rows, no + 1)
    if (rows <= shown.length) return
    const room = Math.max(rows, shown.length * 2)
    const before = { high, low, shown }
    high = new Uint32Array(room)
    low = new Uint32Array(room)
    shown = new Uint8Array(room)
    high.set(before.high)
    low.set(before.low)
    shown.set(before.shown)
  }

  return {
    columns: () => ({ high: high.subarray(0, rows), low: low.subarray(0, rows) }),
    isShown: (no) => shown[no] === 1,
    note: ({ no, state, kind, hidden, media }) => {
      makeRoom(no)
      const isShown = state === 'live' && kind !== 'sidecar' && hidden !== true
      const [nowHigh, nowLow] = (isShown ? lookBits(media?.lookHash ?? null) : null) ?? [0, 0]
      const isOther = high[no] !== nowHigh || low[no] !== nowLow
      shown[no] = isShown ? 1 : 0
      high[no] = nowHigh
      low[no] = nowLow
      return isOther && (nowHigh !== 0 || nowLow !== 0)
    },
  }
}
