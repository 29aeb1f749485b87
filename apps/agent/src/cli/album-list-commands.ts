import { followMerges } from '@rollcall/sync'
import { albumPhotos } from './album-photos.ts'
import type { PlacedAlbum } from './album-tree.ts'
import { listAlbums, photosIn } from './album-tree.ts'
import { albumAsJson, countChildren } from './change-album.ts'
import type { FolderOptions } from './device-commands.ts'
import { findAlbum, typeWords } from './find-album.ts'
import { openDevice } from './open-device.ts'
import { countPhotos, nameOf, shortId } from './photo-words.ts'
import { listPhotos } from './print-photos.ts'
import { printable, printTable } from './print-table.ts'
import type { ReplicaView } from '../state/replica-store.ts'

/** `rollcall album list`: the albums and folders as they lie in one another, with how many photos each has; or the deleted ones. */
export function listAlbumsCommand(options: FolderOptions & { readonly deleted?: boolean }): void {
  const device = openDevice(options.folder)
  try {
    const view = device.ports.state.replica.view()
    const all = listAlbums(view)
    const listed = all.filter(({ isLive, album }) => (options.deleted ? album.state === 'trashed' : isLive))
    if (options.json)
      return console.log(JSON.stringify({ albums: listed.map((placed) => albumAsJson(view, placed)) }))
    if (listed.length === 0)
      return console.log(
        options.deleted ? 'No album is deleted.' : 'No albums yet. Make one: rollcall album create NAME',
      )
    printTable(
      options.deleted ? ['album', 'holds', 'deleted', 'by', 'id'] : ['album', 'holds', 'id'],
      listed.map((placed) => {
        const { album, depth, path } = placed
        return options.deleted
          ? [
              path,
              holdingWords(view, all, placed),
              dayWords(album.trashedAt),
              album.trashedBy ?? '',
              shortId(album.key),
            ]
          : [`${'  '.repeat(depth)}${album.name}`, holdingWords(view, all, placed), shortId(album.key)]
      }),
    )
    if (options.deleted) console.log('\nBack: rollcall album restore NAME')
  } finally {
    device.close()
  }
}

/** `rollcall album show`: the photos of an album in its order, of a smart album what its search finds, of a folder its albums. */
export async function showAlbumCommand(
  name: string,
  options: FolderOptions & { readonly hidden?: boolean },
): Promise<void> {
  const device = openDevice(options.folder)
  try {
    const view = device.ports.state.replica.view()
    const all = listAlbums(view)
    const placed = findAlbum(all, name)
    const { album, path } = placed
    const inside = all.filter((each) => each.isLive && each.album.parentId === album.key)
    const photos = album.type === 'folder' ? [] : await albumPhotos(device, view, album)
    const shown = photos.filter(({ hidden }) => options.hidden || hidden !== true)
    const list = await listPhotos(device, shown)
    if (options.json) {
      const albums = inside.map((each) => albumAsJson(view, each))
      return console.log(JSON.stringify({ ...albumAsJson(view, placed), photos: list.json(), albums }))
    }
    console.log(
      `${printable(path)} · ${typeWords(album.type)}${album.search === null ? '' : ` of '${printable(album.search)}'`}`,
    )
    const cover = album.cover === null ? null : followMerges(view, album.cover)
    if (cover?.state === 'live' && cover.hidden !== true) console.log(`Cover: ${nameOf(cover)}`)
    console.log()
    for (const each of inside)
      console.log(`  ${printable(each.album.name)}  (${holdingWords(view, all, each)})`)
    if (shown.length > 0) list.print()
    if (shown.length + inside.length === 0) console.log('It is empty.')
    const hiddenCount = photos.length - shown.length
    if (hiddenCount > 0) console.log(`\n${countPhotos(hiddenCount)} more, hidden. Show: --hidden`)
  } finally {
    device.close()
  }
}

function holdingWords(view: ReplicaView, all: readonly PlacedAlbum[], { album }: PlacedAlbum): string {
  if (album.type === 'smart') return `what '${album.search ?? ''}' finds`
  if (album.type === 'album')
    return countPhotos(photosIn(view, album).filter(({ hidden }) => hidden !== true).length)
  const count = countChildren(all, album)
  return count === 1 ? '1 album' : `${count} albums`
}

function dayWords(at: number | null): string {
  return at === null
    ? ''
    : new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
}
