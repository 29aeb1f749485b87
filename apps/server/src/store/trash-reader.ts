import type { Database } from '@rollcall/platform-node'
import type { AssetId, LibraryId, Sha256 } from '@rollcall/protocol'
import type { Row } from './columns.ts'
import { countOf, countOrNullOf, textOf } from './columns.ts'
import type { ByteKind, LeavingRow, RemovalRow, TrashReader } from './trash-store.ts'
import { BYTE_KINDS } from './trash-store.ts'

/** Answers what is leaving one library out of the open transaction of `database`. See `createLibraryReader`. */
export function createTrashReader(database: Pick<Database, 'prepare'>, libraryId: LibraryId): TrashReader {
  const all = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).all(libraryId, ...parameters)
  const first = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).get(libraryId, ...parameters)
  const tally = (name: string) => {
    const row = first('SELECT value FROM tally WHERE library_id = ? AND name = ?', name)
    return row === undefined ? 0 : countOf(row, 'value')
  }

  return {
    liveAssets: () => tally('live'),
    bytesByKind: () =>
      Object.fromEntries(BYTE_KINDS.map((kind) => [kind, tally(kind)])) as Record<ByteKind, number>,
    leavingUnseen: (limit) =>
      all('SELECT * FROM leaving WHERE library_id = ? AND seen_at IS NULL LIMIT ?', limit).map(leavingOf),
    leavingSince: (state, { at, seenAt }, limit) =>
      all(LEAVING_SINCE, state, at, seenAt, limit).map(leavingOf),
    isBlobNeeded: (sha256) => useOf(database, libraryId, sha256) !== 'unnamed',
    countDepartures: (since, clientId) =>
      countOf(first(COUNT_DEPARTURES, since, clientId) ?? {}, 'departures'),
    departuresOf: (clientId, since, limit) =>
      all(DEPARTURES_OF, clientId, since, limit).map((row) => textOf(row, 'asset_id') as AssetId),
    removals: (limit) =>
      all('SELECT sha256, derivative FROM removal WHERE library_id = ? LIMIT ?', limit).map(removalOf),
    hasDerivativeIn: (sha256, file) =>
      first('SELECT 1 FROM derivative WHERE library_id = ? AND sha256 = ? AND file = ?', sha256, file) !==
      undefined,
  }
}

/** What a blob serves now, as its assets have it. */
export function useOf(database: Pick<Database, 'prepare'>, libraryId: LibraryId, sha256: string): ByteKind {
  const row = database.prepare(USE_OF).get(libraryId, sha256, libraryId, sha256) ?? {}
  const kind = BYTE_KINDS[countOrNullOf(row, 'rank') ?? BYTE_KINDS.length] ?? 'unnamed'
  return kind === 'unnamed' && countOf(row, 'is_dropped') === 1 ? 'quarantine' : kind
}

/** What a resource makes of its blob: the index of its kind in {@link BYTE_KINDS}. */
const RANK_OF_RESOURCE = `
  CASE
    WHEN asset.state = 'live' THEN CASE WHEN resource.role = 'edit' THEN 1 ELSE 0 END
    WHEN asset.state = 'trashed' THEN 2
    WHEN EXISTS (SELECT 1 FROM leaving
      WHERE leaving.library_id = resource.library_id AND leaving.asset_id = resource.asset_id
        AND leaving.state <> 'purged') THEN 3
    ELSE 4
  END`

const USE_OF = `
  SELECT MIN(${RANK_OF_RESOURCE}) AS rank, EXISTS (
    SELECT 1 FROM dropped_file INDEXED BY dropped_file_by_sha256 WHERE library_id = ? AND sha256 = ?) AS is_dropped
  FROM resource INDEXED BY resource_by_sha256 CROSS JOIN asset USING (library_id, asset_id)
  WHERE resource.library_id = ? AND resource.sha256 = ?`

const LEAVING_SINCE = `
  SELECT * FROM leaving INDEXED BY leaving_by_time
  WHERE library_id = ? AND state = ? AND at <= ? AND seen_at <= ? ORDER BY at LIMIT ?`

const COUNT_DEPARTURES = `
  SELECT count(*) AS departures FROM departure INDEXED BY departure_by_time
  WHERE library_id = ? AND at > ? AND (is_held = 0 OR client_id = ?)`

const DEPARTURES_OF = `
  SELECT asset_id FROM departure WHERE library_id = ? AND client_id = ? AND at > ? AND is_held = 0
  ORDER BY at DESC LIMIT ?`

function leavingOf(row: Row): LeavingRow {
  return {
    assetId: textOf(row, 'asset_id') as AssetId,
    state: stateOf(textOf(row, 'state')),
    at: countOf(row, 'at'),
    seenAt: countOrNullOf(row, 'seen_at'),
  }
}

function stateOf(text: string): LeavingRow['state'] {
  return text === 'trashed' || text === 'purged' ? text : 'deleted'
}

function removalOf(row: Row): RemovalRow {
  const derivative = textOf(row, 'derivative')
  return { sha256: textOf(row, 'sha256') as Sha256, derivative: derivative === '' ? null : derivative }
}
