import type { AlbumId, Asset, AssetId, AssetKind } from '@rollcall/protocol'
import { locationOf, offsetMinutesOf, takenAtOf } from '../library/said-of.ts'
import { formatMark } from './kind-words.ts'
import { SHOWN_MARK } from './search.ts'
import type { WordField } from './search.ts'
import { marksOfTime } from './time-marks.ts'
import { wordsOfTexts } from './words-in.ts'

/** All of an asset that a search can find it by. */
export interface SearchRow {
  readonly assetId: AssetId
  /** Dense number within the library. */
  readonly no: number
  /** When it was taken, by the clock on the wall there: milliseconds of local time taken for UTC. */
  readonly localAt: number
  /** Words of each field, as `wordsOfTexts` rows them. */
  readonly words: Readonly<Record<WordField, readonly string[]>>
  /** What can be said of it in one word; see `search.ts`. */
  readonly marks: ReadonlySet<string>
}

/** What a search needs to know of an asset beyond the asset. */
export interface SearchSetting {
  /** The albums that it is in. */
  readonly albumIds: readonly AlbumId[]
  /** The marks of what is where it was taken; see `Place`. */
  readonly placeMarks: readonly string[]
  /** The device that added it; null when the journal does not say. */
  readonly deviceName: string | null
}

/** Makes the row of an asset. Null for one that no search finds: merged into another, or deleted for good. */
export function searchRowOf(asset: Asset, setting: SearchSetting): SearchRow | null {
  if (asset.state === 'merged' || asset.state === 'deleted') return null
  const { media } = asset
  const localAt = takenAtOf(asset) + (offsetMinutesOf(asset) ?? 0) * 60_000
  return {
    assetId: asset.id,
    no: asset.no,
    localAt,
    words: {
      text: wordsOfTexts([asset.title ?? '', asset.caption]),
      keyword: wordsOfTexts(asset.keywords ?? []),
      file: wordsOfTexts([...new Set(asset.resources.map(({ name }) => name))]),
      camera: wordsOfTexts([[media?.make, media?.model].filter(Boolean).join(' '), media?.lens ?? '']),
      device: wordsOfTexts([setting.deviceName ?? '']),
    },
    marks: marksOf(asset, localAt, setting),
  }
}

/** What is known of a file that belongs to no asset yet. `modifiedAt` is taken for local time; null: not known. */
export interface SearchedFile {
  readonly name: string
  readonly modifiedAt: number | null
  readonly kind: AssetKind | null
  readonly mime: string | null
}

/** The row of a file that belongs to no asset yet: such a file is found by its name, kind, format and time. */
export function searchRowOfFile({ name, modifiedAt, kind, mime }: SearchedFile): Omit<SearchRow, 'assetId'> {
  const marks = new Set([SHOWN_MARK, ...(modifiedAt === null ? [] : marksOfTime(modifiedAt))])
  if (kind !== null) marks.add(`kind:${kind}`)
  if (mime !== null) marks.add(formatOfMime(mime))
  const words = { text: [], keyword: [], file: wordsOfTexts([name]), camera: [], device: [] }
  return { no: 0, localAt: modifiedAt ?? 0, words, marks }
}

/** The mark of being in an album. */
export function albumMark(albumId: AlbumId): string {
  return `album:${albumId}`
}

function marksOf(
  asset: Asset,
  localAt: number,
  { albumIds, placeMarks }: SearchSetting,
): ReadonlySet<string> {
  const marks = new Set([`kind:${asset.kind}`, ...marksOfTime(localAt)])
  const isHidden = asset.hidden === true
  if (asset.state === 'trashed') marks.add('trashed')
  else if (isHidden) marks.add('hidden')
  else if (asset.kind !== 'sidecar') marks.add(SHOWN_MARK)
  if (asset.favourite) marks.add('favourite')
  if (asset.rating !== undefined && asset.rating > 0) marks.add(`rating:${asset.rating}`)
  if (locationOf(asset) !== null) marks.add('located')
  for (const subtype of asset.media?.subtypes ?? []) marks.add(`subtype:${subtype.replaceAll(/[^\w]/g, '_')}`)
  if (isEdited(asset)) marks.add('edited')
  for (const { mime, role } of asset.resources) {
    marks.add(formatOfMime(mime))
    if (role === 'raw') marks.add('subtype:raw')
  }
  for (const albumId of albumIds) marks.add(albumMark(albumId))
  for (const mark of placeMarks) marks.add(mark)
  return marks
}

function formatOfMime(mime: string): string {
  return formatMark(mime.slice(mime.lastIndexOf('/') + 1).replaceAll(/[^\w.-]/g, '_'))
}

function isEdited({ version, media }: Asset): boolean {
  if (version !== undefined) return version.recipe !== null || version.sha256 !== null
  return media?.subtypes.includes('edited') === true
}
