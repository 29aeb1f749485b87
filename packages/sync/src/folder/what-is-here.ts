import type { Asset, DroppedFile, Resource, Sha256 } from '@rollcall/protocol'
import type { Previews } from './index-previews.ts'
import type { FolderPath, LocalFile } from './trees.ts'

/** A file of the library, with the asset that speaks for it. */
export interface Holding {
  readonly asset: Asset
  readonly resource: Resource
}

/** An edited file that somebody let go of, with the asset that it was of. */
export interface Dropped {
  readonly asset: Asset
  readonly file: DroppedFile
}

/** The trees of a survey, looked up. */
export interface Here {
  readonly localByPath: ReadonlyMap<FolderPath, LocalFile>
  readonly pathsBySha256: ReadonlyMap<Sha256, readonly FolderPath[]>
  readonly previews: Previews
  /** What the library has under each hash. */
  readonly holdings: ReadonlyMap<Sha256, Holding>
  /** What the library has let go of, and has under no asset any more. */
  readonly dropped: ReadonlyMap<Sha256, Dropped>
  /** Content identifiers of what was deleted; see `noteOf`. */
  readonly goneIds: ReadonlySet<string>
}

/** Which asset speaks for each hash: a live one before a trashed one, the older number before the newer. */
export function indexAssets(assets: Iterable<Asset>): {
  holdings: Map<Sha256, Holding>
  dropped: Map<Sha256, Dropped>
  all: Asset[]
  goneIds: Set<string>
} {
  const holdings = new Map<Sha256, Holding>()
  const dropped = new Map<Sha256, Dropped>()
  const all: Asset[] = []
  const goneIds = new Set<string>()
  for (const asset of assets) {
    if (asset.state === 'merged') continue
    all.push(asset)
    const contentId = asset.media?.contentId ?? null
    if (asset.state !== 'live' && contentId !== null) goneIds.add(contentId.toUpperCase())
    for (const resource of asset.resources) {
      const rival = holdings.get(resource.sha256)
      if (rival === undefined || outranks(asset, rival.asset))
        holdings.set(resource.sha256, { asset, resource })
    }
    for (const file of asset.droppedFiles ?? []) dropped.set(file.sha256, { asset, file })
  }
  for (const sha256 of dropped.keys()) if (holdings.has(sha256)) dropped.delete(sha256)
  return { holdings, dropped, all, goneIds }
}

function outranks(asset: Asset, rival: Asset): boolean {
  const isLive = asset.state === 'live'
  if (isLive !== (rival.state === 'live')) return isLive
  return asset.no < rival.no
}

/** Paths that hold each original, in order of path. */
export function groupPaths(files: readonly LocalFile[]): Map<Sha256, FolderPath[]> {
  const paths = new Map<Sha256, FolderPath[]>()
  for (const { path, content } of files) {
    if (content.kind !== 'original') continue
    const group = paths.get(content.sha256)
    if (group === undefined) paths.set(content.sha256, [path])
    else group.push(path)
  }
  for (const group of paths.values()) group.sort()
  return paths
}
