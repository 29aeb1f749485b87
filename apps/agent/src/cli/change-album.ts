import type { Album, AlbumId, Intent } from '@rollcall/protocol'
import type { RecordsBelow } from '@rollcall/sync'
import type { ReplicaView } from '../state/replica-store.ts'
import type { PlacedAlbum } from './album-tree.ts'
import { listAlbums, photosIn } from './album-tree.ts'
import { doDeed, followWords } from './deed.ts'
import type { FolderOptions } from './device-commands.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'

/** What a command finds before it changes an album. */
export interface AlbumSetting {
  readonly device: OpenDevice
  readonly view: ReplicaView
  readonly albums: readonly PlacedAlbum[]
}

/** What a command does to an album. */
export interface AlbumChange {
  readonly albumId: AlbumId
  readonly intents: readonly Intent[]
  /** What is so afterwards, in whole lines. */
  readonly lines: (after: PlacedAlbum) => readonly string[]
}

/** Works out a change of one album and does it as one deed. Works offline. Tells what is so, or answers the album as JSON. */
export function changeAlbum(options: FolderOptions, plan: (setting: AlbumSetting) => AlbumChange): void {
  const device = openDevice(options.folder)
  try {
    const view = device.ports.state.replica.view()
    const { albumId, intents, lines } = plan({ device, view, albums: listAlbums(view) })
    const { batchId, records, asset } = doDeed(device, intents)
    const after = placedAlbum(records, albumId)
    if (options.json) {
      console.log(JSON.stringify({ batch: batchId, album: albumAsJson({ asset, records }, after) }))
      return
    }
    for (const line of lines(after)) console.log(line)
    if (batchId !== null) console.log(followWords(device))
  } finally {
    device.close()
  }
}

function placedAlbum(records: RecordsBelow, albumId: AlbumId): PlacedAlbum {
  const found = listAlbums({ records }).find(({ album }) => album.key === albumId)
  if (found === undefined) throw new Error(`Cannot find album ${albumId} after it was changed`)
  return found
}

/** An album as commands answer it in JSON. `photoCount` is null where counting is a search. */
export function albumAsJson(
  view: Pick<ReplicaView, 'asset' | 'records'>,
  { album, path, isLive }: PlacedAlbum,
): Record<string, unknown> {
  const { key: id, name, type, sort, search, cover, state } = album
  const photoCount = type === 'album' ? photosIn(view, album).length : null
  return { id, name, path, type, sort, search, cover, state, isLive, photoCount }
}

/** How many lie in each folder, whatever they are. */
export function countChildren(albums: readonly PlacedAlbum[], { key }: Album): number {
  return albums.filter(({ album, isLive }) => isLive && album.parentId === key).length
}
