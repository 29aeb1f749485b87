import type { Asset, AssetId, ClientId, Resource, Sha256 } from '@rollcall/protocol'

/** A made-up hash that begins with the hex digits of `mark`, so that tests can tell hashes apart. */
export function sampleHash(mark: number): Sha256 {
  return mark.toString(16).padStart(8, '0').padEnd(64, 'a') as Sha256
}

/** A made-up asset id; see {@link sampleHash}. */
export function sampleAssetId(mark: number): AssetId {
  return mark.toString(16).padStart(8, '0').padEnd(32, 'b') as AssetId
}

/** A made-up client id; greater marks are greater ids. */
export function sampleClientId(mark: number): ClientId {
  return mark.toString(16).padStart(8, '0').padEnd(32, 'c') as ClientId
}

/** A resource of 1000 bytes that the server holds. */
export function sampleResource(mark: number, changes: Partial<Resource> = {}): Resource {
  return {
    role: 'still',
    sha256: sampleHash(mark),
    bytes: 1_000,
    name: `IMG_${mark}.jpg`,
    mime: 'image/jpeg',
    modifiedAt: Date.UTC(2026, 10, 3),
    state: 'present',
    ...changes,
  }
}

/** A live photo that nobody has edited; number and place in the feed are `mark`. */
export function sampleAsset(mark: number, changes: Partial<Asset> = {}): Asset {
  return {
    id: sampleAssetId(mark),
    no: mark,
    seq: mark,
    kind: 'photo',
    primarySha256: sampleHash(mark),
    takenAt: Date.UTC(2026, 10, 3),
    takenFrom: 'file_time',
    favourite: false,
    caption: '',
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    resources: [sampleResource(mark)],
    edits: {},
    ...changes,
  }
}
