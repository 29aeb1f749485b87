import type { Asset, AssetId } from '@rollcall/protocol'
import { locationOf, offsetMinutesOf, takenAtOf } from '@rollcall/sync'
import type { OpenDevice } from './open-device.ts'
import { printable } from './print-table.ts'

/** Digits of an id that tell a photo from the others of a library; commands take so many. */
const SHORT_ID_DIGITS = 8

/** The first and the last moment that a date can be, from 1970. */
const DATE_MAX_MS = 8.64e15

/** Photos named before they are only counted. */
const NAMED_MAX = 10

/** The name of a photo's first file, fit for a terminal. */
export function nameOf({ resources, id }: Pick<Asset, 'resources' | 'id'>): string {
  return printable(resources[0]?.name ?? id)
}

/** A few photos by name, many by their count. */
export function namesOf(assets: readonly Asset[]): string {
  return assets.length <= NAMED_MAX ? assets.map(nameOf).join(', ') : countPhotos(assets.length)
}

/** The beginning of an id, which commands take for the whole. */
export function shortId(id: string): string {
  return id.slice(0, SHORT_ID_DIGITS)
}

/** So many photos in words: "1 photo", "1,234 photos". */
export function countPhotos(count: number): string {
  return count === 1 ? '1 photo' : `${count.toLocaleString('en')} photos`
}

/** When it was taken by the clock on the wall there, as `2024-06-02 12:00`. */
export function takenWords(asset: Pick<Asset, 'takenAt' | 'dated' | 'media'>): string {
  return minuteWords(wallTimeOf(asset))
}

/** A moment to the minute, as `2024-06-02 12:00`; the nearest one that there is when it lies beyond all dates. */
export function minuteWords(at: number): string {
  const near = Math.min(Math.max(at, -DATE_MAX_MS), DATE_MAX_MS)
  return new Date(near).toISOString().slice(0, 16).replace('T', ' ')
}

/** When it was taken by the clock on the wall there: milliseconds of local time taken for UTC. */
export function wallTimeOf(asset: Pick<Asset, 'takenAt' | 'dated' | 'media'>): number {
  return takenAtOf(asset) + (offsetMinutesOf(asset) ?? 0) * 60_000
}

/** Whether it looks otherwise than it was taken. */
export function isEdited({ version }: Pick<Asset, 'version'>): boolean {
  return version !== undefined && (version.recipe !== null || version.sha256 !== null)
}

/** What a list says of a photo beyond its name: favourite, stars, edited, hidden. */
export function markWords(asset: Asset): string {
  const { favourite, rating = 0, hidden = false, kind } = asset
  return [
    favourite ? '♥' : '',
    '★'.repeat(rating),
    kind === 'photo' ? '' : kind,
    isEdited(asset) ? 'edited' : '',
    hidden ? 'hidden' : '',
  ]
    .filter((words) => words !== '')
    .join(' ')
}

/** A photo as commands answer it in JSON: what people see of it, times as ISO 8601. */
export function photoAsJson(asset: Asset): Record<string, unknown> {
  const { id, kind, primarySha256: sha256, favourite, caption, state } = asset
  return {
    id,
    name: asset.resources[0]?.name ?? null,
    sha256,
    kind,
    takenAt: isoOf(takenAtOf(asset)),
    offsetMinutes: offsetMinutesOf(asset),
    favourite,
    hidden: asset.hidden ?? false,
    rating: asset.rating ?? 0,
    title: asset.title ?? '',
    caption,
    keywords: asset.keywords ?? [],
    location: locationOf(asset),
    edited: isEdited(asset),
    recipe: asset.version?.recipe ?? null,
    rev: asset.version?.rev ?? 0,
    state,
    trashedAt: isoOf(asset.trashedAt),
    trashedBy: asset.trashedBy,
    staysUntil: isoOf(asset.purgeAt ?? null),
  }
}

/** A time as ISO 8601; null stays null. */
export function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

/** Ids of the photos that this device has said something about which the server has not answered yet. */
export function unsentIds({ ports }: OpenDevice): ReadonlySet<AssetId> {
  const ids = new Set<AssetId>()
  for (const { args } of ports.state.replica.mutations()) if ('assetId' in args) ids.add(args.assetId)
  return ids
}
