import type { Database, Gazetteer, SearchIndex } from '@rollcall/platform-node'
import { placeInTime } from '@rollcall/platform-node'
import type { Album, AlbumEntry, Asset, AssetId, Batch } from '@rollcall/protocol'
import type { SearchRow } from '@rollcall/sync'
import { searchRowOf } from '@rollcall/sync'
import type { SearchFacts } from './search-facts.ts'

/** Rows of the base that one turn looks at: others can write between two turns. */
export const TURN_ROWS = 2_000

/** What became of a turn: everything is known now; something is left; or a place is met that only a gazetteer can name. */
export type TurnEnd = 'done' | 'more' | 'needs_gazetteer'

/** What a turn works on, all of it in one database. */
export interface TurnWorld {
  readonly database: Database
  readonly index: SearchIndex
  readonly facts: SearchFacts
}

/** Records first: what assets are marked with comes from them. */
const DUE = ['album', 'entry', 'batch', 'asset']
  .map((kind) => `SELECT kind, key FROM search_due WHERE kind = '${kind}'`)
  .join(' UNION ALL ')

/** Takes the next rows of the base into the index. Joins the caller's transaction; begun again, it goes on. */
export function takeTurn(world: TurnWorld, gazetteer: Gazetteer | null): TurnEnd {
  const { database, index } = world
  const rows: SearchRow[] = []
  let isStopped = false
  for (const { kind, key } of database.prepare(`${DUE} LIMIT ${TURN_ROWS}`).all()) {
    if (!takeDue(world, { kind: String(kind), key: String(key) }, gazetteer, rows)) {
      isStopped = true
      break
    }
    database.prepare('DELETE FROM search_due WHERE kind = ? AND key = ?').run(kind ?? '', key ?? '')
  }
  // Newest first, as the index has them: going back it would write what it has to the disk each time.
  const place = ({ localAt, no }: SearchRow) => placeInTime(localAt) + no
  for (const row of rows.toSorted((one, other) => place(other) - place(one))) index.put(row)
  if (isStopped) return 'needs_gazetteer'
  return isNothingDue(database) ? 'done' : 'more'
}

/** Whether the index knows all of the base. */
export function isNothingDue(database: Database): boolean {
  return database.prepare('SELECT 1 FROM search_due LIMIT 1').get() === undefined
}

/** False, and nothing done, when a place is met that only a gazetteer can name. Rows for the index are put to `rows`. */
function takeDue(
  world: TurnWorld,
  { kind, key }: { readonly kind: string; readonly key: string },
  gazetteer: Gazetteer | null,
  rows: SearchRow[],
): boolean {
  switch (kind) {
    case 'album':
      takeAlbum(world, key)
      return true
    case 'entry':
      takeEntry(world, key)
      return true
    case 'batch':
      takeBatch(world, key)
      return true
    default:
      return takeAsset(world, key as AssetId, gazetteer, rows)
  }
}

function takeAsset(
  { database, index, facts }: TurnWorld,
  id: AssetId,
  gazetteer: Gazetteer | null,
  rows: SearchRow[],
): boolean {
  const asset = facts.baseAsset(id)
  const placeMarks = asset === null ? [] : facts.placeMarksOf(asset, gazetteer)
  if (placeMarks === null) return false
  takePart(database, id, asset)
  const setting = () => ({
    albumIds: [...new Set(facts.entriesOf(id).map(({ albumId }) => albumId))],
    placeMarks,
    deviceName: facts.deviceNameOf(asset?.no ?? 0),
  })
  const row = asset === null ? null : searchRowOf(asset, setting())
  if (row === null) index.remove(id)
  else rows.push(row)
  return true
}

/** What an asset has become a part of is looked at again, and what it is no longer a part of. */
function takePart(database: Database, id: AssetId, asset: Asset | null): void {
  const whole = asset?.state === 'merged' ? (asset.mergedInto ?? null) : null
  const known = database.prepare('SELECT whole_id FROM search_part WHERE part_id = ?').get(id)?.['whole_id']
  if ((known ?? null) === whole) return
  if (known !== undefined) makeDue(database, String(known))
  if (whole === null) database.prepare('DELETE FROM search_part WHERE part_id = ?').run(id)
  else database.prepare('INSERT OR REPLACE INTO search_part (part_id, whole_id) VALUES (?, ?)').run(id, whole)
  makeDue(database, id)
}

function takeAlbum({ database }: TurnWorld, key: string): void {
  const album = recordOf(database, 'album', key) as Album | null
  if (album === null) {
    database.prepare('DELETE FROM search_album WHERE album_id = ?').run(key)
    return
  }
  database
    .prepare(
      'INSERT OR REPLACE INTO search_album (album_id, parent_id, name, type, state) VALUES (?, ?, ?, ?, ?)',
    )
    .run(key, album.parentId, album.name, album.type, album.state)
}

function takeEntry({ database }: TurnWorld, key: string): void {
  const entry = recordOf(database, 'entry', key) as AlbumEntry | null
  const [albumId = '', assetId = ''] = key.split(':')
  const change =
    entry?.isIn === true
      ? 'INSERT OR IGNORE INTO search_entry (album_id, asset_id) VALUES (?, ?)'
      : 'DELETE FROM search_entry WHERE album_id = ? AND asset_id = ?'
  if (database.prepare(change).run(albumId, assetId).changes > 0) makeDue(database, assetId)
}

/** What a batch has added stays known when the journal forgets the batch. */
function takeBatch({ database, index }: TurnWorld, key: string): void {
  const batch = recordOf(database, 'batch', key) as Batch | null
  if (batch === null) return
  for (const [first, last] of batch.created) {
    const known = database
      .prepare('SELECT last_no FROM search_added WHERE first_no = ? AND device = ?')
      .get(first, batch.deviceName)
    database
      .prepare('INSERT OR REPLACE INTO search_added (first_no, last_no, device) VALUES (?, ?, ?)')
      .run(first, last, batch.deviceName)
    // A batch grows while its device works: only what is new in it is looked at again.
    const from = known === undefined ? first : Number(known['last_no']) + 1
    for (const assetId of index.assetsNumbered(from, last)) makeDue(database, assetId)
  }
}

/** An asset, and what it is a part of. */
function makeDue(database: Database, assetId: string): void {
  database.prepare(MAKE_DUE).run(assetId)
}

const MAKE_DUE = `
  INSERT OR IGNORE INTO search_due (kind, key)
  WITH RECURSIVE whole (id) AS (
    SELECT ? UNION SELECT whole_id FROM search_part JOIN whole ON part_id = whole.id
  )
  SELECT 'asset', id FROM whole`

function recordOf(database: Database, kind: string, key: string): unknown {
  const row = database.prepare('SELECT body FROM base_record WHERE kind = ? AND key = ?').get(kind, key)
  return row === undefined ? null : JSON.parse(String(row['body']))
}
