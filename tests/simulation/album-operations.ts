import type { Album, AlbumId, Intent } from '@rollcall/protocol'
import type { Doing } from './deeds.ts'
import { albumsOf, assetsOf, doDeed, entriesIn, further, pickOf } from './deeds.ts'
import type { DeviceNode } from './device-node.ts'
import type { OperationKind } from './script.ts'
import { createSeededRandom } from './seeded-random.ts'
import type { World } from './world.ts'

/** What people do with albums. Where it makes no sense, as with the search of a plain album, the server is to refuse it. */
export const ALBUM_DOINGS = {
  create_album: (world, device, pick) => {
    const albumId = createSeededRandom(world.seed, `album/${device.name}/${pick}`).hex(16) as AlbumId
    const lot = further(pick, 1)
    const type = lot < 0.5 ? 'album' : lot < 0.85 ? 'folder' : 'smart'
    const search = type === 'smart' ? 'is:favourite' : null
    const parentId = folderFor(device, pick)
    doDeed(world, device, [
      {
        op: 'createAlbum',
        args: { albumId, type, name: `Album ${Math.floor(pick * 100)}`, parentId, search },
      },
    ])
  },
  set_album: (world, device, pick) =>
    change(world, device, pick, ({ key }) => {
      const albumId = key
      const field = Math.floor(further(pick, 1) * 4)
      if (field === 0) return { op: 'setAlbumName', args: { albumId, value: `${device.name} (${pick})` } }
      if (field === 1) {
        const cover = pickOf(assetsOf(device), further(pick, 2))?.id ?? null
        return { op: 'setAlbumCover', args: { albumId, value: cover } }
      }
      if (field === 2) {
        const value = pickOf(['manual', 'oldest', 'newest'] as const, further(pick, 2)) ?? 'manual'
        return { op: 'setAlbumSort', args: { albumId, value } }
      }
      return { op: 'setAlbumSearch', args: { albumId, value: `rating:${Math.floor(pick * 5)}` } }
    }),
  move_album: (world, device, pick) =>
    change(world, device, pick, ({ key }) => {
      const sibling = pickOf(albumsOf(device), further(pick, 3))?.key ?? 'end'
      const after = pickOf(['start', 'end', sibling] as const, further(pick, 1)) ?? 'end'
      return { op: 'moveAlbum', args: { albumId: key, parentId: folderFor(device, further(pick, 2)), after } }
    }),
  trash_album: (world, device, pick) =>
    change(world, device, pick, ({ key }) => ({ op: 'trashAlbum', args: { albumId: key } })),
  restore_album: (world, device, pick) =>
    change(world, device, pick, ({ key }) => ({ op: 'restoreAlbum', args: { albumId: key } })),
  place_entry: (world, device, pick) =>
    change(world, device, pick, (first) => {
      const plain = albumsOf(device).filter(({ type }) => type === 'album')
      const album = first.type === 'album' ? first : (pickOf(plain, pick ** 2) ?? first)
      const asset = pickOf(assetsOf(device), further(pick, 1))
      if (asset === null) return null
      const neighbour = pickOf(entriesIn(device, album), further(pick, 2))?.assetId ?? 'start'
      const after = pickOf(['start', 'end', neighbour, neighbour] as const, further(pick, 3)) ?? 'end'
      return { op: 'placeEntry', args: { albumId: album.key, assetId: asset.id, after } }
    }),
  remove_entry: (world, device, pick) =>
    change(world, device, pick, (album) => {
      const entry = pickOf(entriesIn(device, album), further(pick, 1))
      return entry === null
        ? null
        : { op: 'removeEntry', args: { albumId: album.key, assetId: entry.assetId } }
    }),
} satisfies Partial<Record<OperationKind, Doing>>

function change(
  world: World,
  device: DeviceNode,
  pick: number,
  toIntent: (album: Album) => Intent | null,
): void {
  const album = pickOf(albumsOf(device), further(pick, 4) ** 2)
  const intent = album === null ? null : toIntent(album)
  if (intent !== null) doDeed(world, device, [intent])
}

/** A folder that this device sees, or the top. Sometimes the very one that is moved: two devices can do that to each other. */
function folderFor(device: DeviceNode, pick: number): AlbumId | null {
  const folders = albumsOf(device).filter(({ type }) => type === 'folder')
  return pickOf([...folders.map(({ key }) => key), null], further(pick, 5))
}
