import type { Database } from '@rollcall/platform-node'
import type { AssetId, LibraryId, SpaceOffer } from '@rollcall/protocol'
import type { Row } from './columns.ts'
import { assetOf, countOf, textOf, textOrNullOf } from './columns.ts'
import type { StorageChoice, StorageReader } from './storage-store.ts'

/** Answers what one library stores and may, out of the open transaction of `database`. See `createLibraryReader`. */
export function createStorageReader(
  database: Pick<Database, 'prepare'>,
  libraryId: LibraryId,
): StorageReader {
  const all = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).all(libraryId, ...parameters)
  const count = (column: string, sql: string, ...parameters: readonly (string | number)[]) =>
    countOf(database.prepare(sql).get(libraryId, ...parameters) ?? {}, column)

  const gainOf = (assetIds: readonly AssetId[]) =>
    assetIds.length === 0 ? 0 : count('bytes', GAIN, JSON.stringify(assetIds))

  return {
    storageChoice: () => choiceOf(all('SELECT * FROM storage_choice WHERE library_id = ?')[0]),
    usageSamples: (limit) =>
      all(SAMPLES, limit).map((row) => ({ at: countOf(row, 'at'), usedBytes: countOf(row, 'used_bytes') })),
    trashOffer: (limit) => {
      const bytes = count('bytes', TRASH_BYTES)
      const assetIds = all(LARGEST_TRASHED, limit).map(assetIdOf)
      return { kind: 'trash', items: count('items', COUNT_TRASHED), bytes, laterBytes: bytes, assetIds }
    },
    spaceOffer: (kind, limit): SpaceOffer => {
      const assetIds = all(OF_KIND, kind, limit).map(assetIdOf)
      const bytes = gainOf(assetIds)
      return { kind, items: assetIds.length, bytes, laterBytes: bytes, assetIds }
    },
    earlierEditsOffer: (limit) => {
      const chosen = all(EARLIER_EDITS, limit).map(assetIdOf)
      const bytes = chosen.length === 0 ? 0 : count('bytes', EARLIER_EDITS_GAIN, limit)
      const assetIds = [...new Set(chosen)]
      return { kind: 'old_versions', items: chosen.length, bytes, laterBytes: bytes, assetIds }
    },
    assetsSharingFiles: (assetIds) =>
      all(SHARING_FILES, JSON.stringify(assetIds)).map((row) => countOf(row, 'no')),
    assetsWithNos: (nos) => all(WITH_NOS, JSON.stringify(nos)).map(assetOf),
    duplicatesOffer: ({ seq, others, keepers }) => {
      if (count('assets', COUNT_LEFT_SINCE, JSON.stringify([...others, ...keepers]), seq) > 0) return null
      const bytes = gainOf(others)
      if (bytes === 0) return null
      return { kind: 'duplicates', items: others.length, bytes, laterBytes: bytes, assetIds: [...others] }
    },
  }
}

const SAMPLES = 'SELECT at, used_bytes FROM usage_sample WHERE library_id = ? ORDER BY day DESC LIMIT ?'

const TRASH_BYTES = `
  SELECT COALESCE(MAX(value), 0) AS bytes FROM tally WHERE library_id = ? AND name = 'trash'`

const COUNT_TRASHED = `
  SELECT count(*) AS items FROM leaving INDEXED BY leaving_by_time WHERE library_id = ? AND state = 'trashed'`

// Ordered by size, which no index has, so only among the oldest.
const LARGEST_TRASHED = `
  SELECT asset_id, (
    SELECT SUM(bytes) FROM resource JOIN blob USING (library_id, sha256)
    WHERE resource.library_id = oldest.library_id AND resource.asset_id = oldest.asset_id) AS bytes
  FROM (
    SELECT library_id, asset_id FROM leaving INDEXED BY leaving_by_time
    WHERE library_id = ? AND state = 'trashed' ORDER BY at LIMIT 1000) AS oldest
  ORDER BY bytes DESC, asset_id LIMIT ?`

const OF_KIND = `
  SELECT asset_id FROM asset INDEXED BY asset_by_space
  WHERE library_id = ? AND space = ? ORDER BY space_bytes DESC, no LIMIT ?`

