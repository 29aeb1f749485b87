import type { Resource, Sha256 } from '@rollcall/protocol'
import type { Standing } from './item.ts'
import { originalPlaceOf, previewPlaceOf } from './preview-place.ts'
import type { FolderPath, FolderTrees, LocalFile } from './trees.ts'

/*
 * Smaller versions in a folder whose storage is optimised. They are known by their own hash, whatever their name and whatever is
 * left of the mark in their metadata, so that none ever passes for an original [R9]:
 *
 *   local file                          original here   means
 *   ─────────────────────────────────   ─────────────   ────────────────────────────────────────────────
 *   a known smaller version             no              stands for its original: where it lies, the photo lies
 *   another copy of it                  no              left alone
 *   a known one, at its own place       yes             the original is back: it is dropped
 *   other bytes where one lay           any             somebody edited it: left alone, and said so
 */

/** What the smaller versions of a folder stand for. */
export interface Previews {
  /** The original of which a file is a known smaller version; null for every other file. */
  readonly originalOf: (file: LocalFile) => Sha256 | null
  /** The one file that stands for each original that is not here itself. */
  readonly standIns: ReadonlyMap<Sha256, FolderPath>
  /** Where a smaller version lay and other bytes lie now: the original that it stood for. Null anywhere else. */
  readonly editedAt: (file: LocalFile) => Sha256 | null
  /** Whether a file lies where this device itself puts the smaller version of this original. */
  readonly isAtItsPlace: (path: FolderPath, original: Sha256) => boolean
}

/** Finds the smaller versions among the local files. `pathsBySha256`: the originals that are here. */
export function indexPreviews(
  trees: Pick<FolderTrees, 'local' | 'agreed' | 'previews' | 'previewPlaces'>,
  pathsBySha256: ReadonlyMap<Sha256, readonly FolderPath[]>,
): Previews {
  const { previews, previewPlaces } = trees
  const agreedAt = new Map(
    trees.agreed.filter(({ path }) => previewPlaces.has(path)).map(({ path, sha256 }) => [path, sha256]),
  )
  const originalOf = ({ content }: LocalFile): Sha256 | null =>
    content.kind === 'original' ? (previews.get(content.sha256)?.originalSha256 ?? null) : null
  const standIns = new Map<Sha256, FolderPath>()
  if (previews.size > 0) {
    for (const file of trees.local) {
      const original = originalOf(file)
      if (original === null || pathsBySha256.has(original)) continue
      const rival = standIns.get(original)
      const isFirst = rival === undefined || (agreedAt.get(rival) !== original && file.path < rival)
      if (isFirst || agreedAt.get(file.path) === original) standIns.set(original, file.path)
    }
  }
  return {
    originalOf,
    standIns,
    editedAt: (file) => {
      const original = agreedAt.get(file.path) ?? null
      if (original === null || file.content.kind !== 'original') return null
      return file.content.sha256 === original || originalOf(file) !== null ? null : original
    },
    isAtItsPlace: (path, original) =>
      agreedAt.get(path) === original ||
      (pathsBySha256.get(original)?.some((place) => previewPlaceOf(place) === path) ?? false),
  }
}

/** Where the original of an optimised item belongs, or of one that is to be downloaded. */
export function originalPlaceOfItem(
  path: FolderPath,
  standing: Extract<Standing, { kind: 'optimised' | 'to_download' }>,
): FolderPath {
  const isPreviewHere = standing.kind === 'optimised' && standing.previewPath !== null
  return isPreviewHere ? originalPlaceOf(path, standing.resource.name) : path
}

/** Whether the server has made a smaller version of a file, which can be kept here in its place. */
export function hasPreview({ derivatives }: Pick<Resource, 'derivatives'>): boolean {
  return derivatives?.kinds.includes('preview') ?? false
}
