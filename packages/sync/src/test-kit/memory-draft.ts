import type { Asset, AssetId, Sha256 } from '@rollcall/protocol'
import type { LibraryDraft } from '../merge/draft.ts'
import { sampleAssetId } from './sample-asset.ts'

/** A library in memory that mutators can change, and that tests can look into. */
export interface MemoryDraft extends LibraryDraft {
  readonly assets: ReadonlyMap<AssetId, Asset>
  readonly headSeq: () => number
}

/** Makes a library that holds `assets`, and the bytes of their resources and of `blobs` (sizes by hash). */
export function createMemoryDraft(
  assets: readonly Asset[] = [],
  blobs: Readonly<Record<Sha256, number>> = {},
): MemoryDraft {
  const assetById = new Map(assets.map((asset) => [asset.id, asset]))
  const sizeByHash = new Map<string, number>(Object.entries(blobs))
  for (const { resources } of assets) {
    for (const { sha256, bytes, state } of resources) if (state === 'present') sizeByHash.set(sha256, bytes)
  }
  let headSeq = Math.max(0, ...assets.map((asset) => asset.seq))
  let lastNo = Math.max(0, ...assets.map((asset) => asset.no))
  return {
    assets: assetById,
    headSeq: () => headSeq,
    asset: (id) => assetById.get(id) ?? null,
    putAsset: (asset) => assetById.set(asset.id, asset),
    nextSeq: () => ++headSeq,
    nextNo: () => ++lastNo,
    blobBytes: (sha256) => sizeByHash.get(sha256) ?? null,
    assetIdOf: (sha256, copyNo) => sampleAssetId(Number.parseInt(sha256.slice(0, 8), 16) + copyNo * 0x10000),
  }
}
