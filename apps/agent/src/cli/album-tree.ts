import type { Album, AlbumId, Asset } from '@rollcall/protocol'
import { albumsIn, entriesOf, followMerges, takenAtOf } from '@rollcall/sync'
import type { ReplicaView } from '../state/replica-store.ts'

/** An album where it lies: `path` is its name with those of the folders above it, `Italy/Rome`. */
export interface PlacedAlbum {
  readonly album: Album
  readonly path: string
  /** Folders above it. */
  readonly depth: number
  /** Neither it nor a folder above it is in the trash. */
  readonly isLive: boolean
}

/** Every album of a library in the order in which people see them, what lies in a folder after the folder. */
export function listAlbums({ records }: Pick<ReplicaView, 'records'>): readonly PlacedAlbum[] {
  const listed: PlacedAlbum[] = []
  const visit = (parentId: AlbumId | null, above: PlacedAlbum | null) => {
    for (const album of records.recordsIn(albumsIn(parentId))) {
      if (album.kind !== 'album') continue
      const placed: PlacedAlbum = {
        album,
        path: above === null ? album.name : `${above.path}/${album.name}`,
        depth: above === null ? 0 : above.depth + 1,
        isLive: album.state === 'live' && (above?.isLive ?? true),
      }
      listed.push(placed)
      if (album.type === 'folder') visit(album.key, placed)
    }
  }
  visit(null, null)
  return listed
}

/** The photos that an album holds by hand, in the order of their places: live ones, each once. Hidden ones are among them. */
export function photosIn(
  { asset, records }: Pick<ReplicaView, 'asset' | 'records'>,
  album: Album,
): readonly Asset[] {
  const photos = new Map<string, Asset>()
  for (const entry of records.recordsIn(entriesOf(album.key))) {
    if (entry.kind !== 'entry' || !entry.isIn) continue
    const photo = followMerges({ asset }, entry.assetId)
    if (photo?.state === 'live' && !photos.has(photo.id)) photos.set(photo.id, photo)
  }
  return [...photos.values()]
}

/** Photos in the order in which an album shows them. */
export function sortPhotos(photos: readonly Asset[], sort: Album['sort']): readonly Asset[] {
  if (sort === 'manual') return photos
  const oldestFirst = photos.toSorted((one, other) => takenAtOf(one) - takenAtOf(other) || one.no - other.no)
  return sort === 'oldest' ? oldestFirst : oldestFirst.toReversed()
}
