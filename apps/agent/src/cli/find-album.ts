import type { Album } from '@rollcall/protocol'
import type { PlacedAlbum } from './album-tree.ts'
import { CommandStop, EXIT } from './exit.ts'
import { shortId } from './photo-words.ts'
import { printable } from './print-table.ts'

/** Fewer digits are taken for a name. */
const PREFIX_DIGITS_MIN = 8

/** What an album may be for a command. */
export interface AlbumWish {
  readonly types?: readonly Album['type'][]
  /** Look in the trash. */
  readonly isTrashed?: boolean
}

const TYPE_WORDS: Readonly<Record<Album['type'], string>> = {
  album: 'album',
  folder: 'folder',
  smart: 'smart album',
}

/** What an album is, with its article. */
export function aTypeWords(type: Album['type']): string {
  return `${type === 'album' ? 'an' : 'a'} ${TYPE_WORDS[type]}`
}

/**
 * Finds an album as people name it: by name, by `Folder/Name`, or by the beginning of its id; capitals do not count. A name that means
 * none, or several, stops the command with clear words.
 */
export function findAlbum(
  albums: readonly PlacedAlbum[],
  name: string,
  { types, isTrashed = false }: AlbumWish = {},
): PlacedAlbum {
  const wanted = foldName(name)
  const there = albums.filter(({ isLive, album }) => (isTrashed ? album.state === 'trashed' : isLive))
  const named = there.filter(
    ({ path, album }) =>
      foldName(path) === wanted ||
      foldName(path).endsWith(`/${wanted}`) ||
      (wanted.length >= PREFIX_DIGITS_MIN && album.key.startsWith(wanted)),
  )
  const fitting = named.filter(({ album }) => types === undefined || types.includes(album.type))
  const whole = fitting.filter(({ path }) => foldName(path) === wanted)
  const found = whole.length > 0 ? whole : fitting
  const [first, second] = found
  if (first !== undefined && second === undefined) return first
  if (found.length > 1) refuseSeveral(name, found)
  const [misfit] = named
  if (misfit !== undefined) refuseType(misfit, types ?? [])
  throw new CommandStop(
    isTrashed
      ? `There is no ${printable(name)} among the deleted albums. See: rollcall album list --deleted`
      : `There is no ${wordsOf(types)} called ${printable(name)}. See: rollcall album list`,
    EXIT.wrongUse,
  )
}

/** What an album is, for a person. */
export function typeWords(type: Album['type']): string {
  return TYPE_WORDS[type]
}

/** Names that differ in capitals only are one. */
export function foldName(name: string): string {
  return name.trim().normalize('NFC').toLowerCase()
}

function wordsOf(types: AlbumWish['types']): string {
  return types?.length === 1 && types[0] !== undefined ? typeWords(types[0]) : 'album'
}

function refuseSeveral(name: string, found: readonly PlacedAlbum[]): never {
  const lines = found.map(
    ({ album, path }) => `    ${shortId(album.key)}  ${typeWords(album.type)}  ${printable(path)}`,
  )
  throw new CommandStop(
    `${printable(name)} means ${found.length} albums; name one by its folder or id:\n${lines.join('\n')}`,
    EXIT.wrongUse,
  )
}

function refuseType({ album, path }: PlacedAlbum, types: readonly Album['type'][]): never {
  const hint =
    album.type === 'smart'
      ? 'It shows what its search finds.'
      : album.type === 'folder'
        ? 'It holds albums, not photos.'
        : 'It holds photos, not albums.'
  throw new CommandStop(
    `${printable(path)} is ${aTypeWords(album.type)}, and this takes ${types.map(aTypeWords).join(' or ')}. ${hint}`,
    EXIT.wrongUse,
  )
}
