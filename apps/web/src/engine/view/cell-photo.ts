import { lookOf, renderTextOf } from '@rollcall/media'
import { derivativePath } from '@rollcall/platform-client'
import type { Asset, LibraryId, Resource, Sha256 } from '@rollcall/protocol'
import { offsetMinutesOf, takenAtOf } from '@rollcall/sync'
import type { Badge, CellPhoto } from '../library-client.ts'
import type { PlaceNames } from '../places/place-register.ts'
import { isEdited } from '../store/asset-row.ts'

/** What a cell needs to know beyond its asset. */
export interface CellWorld {
  readonly libraryId: LibraryId
  /** SHA-256 of a text, lower-case hex. */
  readonly sha256OfText: (text: string) => Promise<Sha256>
  /** Where an asset was taken, by name; without it nobody knows. */
  readonly placeOf?: (asset: Asset) => PlaceNames
}

/** What a cell shows of an asset. */
export async function cellPhotoOf(asset: Asset, badge: Badge | null, world: CellWorld): Promise<CellPhoto> {
  const { id, kind, media, favourite, resources } = asset
  const shown = await shownIn(asset, world)
  const address = (size: 'small' | 'medium') =>
    shown?.kinds.includes(size) === true
      ? derivativePath(world.libraryId, shown.version, shown.sha256, size)
      : null
  return {
    assetId: id,
    kind,
    takenAt: takenAtOf(asset),
    offsetMinutes: offsetMinutesOf(asset),
    small: address('small'),
    medium: address('medium'),
    thumbhash: media?.thumbhash ?? null,
    name: resourceOf(asset, asset.primarySha256)?.name ?? resources[0]?.name ?? '',
    durationMs: media?.durationMs ?? null,
    isFavourite: favourite,
    isLive: kind === 'photo' && resources.some(({ role }) => role === 'motion'),
    isEdited: isEdited(asset),
    badge,
    place: world.placeOf?.(asset) ?? null,
  }
}

interface Shown {
  readonly sha256: Sha256
  readonly version: number
  readonly kinds: readonly string[]
}

/** What can be fetched of how an asset looks now; while a look is not made yet, of the file that it is made from. */
async function shownIn(asset: Asset, { sha256OfText }: CellWorld): Promise<Shown | null> {
  const look = lookOf(asset)
  const ofLook = asset.version?.derivatives
  if (look.recipe !== null && ofLook !== undefined && ofLook.kinds.length > 0)
    return { sha256: await sha256OfText(renderTextOf(look.sha256, look.recipe)), ...ofLook }
  const file = [resourceOf(asset, look.sha256), ...asset.resources].find(
    (resource) => resource !== undefined && (resource.derivatives?.kinds.length ?? 0) > 0,
  )
  return file?.derivatives === undefined ? null : { sha256: file.sha256, ...file.derivatives }
}

function resourceOf({ resources }: Asset, sha256: Sha256): Resource | undefined {
  return resources.find((resource) => resource.sha256 === sha256)
}
