import type { AlbumId, AssetId, Intent } from '@rollcall/protocol'

/*
 * What people do to photos, as intents: whether something is to be so, never that it is to be the other way round [R13].
 */

/** Marks photos as favourites, or not. */
export function favouriteIntents(ids: readonly AssetId[], value: boolean): readonly Intent[] {
  return ids.map((assetId) => ({ op: 'setFavourite', args: { assetId, value } }))
}

/** Hides photos, or shows them again. */
export function hiddenIntents(ids: readonly AssetId[], value: boolean): readonly Intent[] {
  return ids.map((assetId) => ({ op: 'setHidden', args: { assetId, value } }))
}

/** Puts photos into the trash. */
export function trashIntents(ids: readonly AssetId[]): readonly Intent[] {
  return ids.map((assetId) => ({ op: 'trash', args: { assetId, source: 'explicit' } }))
}

/** Takes photos out of the trash. */
export function restoreIntents(ids: readonly AssetId[]): readonly Intent[] {
  return ids.map((assetId) => ({ op: 'restore', args: { assetId } }))
}

/** Puts photos at the end of an album, in their order. */
export function albumIntents(ids: readonly AssetId[], albumId: AlbumId): readonly Intent[] {
  return ids.map((assetId) => ({ op: 'placeEntry', args: { albumId, assetId, after: 'end' } }))
}

/** Makes an album with photos in it. */
export function newAlbumIntents(ids: readonly AssetId[], albumId: AlbumId, name: string): readonly Intent[] {
  const args = { albumId, type: 'album', name, parentId: null, search: null } as const
  return [{ op: 'createAlbum', args }, ...albumIntents(ids, albumId)]
}
