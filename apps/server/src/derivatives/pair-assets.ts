import type { Asset, AssetId, ResourceRole } from '@rollcall/protocol'

/** What a shared key says of the assets that have it; see `pairingKeysOf` in media. */
export type PairingKind = 'live' | 'burst' | 'raw'

/** Assets that are parts of one photo. The keeper stays; the parts' files become its own, in this role (null: as they are). */
export interface Pairing {
  readonly keeper: AssetId
  readonly parts: readonly AssetId[]
  readonly role: ResourceRole | null
}

/**
 * Which of the assets that share a key become one. Only live ones do: what somebody deleted stays deleted, and what arrives
 * after that stands for itself. Null when there is nothing to unite.
 *
 *   live    the photo with the video's name keeps, or the oldest; videos become its motion
 *   raw     the oldest picture that is no raw file keeps, raw files become its raw
 *   burst   the oldest frame keeps, the others become further stills
 */
export function pairAssets(
  kind: PairingKind,
  assets: readonly Asset[],
  isRaw: (asset: Asset) => boolean,
): Pairing | null {
  const live = assets.filter(({ state }) => state === 'live').toSorted((one, other) => one.no - other.no)
  const photos = live.filter((asset) => asset.kind === 'photo')
  switch (kind) {
    case 'live': {
      const videos = live.filter((asset) => asset.kind === 'video')
      const stems = new Set(videos.map(stemOf))
      return pairing(photos.find((photo) => stems.has(stemOf(photo))) ?? photos[0], videos, 'motion')
    }
    case 'raw':
      return pairing(
        photos.find((asset) => !isRaw(asset)),
        photos.filter(isRaw),
        'raw',
      )
    case 'burst':
      return pairing(photos[0], photos.slice(1), null)
  }
}

/** The first file's name without its extension. */
function stemOf({ resources }: Asset): string {
  return resources[0]?.name.toLowerCase().replace(/\.[^.]*$/, '') ?? ''
}

/** A copy that somebody made on purpose has the same bytes and stays a copy. */
function pairing(
  keeper: Asset | undefined,
  candidates: readonly Asset[],
  role: ResourceRole | null,
): Pairing | null {
  const held = new Set(keeper?.resources.map(({ sha256 }) => sha256))
  const parts = candidates.filter(({ primarySha256 }) => !held.has(primarySha256))
  if (keeper === undefined || parts.length === 0) return null
  return { keeper: keeper.id, parts: parts.map(({ id }) => id), role }
}
