import type { Asset, AssetId, Change, LibraryRecord, Sha256 } from '@rollcall/protocol'
import { seqOf } from '../feed/cut-page.ts'
import type { RecordIndex } from '../library/record-index.ts'
import { createRecordIndex } from '../library/record-index.ts'
import type { LibraryDraft } from '../merge/draft.ts'
import { sampleAssetId } from './sample-asset.ts'

/** A library in memory that mutators can change, and that tests can look into. */
export interface MemoryDraft extends LibraryDraft {
  readonly assets: ReadonlyMap<AssetId, Asset>
  readonly records: RecordIndex
  readonly headSeq: () => number
  /** Everything, in order of seq. */
  readonly changes: () => readonly Change[]
}

/** Makes a library that holds `assets`, the bytes of their resources and of `blobs` (sizes by hash), and the records `held`. */
export function createMemoryDraft(
  assets: readonly Asset[] = [],
  blobs: Readonly<Record<Sha256, number>> = {},
  held: readonly LibraryRecord[] = [],
): MemoryDraft {
  const records = createRecordIndex(held)
  const assetById = new Map(assets.map((asset) => [asset.id, asset]))
  const sizeByHash = new Map<string, number>(Object.entries(blobs))
  for (const { resources } of assets) {
    for (const { sha256, bytes, state } of resources) if (state === 'present') sizeByHash.set(sha256, bytes)
  }
  let headSeq = Math.max(0, ...assets.map((asset) => asset.seq), ...held.map((record) => record.seq))
  let lastNo = Math.max(0, ...assets.map((asset) => asset.no))
  return {
    ...records,
    records,
    assets: assetById,
    headSeq: () => headSeq,
    asset: (id) => assetById.get(id) ?? null,
    putAsset: (asset) => assetById.set(asset.id, asset),
    nextSeq: () => ++headSeq,
    nextNo: () => ++lastNo,
    blobBytes: (sha256) => sizeByHash.get(sha256) ?? null,
    assetHolding: (sha256) => {
      const holders = [...assetById.values()].filter(
        ({ state, resources }) =>
          state !== 'merged' && resources.some((resource) => resource.sha256 === sha256),
      )
      return holders.find(({ state }) => state === 'live') ?? holders[0] ?? null
    },
    changes: () =>
      [
        ...[...assetById.values()].map((asset): Change => ({ kind: 'asset', asset })),
        ...[...records.all()].map((record): Change => ({ kind: 'record', record })),
      ].toSorted((one, other) => seqOf(one) - seqOf(other)),
    assetIdOf: (sha256, copyNo) => sampleAssetId(Number.parseInt(sha256.slice(0, 8), 16) + copyNo * 0x10000),
  }
}
