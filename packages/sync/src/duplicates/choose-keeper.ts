import type { Asset } from '@rollcall/protocol'
import { takenAtOf } from '../library/said-of.ts'

/**
 * Formats by how near they are to what the camera saw: what sensors and phones write, then what everything writes, then what is made to
 * be sent or shown.
 */
const FORMAT_RANKS: readonly RegExp[] = [
  /^image\/(?:x-|dng)/,
  /^image\/hei[cf]/,
  /^(?:image\/(?:jpeg|tiff)|video\/(?:quicktime|mp4))$/,
]

/**
 * Of photos or videos that look the same, the one to keep: that with most pixels, most parts (a Live Photo before its still picture),
 * a camera's name in it, a format that cameras write, most bytes, the earliest time, and most said about it; in this order. Throws
 * for an empty list.
 */
export function chooseKeeper(assets: readonly Asset[]): Asset {
  const ranked = assets.map((asset) => ({ asset, ranks: ranksOf(asset) }))
  const [best] = ranked.toSorted((one, other) => compareRanks(one.ranks, other.ranks))
  if (best === undefined) throw new Error('Cannot choose keeper: there is no asset')
  return best.asset
}

/** Greater is better, the first first; the last makes the answer the same whatever the order. */
function ranksOf(asset: Asset): readonly number[] {
  const { media, resources } = asset
  const files = resources.filter(({ role }) => role !== 'sidecar' && role !== 'edit')
  const [primary] = files
  const format = FORMAT_RANKS.findIndex((pattern) => pattern.test(primary?.mime ?? ''))
  return [
    (media?.width ?? 0) * (media?.height ?? 0),
    new Set(files.map(({ role }) => role)).size,
    media?.make || media?.model ? 1 : 0,
    format < 0 ? -FORMAT_RANKS.length : -format,
    files.reduce((bytes, file) => bytes + file.bytes, 0),
    -takenAtOf(asset),
    saidAbout(asset),
    -asset.no,
  ]
}

function saidAbout({ favourite, caption, title, keywords, rating, dated, located, version }: Asset): number {
  const said = [favourite, caption, title, rating, dated, located, version].filter(Boolean)
  return said.length + (keywords?.length ?? 0)
}

function compareRanks(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((rank, index) => rank !== other[index])
  return at < 0 ? 0 : (other[at] ?? 0) - (one[at] ?? 0)
}
