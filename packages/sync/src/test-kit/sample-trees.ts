import type { Sha256 } from '@rollcall/protocol'
import type { AgreedFile, FolderPath, FolderTrees, LocalContent, LocalFile } from '../folder/trees.ts'
import { sampleAssetId, sampleHash } from './sample-asset.ts'

/** A photo of 1000 bytes at `path` whose hash is that of `mark`; see `sampleHash`. */
export function sampleOriginal(
  path: FolderPath,
  mark: number,
  derivativeOf: Sha256 | null = null,
): LocalFile {
  return sampleFile(path, {
    kind: 'original',
    sha256: sampleHash(mark),
    assetKind: 'photo',
    mime: 'image/jpeg',
    derivativeOf,
  })
}

/** A file of 1000 bytes at `path`. */
export function sampleFile(path: FolderPath, content: LocalContent): LocalFile {
  return { path, bytes: 1_000, modifiedAt: 0, content }
}

/** That `path` held the original of `mark` when folder and library last agreed. */
export function sampleAgreed(path: FolderPath, mark: number): AgreedFile {
  return { path, assetId: sampleAssetId(mark), sha256: sampleHash(mark) }
}

/** Trees that are empty but for `changes`. */
export function sampleTrees(changes: Partial<FolderTrees> = {}): FolderTrees {
  return {
    local: [],
    agreed: [],
    assets: [],
    unconfirmed: new Set(),
    uploaded: new Set(),
    lastPlaceOf: () => null,
    confirmedMissing: new Set(),
    approvedDepartures: new Set(),
    heldAssets: new Set(),
    recentDepartures: 0,
    wantedBack: new Set(),
    previews: new Map(),
    previewPlaces: new Map(),
    bare: new Set(),
    ...changes,
  }
}