// Files of the chosen that no other live asset needs. Bytes that are lost are charged to nobody. Most files are named once, and need no
// second look: to put all of them into order and look up who else has them takes twice the time.
const GAIN = `
  WITH own AS MATERIALIZED (
    SELECT resource.sha256, blob.bytes, EXISTS (
      SELECT 1 FROM resource AS other INDEXED BY resource_by_sha256
      WHERE other.library_id = ?1 AND other.sha256 = resource.sha256 AND other.rowid <> resource.rowid) AS is_shared
    FROM json_each(?2) AS chosen
      CROSS JOIN resource ON resource.library_id = ?1 AND resource.asset_id = chosen.value
      CROSS JOIN blob ON blob.library_id = ?1 AND blob.sha256 = resource.sha256
    WHERE blob.state = 'durable'),
  chosen AS MATERIALIZED (SELECT value AS asset_id FROM json_each(?2)),
  file AS MATERIALIZED (SELECT DISTINCT sha256, bytes FROM own WHERE is_shared)
  SELECT COALESCE((SELECT SUM(bytes) FROM own WHERE NOT is_shared), 0) + COALESCE((
    SELECT SUM(bytes) FROM file WHERE NOT EXISTS (
      SELECT 1 FROM resource INDEXED BY resource_by_sha256 CROSS JOIN asset USING (library_id, asset_id)
      WHERE resource.library_id = ?1 AND resource.sha256 = file.sha256 AND asset.state = 'live'
        AND resource.asset_id NOT IN (SELECT asset_id FROM chosen))), 0) AS bytes`

const EARLIER_EDITS = `
  SELECT asset_id, sha256 FROM earlier_edit INDEXED BY earlier_edit_by_bytes
  WHERE library_id = ?1 ORDER BY bytes DESC, asset_id, sha256 LIMIT ?2`

// As above, where not whole photos go, but single files of them.
const EARLIER_EDITS_GAIN = `
  WITH chosen AS MATERIALIZED (${EARLIER_EDITS}),
  file AS MATERIALIZED (SELECT DISTINCT sha256 FROM chosen)
  SELECT COALESCE(SUM(blob.bytes), 0) AS bytes
  FROM file CROSS JOIN blob ON blob.library_id = ?1 AND blob.sha256 = file.sha256
  WHERE blob.state = 'durable' AND NOT EXISTS (
    SELECT 1 FROM resource INDEXED BY resource_by_sha256 CROSS JOIN asset USING (library_id, asset_id)
    WHERE resource.library_id = ?1 AND resource.sha256 = file.sha256 AND asset.state = 'live'
      AND (resource.asset_id, resource.sha256) NOT IN (SELECT asset_id, sha256 FROM chosen))`

const SHARING_FILES = `
  WITH shared AS MATERIALIZED (
    SELECT DISTINCT own.sha256 FROM json_each(?2) AS given
      CROSS JOIN resource AS own ON own.library_id = ?1 AND own.asset_id = given.value
    WHERE EXISTS (
      SELECT 1 FROM resource AS other INDEXED BY resource_by_sha256
      WHERE other.library_id = ?1 AND other.sha256 = own.sha256 AND other.asset_id <> own.asset_id))
  SELECT DISTINCT asset.no
  FROM shared CROSS JOIN resource INDEXED BY resource_by_sha256
      ON resource.library_id = ?1 AND resource.sha256 = shared.sha256
    CROSS JOIN asset ON asset.library_id = ?1 AND asset.asset_id = resource.asset_id`

const WITH_NOS = `
  SELECT asset.body FROM json_each(?2) AS given
    CROSS JOIN asset INDEXED BY asset_by_no ON asset.library_id = ?1 AND asset.no = given.value
  ORDER BY asset.no`

const COUNT_LEFT_SINCE = `
  SELECT count(*) AS assets FROM json_each(?2) AS given
    CROSS JOIN asset ON asset.library_id = ?1 AND asset.asset_id = given.value
  WHERE asset.seq > ?3 AND (asset.state <> 'live' OR COALESCE(json_extract(asset.body, '$.hidden'), 0) <> 0)`

function assetIdOf(row: Row): AssetId {
  return textOf(row, 'asset_id') as AssetId
}

function choiceOf(row: Row | undefined): StorageChoice {
  if (row === undefined) return { planId: null, request: null }
  const plan = textOrNullOf(row, 'asked_plan')
  const state = textOf(row, 'asked_state')
  return {
    planId: textOrNullOf(row, 'plan_id'),
    request:
      plan === null
        ? null
        : {
            plan,
            askedAt: countOf(row, 'asked_at'),
            state: state === 'granted' || state === 'declined' ? state : 'waiting',
            words: textOf(row, 'asked_words'),
          },
  }
}
