import type { Asset, Resource, Sha256 } from '@rollcall/protocol'
import type { Previews } from './index-previews.ts'
import type { FolderPath, LocalFile } from './trees.ts'

/** A file of the library, with the asset that speaks for it. */
export interface Holding {
  readonly asset: Asset
  readonly resource: Resource
}

/** The trees of a survey, looked up. */
export interface Here {
  readonly localByPath: ReadonlyMap<FolderPath, LocalFile>
  readonly pathsBySha256: ReadonlyMap<Sha256, readonly FolderPath[]>
  readonly previews: Previews
  /** What the library has under each hash. */
  readonly holdings: ReadonlyMap<Sha256, Holding>
}

/** Which asset speaks for each hash: a live one before a trashed one, the older number before the newer. */
export function indexAssets(assets: Iterable<Asset>): { holdings: Map<Sha256, Holding>; all: Asset[] } {
  const holdings = new Map<Sha256, Holding>()
  const all: Asset[] = []
  for (const asset of assets) {
    if (asset.state === 'merged') continue
    all.push(asset)
    for (const resource of asset.resources) {
      const rival = holdings.get(resource.sha256)
      if (rival === undefined || outranks(asset, rival.asset))
        holdings.set(resource.sha256, { asset, resource })
    }
  }
  return { holdings, all }
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
