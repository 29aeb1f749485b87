import type { Album, AlbumId, Intent } from '@rollcall/protocol'
import { albumIdSchema, SEARCH_MAX, TITLE_MAX } from '@rollcall/protocol'
import type { PlacedAlbum } from './album-tree.ts'
import type { AlbumSetting } from './change-album.ts'
import { changeAlbum } from './change-album.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { findAssets } from './find-asset.ts'
import { aTypeWords, findAlbum, foldName, typeWords } from './find-album.ts'
import { nameOf } from './photo-words.ts'
import { printable, quoted } from './print-table.ts'

/** Options of `rollcall album create`. */
export type CreateAlbumOptions = FolderOptions & {
  readonly smart?: string
  readonly asFolder?: boolean
  readonly in?: string
}

/** `rollcall album create`: makes an album, a folder of albums or a smart album. `Folder/Name` puts it into the folder. */
export function createAlbumCommand(name: string, options: CreateAlbumOptions): void {
  if (options.smart !== undefined && options.asFolder)
    throw new CommandStop('Give --as-folder or --smart, not both.', EXIT.wrongUse)
  const type = options.asFolder ? 'folder' : options.smart === undefined ? 'album' : 'smart'
  const search = options.smart === undefined ? null : readSearch(options.smart)
  changeAlbum(options, ({ device, albums }) => {
    const slash = options.in === undefined ? name.lastIndexOf('/') : -1
    const folder = slash === -1 ? options.in : name.slice(0, slash)
    const parentId = folder === undefined ? null : findFolder(albums, folder).album.key
    const own = readName(name.slice(slash + 1))
    refuseTwin(albums, parentId, own, null)
    const albumId = albumIdSchema.parse(device.ports.random.hex(16))
    return {
      albumId,
      intents: [{ op: 'createAlbum', args: { albumId, type, name: own, parentId, search } }],
      lines: ({ album, path }) => [
        `There is a new ${typeWords(album.type)}: ${printable(path)}`,
        ...(album.type === 'album' ? [`Fill it with: rollcall album add ${quoted(path)} PHOTO…`] : []),
      ],
    }
  })
}

/** `rollcall album rename`: gives an album or folder another name. */
export function renameAlbumCommand(name: string, newName: string, options: FolderOptions): void {
  const value = readName(newName)
  changeAlbum(options, ({ albums }) => {
    const { album, path } = findAlbum(albums, name)
    refuseTwin(albums, album.parentId, value, album.key)
    return {
      albumId: album.key,
      intents: [{ op: 'setAlbumName', args: { albumId: album.key, value } }],
      lines: (after) => [`${printable(path)} is now ${printable(after.path)}.`],
    }
  })
}

/** `rollcall album cover`: shows an album by one of its photos; without one, by whichever comes first. */
export function coverAlbumCommand(name: string, photo: string | undefined, options: FolderOptions): void {
  changeAlbum(options, ({ device, albums }) => {
    const { album, path } = findAlbum(albums, name)
    const cover = photo === undefined ? null : (findAssets(device, [photo])[0] ?? null)
    return {
      albumId: album.key,
      intents: [{ op: 'setAlbumCover', args: { albumId: album.key, value: cover?.id ?? null } }],
      lines: () => [
        cover === null
          ? `${printable(path)} has its first photo as its cover.`
          : `${nameOf(cover)} is the cover of ${printable(path)}.`,
      ],
    }
  })
}

const SORTS: readonly Album['sort'][] = ['manual', 'oldest', 'newest']

/** `rollcall album sort`: shows an album in its own order, or by time. Its own order is kept meanwhile. */
export function sortAlbumCommand(name: string, order: string, options: FolderOptions): void {
  const value = SORTS.find((sort) => sort === order)
  if (value === undefined)
    throw new CommandStop(
      `There is no order '${printable(order)}'. Orders: ${SORTS.join(', ')}.`,
      EXIT.wrongUse,
    )
  changeAlbum(options, ({ albums }) => {
    const { album, path } = findAlbum(albums, name, {
      types: value === 'manual' ? ['album'] : ['album', 'smart'],
    })
    return {
      albumId: album.key,
      intents: [{ op: 'setAlbumSort', args: { albumId: album.key, value } }],
      lines: () => [
        `${printable(path)} is shown ${value === 'manual' ? 'in its own order' : `${value} first`}.`,
      ],
    }
  })
}

/** `rollcall album search`: changes what a smart album searches for. */
export function searchAlbumCommand(name: string, text: string, options: FolderOptions): void {
  const value = readSearch(text)
  changeAlbum(options, ({ albums }) => {
    const { album, path } = findAlbum(albums, name, { types: ['smart'] })
    return {
      albumId: album.key,
      intents: [{ op: 'setAlbumSearch', args: { albumId: album.key, value } }],
      lines: () => [`${printable(path)} shows what '${printable(value)}' finds.`],
    }
  })
}

