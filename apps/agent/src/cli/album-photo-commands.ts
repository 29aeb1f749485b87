import type { Asset, AssetId, Intent } from '@rollcall/protocol'
import { photosIn } from './album-tree.ts'
import type { AlbumSetting } from './change-album.ts'
import { changeAlbum } from './change-album.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { findAlbum } from './find-album.ts'
import { findAssets } from './find-asset.ts'
import { namesOf } from './photo-words.ts'
import { printable } from './print-table.ts'

/** Options of commands that put photos somewhere in an album. */
export type PlaceOptions = FolderOptions & {
  readonly after?: string
  readonly start?: boolean
  readonly end?: boolean
}

/** `rollcall album add`: puts photos into an album, in the order in which they are named; at its end unless told otherwise. */
export function addPhotosCommand(name: string, photos: readonly string[], options: PlaceOptions): void {
  placePhotos(name, photos, options, (inAlbum, asset) => {
    const isPlaced = options.after !== undefined || options.start === true
    return !isPlaced && inAlbum.has(asset.id) ? 'leave' : 'place'
  })
}

/** `rollcall album move-photo`: moves photos within an album. */
export function movePhotosCommand(name: string, photos: readonly string[], options: PlaceOptions): void {
  if (options.after === undefined && !options.start && !options.end)
    throw new CommandStop('Say where to: --after PHOTO, --start or --end.', EXIT.wrongUse)
  placePhotos(name, photos, options, (inAlbum, asset) => (inAlbum.has(asset.id) ? 'place' : 'refuse'))
}

/** `rollcall album remove`: takes photos out of an album; they stay in the library. */
export function removePhotosCommand(name: string, photos: readonly string[], options: FolderOptions): void {
  changeAlbum(options, ({ device, view, albums }) => {
    const { album, path } = findAlbum(albums, name, { types: ['album'] })
    const inAlbum = idsOf(photosIn(view, album))
    const asked = findAssets(device, photos, ({ id }) => inAlbum.has(id))
    refuseStrangers(asked, inAlbum, path)
    return {
      albumId: album.key,
      intents: asked.map(
        ({ id }): Intent => ({ op: 'removeEntry', args: { albumId: album.key, assetId: id } }),
      ),
      lines: () => [`${namesOf(asked)}: no longer in ${printable(path)}, still in the library.`],
    }
  })
}

function placePhotos(
  name: string,
  photos: readonly string[],
  options: PlaceOptions,
  judge: (inAlbum: ReadonlySet<AssetId>, asset: Asset) => 'place' | 'leave' | 'refuse',
): void {
  if ([options.after !== undefined, options.start === true, options.end === true].filter(Boolean).length > 1)
    throw new CommandStop('Give one of --after PHOTO, --start and --end.', EXIT.wrongUse)
  changeAlbum(options, (setting) => {
    const { device, view, albums } = setting
    const { album, path } = findAlbum(albums, name, { types: ['album'] })
    const inAlbum = idsOf(photosIn(view, album))
    const asked = findAssets(device, photos)
    refuseStrangers(
      asked.filter((asset) => judge(inAlbum, asset) === 'refuse'),
      inAlbum,
      path,
    )
    const placed = asked.filter((asset) => judge(inAlbum, asset) === 'place')
    const left = asked.filter((asset) => judge(inAlbum, asset) === 'leave')
    const first = firstPlace(setting, options, { inAlbum, path, placed })
    let before: AssetId | 'start' | 'end' = first
    const intents = placed.map(({ id }): Intent => {
      const after = before
      before = first === 'end' ? 'end' : id
      return { op: 'placeEntry', args: { albumId: album.key, assetId: id, after } }
    })
    const byTime = album.sort !== 'manual' && first !== 'end'
    return {
      albumId: album.key,
      intents,
      lines: () => [
        ...(left.length === 0 ? [] : [`${namesOf(left)}: in ${printable(path)} already.`]),
        ...(placed.length === 0 ? [] : [`${namesOf(placed)}: in ${printable(path)}.`]),
        ...(byTime
          ? [`It is shown ${album.sort} first; its own order shows with: rollcall album sort NAME manual`]
          : []),
      ],
    }
  })
}

function firstPlace(
  { device }: AlbumSetting,
  { after, start }: PlaceOptions,
  album: {
    readonly inAlbum: ReadonlySet<AssetId>
    readonly path: string
    readonly placed: readonly Asset[]
  },
): AssetId | 'start' | 'end' {
  if (after === undefined) return start ? 'start' : 'end'
  const neighbours = findAssets(device, [after], ({ id }) => album.inAlbum.has(id))
  refuseStrangers(neighbours, album.inAlbum, album.path)
  const [neighbour] = neighbours
  if (neighbour === undefined || album.placed.some(({ id }) => id === neighbour.id))
    throw new CommandStop('A photo cannot stand after itself. Nothing was changed.', EXIT.wrongUse)
  return neighbour.id
}

function refuseStrangers(assets: readonly Asset[], inAlbum: ReadonlySet<AssetId>, path: string): void {
  const strangers = assets.filter(({ id }) => !inAlbum.has(id))
  if (strangers.length === 0) return
  throw new CommandStop(
    `Nothing was changed. Not in ${printable(path)}: ${namesOf(strangers)}. See: rollcall album show`,
  )
}

function idsOf(assets: readonly Asset[]): ReadonlySet<AssetId> {
  return new Set(assets.map(({ id }) => id))
}
