import type { Asset } from '@rollcall/protocol'
import { takenAtOf } from '@rollcall/sync'
import { listAlbums } from './album-tree.ts'
import { albumPhotos } from './album-photos.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { findAlbum } from './find-album.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { parseSince } from './parse-moment.ts'
import { countPhotos, wallTimeOf } from './photo-words.ts'
import { listPhotos } from './print-photos.ts'
import { printTrash } from './print-trash.ts'
import { printable } from './print-table.ts'

/** The most that one list shows. */
const LIMIT_MAX = 1_000_000

/** Options of `rollcall list`. */
export type ListOptions = FolderOptions & {
  readonly limit: string
  readonly album?: string
  readonly trash?: boolean
  readonly hidden?: boolean
  readonly favourites?: boolean
  readonly since?: string
  readonly sort: string
}

/** `rollcall list`: the photos of the library, the newest first, and how each of them stands here. Works offline. */
export async function listCommand(options: ListOptions): Promise<void> {
  const limit = readLimit(options.limit)
  const since = readSince(options.since)
  const device = openDevice(options.folder)
  try {
    if (options.trash) return printTrash(device, options)
    const chosen = (await choosePhotos(device, options))
      .filter((asset) => asset.state === 'live' && asset.kind !== 'sidecar')
      .filter((asset) => (asset.hidden ?? false) === (options.hidden ?? false))
      .filter((asset) => !options.favourites || asset.favourite)
      .filter((asset) => since === null || wallTimeOf(asset) >= since)
    const photos = sorted(chosen, options.sort).slice(0, limit)
    const list = await listPhotos(device, photos)
    if (options.json) return console.log(JSON.stringify({ total: chosen.length, photos: list.json() }))
    if (photos.length === 0) return console.log(noneWords(device, options))
    list.print()
    if (photos.length < chosen.length)
      console.log(`\n${photos.length} of ${countPhotos(chosen.length)}. More: --limit ${nextLimit(limit)}`)
    else console.log(`\n${countPhotos(chosen.length)}.`)
  } finally {
    device.close()
  }
}

async function choosePhotos(device: OpenDevice, { album }: ListOptions): Promise<readonly Asset[]> {
  const view = device.ports.state.replica.view()
  if (album === undefined) return [...view.assets]
  const placed = findAlbum(listAlbums(view), album, { types: ['album', 'smart'] })
  return albumPhotos(device, view, placed.album)
}

function sorted(assets: readonly Asset[], sort: string): readonly Asset[] {
  if (sort !== 'newest' && sort !== 'oldest')
    throw new CommandStop(`There is no order '${printable(sort)}'. Orders: newest, oldest.`, EXIT.wrongUse)
  const way = sort === 'newest' ? -1 : 1
  return assets.toSorted((one, other) => way * (takenAtOf(one) - takenAtOf(other) || one.no - other.no))
}

function noneWords({ ports }: OpenDevice, { hidden, favourites, album, since }: ListOptions): string {
  if (hidden) return 'Nothing is hidden.'
  if (favourites || album !== undefined || since !== undefined) return 'None.'
  return ports.state.values.get('cursor') === null
    ? 'This device has not talked to its server yet. Run: rollcall sync'
    : 'The library has no photos yet.'
}

function readLimit(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit > 0 && limit <= LIMIT_MAX) return limit
  throw new CommandStop('--limit takes a whole number above 0.', EXIT.wrongUse)
}

function nextLimit(limit: number): number {
  return Math.min(LIMIT_MAX, limit * 10)
}

function readSince(text: string | undefined): number | null {
  if (text === undefined) return null
  const since = parseSince(text)
  if (since !== null) return since
  throw new CommandStop(
    `'${printable(text)}' is no day. Give one as 2024, 2024-06 or 2024-06-02.`,
    EXIT.wrongUse,
  )
}
