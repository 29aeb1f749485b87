import type { AlbumId, AssetId, BatchChange } from '@rollcall/protocol'
import { albumIdSchema, assetIdSchema, recipeSchema } from '@rollcall/protocol'
import type { LeftReason } from '@rollcall/sync'
import { describeRecipe } from './describe-recipe.ts'
import { minuteWords, nameOf } from './photo-words.ts'
import { printable } from './print-table.ts'
import type { OpenDevice } from './open-device.ts'
import { SETTING_WORDS, settingNamed, settingValueWords } from './setting-words.ts'

/** Whether the value of an entry says that the photo is in the album. */
export function isInAlbum(value: unknown): boolean {
  return fieldIn(value, 'isIn') === true
}

/** How photos and albums are called here. */
export interface Names {
  readonly photo: (id: AssetId) => string
  readonly album: (id: AlbumId) => string
  /** A device, or `server`. */
  readonly device: (id: string) => string
}

/** The names that a device knows; what it does not know goes by the beginning of its id. */
export function namesOn({ ports }: OpenDevice): Names {
  const view = ports.state.replica.view()
  return {
    photo: (id) => {
      const asset = view.asset(id)
      return asset === null ? id.slice(0, 8) : nameOf(asset)
    },
    album: (id) => {
      const album = view.records.record('album', id)
      return album === null ? id.slice(0, 8) : `“${printable(album.name)}”`
    },
    device: (id) => {
      if (id === 'server') return 'the server'
      const device = view.records.record('device', id)
      return device === null ? id.slice(0, 8) : printable(device.name)
    },
  }
}

/** What a change is about, in words: "caption of IMG_1.jpg". */
export function aboutChange(change: BatchChange, names: Names): string {
  const { assetId, albumId, field, element } = change
  const photo = assetId === undefined ? null : names.photo(assetId)
  const album = albumId === undefined ? null : names.album(albumId)
  if (photo !== null && album !== null) return `${photo} in ${album}`
  if (field === 'hold') return 'held deletions'
  const [deviceId = '', name = ''] = (element ?? '').split(':')
  if (field === 'command') return `a command to ${names.device(deviceId)}`
  if (field === 'setting') return `${settingLabel(name)} of ${names.device(deviceId)}`
  const owner = photo ?? album ?? ''
  if (field === 'state' || field === 'created' || field === 'album') return owner
  if (field === 'dropped') return `earlier edit ${(element ?? '').slice(0, 8)} of ${owner}`
  if (field === 'keywords' && change.forgotten === true) return `a keyword of ${owner}`
  if (field === 'keywords') return `keyword ${quoted(element ?? '')} of ${owner}`
  return `${FIELD_WORDS[field] ?? printable(field)} of ${owner}`
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  favourite: 'favourite mark',
  hidden: 'hiding',
  rating: 'stars',
  caption: 'caption',
  title: 'title',
  dated: 'date',
  located: 'place',
  version: 'look',
  files: 'files',
  bytes: 'stored original',
  name: 'name',
  cover: 'cover',
  sort: 'order',
  search: 'search',
  parent: 'folder',
}

/** Texts longer than this are cut: a caption may be a whole story. */
const TEXT_LENGTH_MAX = 60

/** A value out of the journal, in words. What a newer release wrote is shown as JSON. */
export function describeValue(
  { field, albumId, assetId, element, forgotten }: BatchChange,
  value: unknown,
  names: Names,
): string {
  if (forgotten === true) return 'forgotten with the photo'
  if (albumId !== undefined && assetId !== undefined) return isInAlbum(value) ? 'in it' : 'not in it'
  if (field === 'setting') return settingValueWords((element ?? '').split(':')[1] ?? '', value, names.album)
  if (field === 'command') return value === null ? 'none' : commandLabel(value)
  if (field === 'version') return lookWords(value)
  if (field === 'dated') return dateWords(value)
  if (field === 'located') return placeWords(value)
  if (field === 'parent') return folderWords(fieldIn(value, 'parentId'), names)
  if (field === 'album') return value === null ? 'not there' : 'there'
  if (field === 'cover') return coverWords(value, names)
  if (field === 'rating') return value === 1 ? '1 star' : `${String(value)} stars`
  if (field === 'state') return STATE_WORDS[String(value)] ?? printable(String(value))
  if (field === 'files' && Array.isArray(value))
    return value.map((name) => printable(String(name))).join(', ')
  if (field === 'dropped') return value === true ? 'let go of' : 'kept'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return field === 'sort' ? value : quoted(value)
  return value === null ? 'none' : printable(JSON.stringify(value) ?? '')
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  live: 'in the library',
  trashed: 'in the trash',
  deleted: 'deleted for good',
  merged: 'part of another photo',
}

/** Why a change is left as it is. */
export const LEFT_WORDS: Readonly<Record<LeftReason, string>> = {
  changed_since: 'it was changed again since',
  gone: 'it is not there any more',
  bytes_gone: 'its file is no longer kept',
  joined: 'it is one photo with others now',
  files_stay: 'files that came to a photo stay with it',
  answered: 'it has been carried out, or will be',
  unknown: 'this release does not know how; update Rollcall',
}

function settingLabel(name: string): string {
  const known = settingNamed(name)
  return known === null ? printable(name) : SETTING_WORDS[known]
}

function commandLabel(value: unknown): string {
  return printable(String(fieldIn(value, 'what')).replaceAll('_', '-'))
}

function lookWords(value: unknown): string {
  const recipe = recipeSchema.nullable().safeParse(fieldIn(value, 'recipe'))
  const sha256 = fieldIn(value, 'sha256')
  const file = typeof sha256 === 'string' ? `edited file ${sha256.slice(0, 8)}` : ''
  if (!recipe.success || recipe.data === null) return file === '' ? 'as it was taken' : file
  return file === '' ? describeRecipe(recipe.data) : `${file}, ${describeRecipe(recipe.data)}`
}

function dateWords(value: unknown): string {
  const at = fieldIn(value, 'at')
  if (typeof at !== 'number') return 'as the files say'
  const offsetMinutes = fieldIn(value, 'offsetMinutes')
  const local = at + (typeof offsetMinutes === 'number' ? offsetMinutes : 0) * 60_000
  return minuteWords(local)
}

function placeWords(value: unknown): string {
  if (value === null) return 'as the files say'
  const latitude = fieldIn(value, 'latitude')
  return latitude === null ? 'nowhere' : `${String(latitude)}, ${String(fieldIn(value, 'longitude'))}`
}

function coverWords(value: unknown, names: Names): string {
  const cover = assetIdSchema.safeParse(value)
  return cover.success ? names.photo(cover.data) : 'none'
}

function folderWords(value: unknown, names: Names): string {
  const parentId = albumIdSchema.safeParse(value)
  return parentId.success ? names.album(parentId.data) : 'at the top'
}

function quoted(text: string): string {
  if (text === '') return 'none'
  const shown = text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text
  return `“${printable(shown)}”`
}

function fieldIn(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([each]) => each === name)?.[1]
    : undefined
}
