import type { Database, Gazetteer, PlaceBook } from '@rollcall/platform-node'
import { middleOf } from '@rollcall/platform-node'
import type { Album, AlbumEntry, AlbumId, Asset, AssetId } from '@rollcall/protocol'
import type { NamedAlbum } from '@rollcall/sync'
import { locationOf } from '@rollcall/sync'

/** What a search must know of assets beyond their words, out of the tables of `SEARCH_MIGRATION`. */
export interface SearchFacts {
  readonly baseAsset: (id: AssetId) => Asset | null
  /** Albums and folders of the base. */
  readonly albums: () => readonly NamedAlbum[]
  /** Albums that an asset of the base is in, itself or as one of its parts. */
  readonly entriesOf: (assetId: AssetId) => readonly Pick<AlbumEntry, 'albumId' | 'assetId'>[]
  /** The device that added the asset of this number; null when the journal never said. */
  readonly deviceNameOf: (no: number) => string | null
  /** The marks of what is where an asset was taken, kept once the gazetteer told them. Null when only a gazetteer knows. */
  readonly placeMarksOf: (asset: Asset, gazetteer: Gazetteer | null) => readonly string[] | null
}

/** Opens the facts in a device's database. */
export function createSearchFacts(database: Database, places: PlaceBook): SearchFacts {
  return {
    baseAsset: (id) => {
      const row = database.prepare('SELECT body FROM base_asset WHERE asset_id = ?').get(id)
      return row === undefined ? null : JSON.parse(String(row['body']))
    },
    albums: () =>
      database
        .prepare('SELECT album_id, parent_id, name, type, state FROM search_album')
        .all()
        .map((row) => ({
          key: row['album_id'] as AlbumId,
          parentId: row['parent_id'] as AlbumId | null,
          name: String(row['name']),
          type: row['type'] as Album['type'],
          state: row['state'] as Album['state'],
        })),
    entriesOf: (assetId) =>
      database
        .prepare(ENTRIES_WITH_PARTS)
        .all(assetId)
        .map((row) => ({ albumId: row['album_id'] as AlbumId, assetId: row['asset_id'] as AssetId })),
    deviceNameOf: (no) => {
      const row = database
        .prepare(
          'SELECT last_no, device FROM search_added WHERE first_no <= ? ORDER BY first_no DESC LIMIT 1',
        )
        .get(no)
      return row === undefined || Number(row['last_no']) < no ? null : String(row['device'])
    },
    placeMarksOf: (asset, gazetteer) => {
      const spot = locationOf(asset)
      if (spot === null) return []
      const known = places.marksAt(spot)
      if (known !== null || gazetteer === null) return known
      return places.learn(spot, gazetteer.placeAt(middleOf(spot)))
    },
  }
}

const ENTRIES_WITH_PARTS = `
  WITH RECURSIVE part (id) AS (
    SELECT ? UNION SELECT part_id FROM search_part JOIN part ON whole_id = part.id
  )
  SELECT album_id, asset_id FROM search_entry JOIN part ON asset_id = part.id`
