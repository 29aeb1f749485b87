import type { Asset, DroppedFile, Resource, Sha256 } from '@rollcall/protocol'
import { hasPreview } from './index-previews.ts'
import type { Item, Standing } from './item.ts'
import { placeOf } from './place-of.ts'
import type { FolderTrees, LocalFile } from './trees.ts'
import type { Here } from './what-is-here.ts'

/** Assets without a file here: to download, or deleted. */
export function remoteItems(
  trees: FolderTrees,
  assets: readonly Asset[],
  { holdings, pathsBySha256, previews }: Here,
  pending: ReadonlySet<Sha256>,
): Item[] {
  const items: Item[] = []
  const seen = new Set<Sha256>()
  const unread = unreadSizes(trees.local)
  const held = { kind: 'held', by: 'library', missing: trees.heldAssets.size, of: assets.length } as const
  for (const asset of assets) {
    for (const resource of asset.resources) {
      const { sha256, bytes } = resource
      const isHere = pathsBySha256.has(sha256) || previews.standIns.has(sha256)
      if (isHere || pending.has(sha256) || seen.has(sha256) || holdings.get(sha256)?.asset !== asset) continue
      seen.add(sha256)
      const path = trees.lastPlaceOf(sha256) ?? placeOf(asset, resource)
      items.push({
        key: `asset:${asset.id}:${sha256}`,
        path,
        sha256,
        bytes,
        standing: awayStanding(asset, resource, {
          unread,
          held: trees.heldAssets.has(asset.id) ? held : null,
          isBare: trees.bare.has(sha256),
        }),
      })
    }
  }
  return items
}

function awayStanding(
  asset: Asset,
  resource: Resource,
  {
    unread,
    held,
    isBare,
  }: {
    readonly unread: ReadonlySet<number>
    readonly held: Extract<Standing, { kind: 'held' }> | null
    readonly isBare: boolean
  },
): Standing {
  if (asset.state !== 'live') return trashedStanding(asset)
  if (held !== null) return held
  if (unread.has(resource.bytes)) return { kind: 'changing' } // perhaps it is here already
  if (resource.state === 'lost') return { kind: 'lost_on_server' }
  // Once the server can make a smaller version after all, it is fetched.
  if (isBare && !hasPreview(resource)) return { kind: 'optimised', asset, resource, previewPath: null }
  return { kind: 'to_download', asset, resource }
}

/** Sizes of the files that have not been read yet: each may hold any original of its size. */
function unreadSizes(files: readonly LocalFile[]): ReadonlySet<number> {
  return new Set(files.filter(({ content }) => content.kind === 'changing').map(({ bytes }) => bytes))
}

/** How an asset stands that is not live any more. */
export function trashedStanding({ id, state, trashedAt, trashedBy }: Asset): Standing {
  return { kind: 'trashed', assetId: id, trashedAt, trashedBy, isForGood: state === 'deleted' }
}

/** How an edited file stands that somebody let go of. */
export function standingOfDropped({ id }: Asset, { droppedAt, droppedBy, purgedAt }: DroppedFile): Standing {
  const isForGood = purgedAt !== undefined
  const when = { trashedAt: droppedAt, trashedBy: droppedBy, isForGood }
  return { kind: 'trashed', assetId: id, ...when, isEarlierEdit: true }
}
