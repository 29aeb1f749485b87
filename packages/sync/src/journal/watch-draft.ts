import type { Asset, AssetId, LibraryRecord } from '@rollcall/protocol'
import type { LibraryDraft } from '../merge/draft.ts'

/** A row before and after somebody had a draft in hand; null: it was not there. */
export interface RowChange<Row> {
  readonly before: Row | null
  readonly after: Row
}

/** A draft that remembers what is put into it. */
export interface WatchedDraft {
  readonly draft: LibraryDraft
  /** The assets that were put, each once, in the order of their first time. */
  readonly assets: () => readonly RowChange<Asset>[]
  readonly records: () => readonly RowChange<LibraryRecord>[]
  /** The first place in the feed that was taken; null: none. */
  readonly firstSeq: () => number | null
}

/** Wraps a draft so that every row is seen as it was and as it became. */
export function watchDraft(draft: LibraryDraft): WatchedDraft {
  const assets = new Map<AssetId, RowChange<Asset>>()
  const records = new Map<string, RowChange<LibraryRecord>>()
  let firstSeq: number | null = null
  return {
    draft: {
      ...draft,
      putAsset: (after) => {
        const before = assets.has(after.id) ? (assets.get(after.id)?.before ?? null) : draft.asset(after.id)
        assets.set(after.id, { before, after })
        draft.putAsset(after)
      },
      putRecord: (after) => {
        const id = `${after.kind} ${after.key}`
        const known = records.get(id)
        const before = known === undefined ? draft.record(after.kind, after.key) : known.before
        records.set(id, { before, after })
        draft.putRecord(after)
      },
      nextSeq: () => {
        const seq = draft.nextSeq()
        firstSeq ??= seq
        return seq
      },
    },
    assets: () => [...assets.values()],
    records: () => [...records.values()],
    firstSeq: () => firstSeq,
  }
}
