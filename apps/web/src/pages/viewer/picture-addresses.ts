import { lookOf } from '@rollcall/media'
import { derivativePath, originalPath } from '@rollcall/platform-client'
import type { Asset, LibraryId, Resource } from '@rollcall/protocol'
import type { CellPhoto } from '../../engine/library-client.ts'

/*
 * Where the pictures and films of a photo are fetched from.
 */

/** Pictures that every browser of today shows as they are. */
const SHOWN_TYPES: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
])

/** A larger picture than a larger screen has pixels; null while there is none. The sizes of a look stand at the same address. */
export function previewOf({ medium, small }: Pick<CellPhoto, 'medium' | 'small'>): string | null {
  return (medium ?? small)?.replace(/\/(?:medium|small)$/, '/preview') ?? null
}

/** The file itself, to look at closely, where it looks as the photo does and browsers can show it; null otherwise. */
export function closeUpOf(asset: Asset, libraryId: LibraryId): string | null {
  const look = lookOf(asset)
  if (asset.kind !== 'photo' || look.recipe !== null) return null
  const file = asset.resources.find(({ sha256 }) => sha256 === look.sha256)
  const isShown = file !== undefined && file.state === 'present' && SHOWN_TYPES.has(file.mime)
  return isShown ? originalPath(libraryId, file.sha256) : null
}

/** The film of a video: what the server made for browsers, or the file where they play it as it is. */
export function filmOf(asset: Asset, libraryId: LibraryId): string | null {
  const look = lookOf(asset)
  const file = asset.resources.find(({ sha256 }) => sha256 === look.sha256)
  return asset.kind === 'video' && file !== undefined ? playable(file, libraryId) : null
}

/** The few seconds around a Live Photo. */
export function motionOf(asset: Asset, libraryId: LibraryId): string | null {
  const file = asset.resources.find(({ role }) => role === 'motion')
  return asset.kind === 'photo' && file !== undefined ? playable(file, libraryId) : null
}

function playable({ sha256, derivatives }: Resource, libraryId: LibraryId): string {
  const hasStream = derivatives?.kinds.includes('stream') === true
  return hasStream
    ? derivativePath(libraryId, derivatives.version, sha256, 'stream')
    : originalPath(libraryId, sha256)
}

/** A picture of the file that an edit is done to, before it; null where the server has none. */
export function unedited(asset: Asset, libraryId: LibraryId): string | null {
  const { sha256 } = lookOf(asset)
  const file = asset.resources.find((resource) => resource.sha256 === sha256)
  const { derivatives } = file ?? {}
  if (derivatives === undefined || !derivatives.kinds.includes('preview')) return null
  return derivativePath(libraryId, derivatives.version, sha256, 'preview')
}
