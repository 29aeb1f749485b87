import type { BatchChange, Intent } from '@rollcall/protocol'
import { mutationSchema } from '@rollcall/protocol'
import type { Formats } from '../../words/formats.ts'
import type { Words } from '../../words/en.ts'

/** The value of a conflict that did not come to stand: of a change that lost, its own; of one that overrode another, the other's. */
export function loserOf({
  verdict,
  before,
  after,
}: Pick<BatchChange, 'verdict' | 'before' | 'after'>): unknown {
  return verdict === 'lost' ? after : before
}

/** A field of a photo or album, for people. */
export function fieldWords(
  { field, element }: Pick<BatchChange, 'field' | 'element'>,
  { journal }: Words,
): string {
  const fields: Readonly<Record<string, string>> = journal.fields
  const name = fields[field] ?? journal.otherField
  return element === undefined || field !== 'keywords' ? name : `${name} “${element}”`
}

/** A value of a field, for people. */
export function valueWords(
  { field, forgotten }: Pick<BatchChange, 'field' | 'forgotten'>,
  value: unknown,
  { journal, trash }: Words,
  formats: Formats,
): string {
  if (forgotten === true) return journal.forgotten
  if (field === 'state') return value === 'live' ? journal.no : trash.title
  if (field === 'dated') {
    const at = typeof value === 'object' && value !== null && 'at' in value ? value.at : null
    return typeof at === 'number' ? formats.moment(at) : journal.asFilesSay
  }
  if (field === 'located' && typeof value === 'object' && value !== null && 'latitude' in value) {
    const longitude = 'longitude' in value ? value.longitude : null
    return value.latitude === null ? journal.none : `${String(value.latitude)}, ${String(longitude)}`
  }
  if (field === 'version') return journal.aLook
  if (typeof value === 'boolean') return value ? journal.yes : journal.no
  if (typeof value === 'string') return value === '' ? journal.none : `“${value}”`
  if (typeof value === 'number') return formats.count(value)
  return field === 'located' ? journal.asFilesSay : journal.none
}

/** What sets a field to the value that did not come to stand; null for a field that has no such deed. */
export function takeBackIntent(change: BatchChange): Intent | null {
  const { assetId, albumId, field, element, forgotten } = change
  if (forgotten === true) return null
  const value = loserOf(change)
  const op = albumId === undefined ? PHOTO_OPS[field] : ALBUM_OPS[field]
  if (op === undefined) return null
  const args =
    albumId !== undefined
      ? { albumId, value }
      : field === 'keywords'
        ? { assetId, keyword: element, isOn: value }
        : { assetId, value }
  // A value that a later release wrote is not set by this one.
  const parsed = mutationSchema.safeParse({ op, args, n: 1, baseSeq: 0, ageMs: 0 })
  if (!parsed.success) return null
  const { n: _n, baseSeq: _baseSeq, ageMs: _ageMs, ...intent } = parsed.data
  return intent
}

const PHOTO_OPS: Readonly<Record<string, Intent['op']>> = {
  favourite: 'setFavourite',
  hidden: 'setHidden',
  rating: 'setRating',
  caption: 'setCaption',
  title: 'setTitle',
  dated: 'setDated',
  located: 'setLocated',
  keywords: 'setKeyword',
}

const ALBUM_OPS: Readonly<Record<string, Intent['op']>> = {
  name: 'setAlbumName',
  sort: 'setAlbumSort',
  search: 'setAlbumSearch',
}
