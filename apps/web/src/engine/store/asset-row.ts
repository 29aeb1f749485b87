import { markBits, packColour, packRatio } from '@rollcall/grid'
import type { Asset } from '@rollcall/protocol'
import { offsetMinutesOf, takenAtOf } from '@rollcall/sync'
import type { ColumnRow } from './columns.ts'

/*
 * What the columns keep of an asset. The low bits of its marks are those that a timeline draws (`markBits` of grid); above them stands
 * what a timeline is filtered by.
 */

/** Bits of a row's marks that a timeline takes as they are. */
export const DRAWN_MARKS =
  markBits.VIDEO | markBits.LIVE | markBits.FAVOURITE | markBits.EDITED | markBits.HIDDEN

const SIDECAR = 32
const STATE_SHIFT = 6
const STATE_BITS = 3 << STATE_SHIFT
const STATES: readonly Asset['state'][] = ['live', 'trashed', 'deleted', 'merged']

/** Gray, for a photo that the server has not looked into. */
const NO_COLOUR = packColour(128, 128, 128)

/** Makes the row of an asset. */
export function rowOfAsset(asset: Asset): ColumnRow {
  const { media } = asset
  return {
    id: asset.id,
    no: asset.no,
    takenAtS: (takenAtOf(asset) + (offsetMinutesOf(asset) ?? 0) * 60_000) / 1_000,
    ratio: packRatio(...shownSize(asset)),
    colour: colourOf(media?.colour ?? null),
    marks: marksOf(asset),
  }
}

/** Whether marks are of what a timeline of everything shows: live, not hidden, more than a sidecar. */
export function isShown(marks: number): boolean {
  return (marks & (STATE_BITS | SIDECAR | markBits.HIDDEN)) === 0
}

/** Whether marks are of something hidden that would be shown otherwise. */
export function isHiddenPhoto(marks: number): boolean {
  return (marks & (STATE_BITS | SIDECAR | markBits.HIDDEN)) === markBits.HIDDEN
}

/** Whether marks are of something in the trash. */
export function isTrashed(marks: number): boolean {
  return stateOf(marks) === 'trashed'
}

/** The state that marks tell. */
export function stateOf(marks: number): Asset['state'] {
  return STATES[(marks & STATE_BITS) >> STATE_SHIFT] ?? 'live'
}

function marksOf(asset: Asset): number {
  const isLive = asset.kind === 'photo' && asset.resources.some(({ role }) => role === 'motion')
  return (
    (asset.kind === 'video' ? markBits.VIDEO : 0) |
    (isLive ? markBits.LIVE : 0) |
    (asset.favourite ? markBits.FAVOURITE : 0) |
    (isEdited(asset) ? markBits.EDITED : 0) |
    (asset.hidden === true ? markBits.HIDDEN : 0) |
    (asset.kind === 'sidecar' ? SIDECAR : 0) |
    (STATES.indexOf(asset.state) << STATE_SHIFT)
  )
}

/** Whether an asset looks otherwise than it was taken. */
export function isEdited({ version }: Asset): boolean {
  return version !== undefined && (version.recipe !== null || version.sha256 !== null)
}

/** Width and height as the asset is shown: a recipe may turn and crop it. */
function shownSize({ media, version }: Asset): [number | null, number | null] {
  const width = media?.width ?? null
  const height = media?.height ?? null
  const recipe = version?.recipe ?? null
  if (width === null || height === null || recipe === null) return [width, height]
  const isTurned = recipe.rotate === 90 || recipe.rotate === 270
  const [across, down] = isTurned ? [height, width] : [width, height]
  return [across * (recipe.crop?.width ?? 1), down * (recipe.crop?.height ?? 1)]
}

/** A colour as columns keep it; gray for none. */
export function colourOf(colour: string | null): number {
  if (colour === null) return NO_COLOUR
  const rgb = Number.parseInt(colour.slice(1), 16)
  return packColour(rgb >> 16, (rgb >> 8) & 255, rgb & 255)
}