/** Options of `rollcall album move`. */
export type MoveAlbumOptions = FolderOptions & {
  readonly in?: string
  readonly top?: boolean
  readonly after?: string
  readonly start?: boolean
}

/** `rollcall album move`: puts an album into a folder, at the top, or elsewhere among its siblings. */
export function moveAlbumCommand(name: string, options: MoveAlbumOptions): void {
  const { in: folder, top, after, start } = options
  if (folder === undefined && !top && after === undefined && !start)
    throw new CommandStop('Say where to: --in FOLDER, --top, --after ALBUM or --start.', EXIT.wrongUse)
  if ((folder !== undefined && top) || (after !== undefined && start))
    throw new CommandStop('Give --in or --top, and --after or --start, not both.', EXIT.wrongUse)
  changeAlbum(options, ({ albums }) => {
    const { album, path } = findAlbum(albums, name)
    const sibling = after === undefined ? null : findAlbum(albums, after).album
    const parentId = parentFor(albums, album, { folder, top, sibling })
    refuseTwin(albums, parentId, album.name, album.key)
    const place = sibling?.key ?? (start ? 'start' : 'end')
    const intents: Intent[] = [{ op: 'moveAlbum', args: { albumId: album.key, parentId, after: place } }]
    return {
      albumId: album.key,
      intents,
      lines: (moved) => [
        moved.path === path
          ? `${printable(path)} stands elsewhere in the list now.`
          : `${printable(path)} is now ${printable(moved.path)}.`,
      ],
    }
  })
}

/** `rollcall album delete`: moves an album to the trash. Its photos stay in the library. */
export function deleteAlbumCommand(name: string, options: FolderOptions): void {
  changeAlbum(options, ({ albums }) => {
    const { album, path } = findAlbum(albums, name)
    return {
      albumId: album.key,
      intents: [{ op: 'trashAlbum', args: { albumId: album.key } }],
      lines: () => [
        `${printable(path)} is deleted; every photo stays in the library. Back: rollcall album restore ${quoted(path)}`,
      ],
    }
  })
}

/** `rollcall album restore`: brings a deleted album back, with the photos that it had. */
export function restoreAlbumCommand(name: string, options: FolderOptions): void {
  changeAlbum(options, ({ albums }) => {
    const { album } = findAlbum(albums, name, { isTrashed: true })
    return {
      albumId: album.key,
      intents: [{ op: 'restoreAlbum', args: { albumId: album.key } }],
      lines: ({ path, isLive }) => [
        isLive
          ? `${printable(path)} is back, with its photos.`
          : `${printable(path)} is back, but a folder above it is deleted. Restore that too, or: rollcall album move ${quoted(path)} --top`,
      ],
    }
  })
}

function findFolder(albums: readonly PlacedAlbum[], name: string): PlacedAlbum {
  return findAlbum(albums, name, { types: ['folder'] })
}

function parentFor(
  albums: readonly PlacedAlbum[],
  { parentId }: Album,
  to: {
    readonly folder: string | undefined
    readonly top: boolean | undefined
    readonly sibling: Album | null
  },
): AlbumId | null {
  if (to.folder !== undefined) return findFolder(albums, to.folder).album.key
  if (to.top) return null
  return to.sibling === null ? parentId : to.sibling.parentId
}

/** Two devices may make albums of one name; one person would only lose sight of one. */
function refuseTwin(
  albums: AlbumSetting['albums'],
  parentId: AlbumId | null,
  name: string,
  self: AlbumId | null,
): void {
  const twin = albums.find(
    ({ album, isLive }) =>
      isLive && album.parentId === parentId && album.key !== self && foldName(album.name) === foldName(name),
  )
  if (twin !== undefined)
    throw new CommandStop(`There is ${aTypeWords(twin.album.type)} ${printable(twin.path)} already.`)
}

function readName(text: string): string {
  const name = text.trim()
  if (name === '' || name.length > TITLE_MAX)
    throw new CommandStop(`A name has 1 to ${TITLE_MAX} characters.`, EXIT.wrongUse)
  if (name.includes('/'))
    throw new CommandStop(
      'A name has no slash in it: that stands between a folder and an album.',
      EXIT.wrongUse,
    )
  return name
}

function readSearch(text: string): string {
  const search = text.trim()
  if (search === '' || search.length > SEARCH_MAX)
    throw new CommandStop(`A search has 1 to ${SEARCH_MAX.toLocaleString('en')} characters.`, EXIT.wrongUse)
  return search
}
