import type { Database } from '@rollcall/platform-node'
import type { Asset, AssetId, LibraryId, Sha256 } from '@rollcall/protocol'
import { offeredEditsOf } from '@rollcall/sync'
import type { Row, Run } from './columns.ts'
import { assetOf, countOf, countOrNullOf, textOf } from './columns.ts'

/*
 * Edited files that were let go of and whose bytes are kept still [S58], and those that could be let go of. Both lists follow from the
 * assets and are kept in the turn that changes one.
 */

/** `dropped_file`: `at`, since when; `seen_at`: how much time the server had counted when it first saw it so. `earlier_edit`: what is offered. */
export const DROPPED_FILES = `
CREATE TABLE dropped_file (
  library_id TEXT NOT NULL,
  asset_id   TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  at         INTEGER NOT NULL,
  seen_at    INTEGER,
  PRIMARY KEY (library_id, asset_id, sha256)
) STRICT;
CREATE INDEX dropped_file_by_sha256 ON dropped_file (library_id, sha256);
CREATE INDEX dropped_file_by_time ON dropped_file (library_id, at);
CREATE INDEX dropped_file_unseen ON dropped_file (library_id) WHERE seen_at IS NULL;

CREATE TABLE earlier_edit (
  library_id TEXT NOT NULL,
  asset_id   TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  bytes      INTEGER NOT NULL,
  PRIMARY KEY (library_id, asset_id, sha256)
) STRICT;
CREATE INDEX earlier_edit_by_bytes ON earlier_edit (library_id, bytes DESC, asset_id, sha256);
INSERT INTO earlier_edit
  SELECT DISTINCT asset.library_id, asset.asset_id, json_extract(file.value, '$.sha256'), json_extract(file.value, '$.bytes')
  FROM asset, json_each(asset.body, '$.resources') AS file
  WHERE asset.state = 'live' AND json_extract(file.value, '$.role') = 'edit' AND json_extract(file.value, '$.state') = 'present'
    AND json_extract(file.value, '$.sha256') <> asset.primary_sha256
    AND json_extract(file.value, '$.sha256') IS NOT json_extract(asset.body, '$.version.sha256')
    AND COALESCE(json_extract(asset.body, '$.favourite'), 0) = 0 AND COALESCE(json_extract(asset.body, '$.hidden'), 0) = 0;
`

/** A file that was let go of at `at` (wall milliseconds) and that the server first saw so when it had counted `seenAt`; null before that. */
export interface DroppedRow {
  readonly assetId: AssetId
  readonly sha256: Sha256
  readonly at: number
  readonly seenAt: number | null
}

/** Questions to the files that were let go of and whose bytes are kept. */
export interface DroppedReader {
  /** Those that nobody has seen yet, at most `limit`. */
  readonly droppedUnseen: (limit: number) => readonly DroppedRow[]
  /** Those let go of at `at` or earlier, and seen so at `seenAt` or earlier, the oldest first, at most `limit`. */
  readonly droppedSince: (
    upTo: { readonly at: number; readonly seenAt: number },
    limit: number,
  ) => readonly DroppedRow[]
  /** Assets that have let go of this file. */
  readonly assetsThatDropped: (sha256: Sha256) => readonly Asset[]
}

/** Changes of them. */
export interface DroppedWriter {
  /** Notes that a file was seen to be let go of; letting go of it anew forgets that. */
  readonly putDroppedSeen: (file: Pick<DroppedRow, 'assetId' | 'sha256'>, seenAt: number) => void
}

/** Answers {@link DroppedReader} out of the open transaction of `database`. */
export function createDroppedReader(
  database: Pick<Database, 'prepare'>,
  libraryId: LibraryId,
): DroppedReader {
  const all = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).all(libraryId, ...parameters)
  return {
    droppedUnseen: (limit) => all(UNSEEN, limit).map(droppedOf),
    droppedSince: ({ at, seenAt }, limit) => all(SINCE, at, seenAt, limit).map(droppedOf),
    assetsThatDropped: (sha256) => all(ASSETS_THAT_DROPPED, sha256).map(assetOf),
  }
}

/** Makes a {@link DroppedWriter}. */
export function createDroppedWriter(run: Run): DroppedWriter {
  return { putDroppedSeen: ({ assetId, sha256 }, seenAt) => run(PUT_SEEN, assetId, sha256, seenAt) }
}

/** Hashes of the files that the library knows an asset to have let go of, and whose bytes are kept. */
export function droppedBefore(
  database: Pick<Database, 'prepare'>,
  libraryId: LibraryId,
  assetId: AssetId,
): readonly Sha256[] {
  return database
    .prepare('SELECT sha256 FROM dropped_file WHERE library_id = ? AND asset_id = ?')
    .all(libraryId, assetId)
    .map((row) => textOf(row, 'sha256') as Sha256)
}

/** Brings what an asset has let go of up to date. Answers the hashes whose use that changes. */
export function noteDropped(run: Run, asset: Asset, before: readonly Sha256[]): readonly Sha256[] {
  const isNone = asset.state === 'merged' || asset.purgedAt !== undefined
  const now = (isNone ? [] : (asset.droppedFiles ?? [])).filter(({ purgedAt }) => purgedAt === undefined)
  const kept = new Set(now.map(({ sha256 }) => sha256))
  const gone = before.filter((sha256) => !kept.has(sha256))
  for (const sha256 of gone) run(FORGET, asset.id, sha256)
  for (const { sha256, droppedAt } of now) run(PUT, asset.id, sha256, droppedAt)
  return [...gone, ...[...kept].filter((sha256) => !before.includes(sha256))]
}

/** Brings up to date which files an asset could let go of; `hadEdits`: it had files in the role `edit` before. */
export function noteEarlierEdits(run: Run, asset: Asset, hadEdits: boolean): void {
  if (hadEdits) run('DELETE FROM earlier_edit WHERE library_id = ? AND asset_id = ?', asset.id)
  for (const { sha256, bytes } of offeredEditsOf(asset))
    run('INSERT INTO earlier_edit VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', asset.id, sha256, bytes)
}

const UNSEEN = `
  SELECT * FROM dropped_file INDEXED BY dropped_file_unseen WHERE library_id = ? AND seen_at IS NULL LIMIT ?`

const SINCE = `
  SELECT * FROM dropped_file INDEXED BY dropped_file_by_time
  WHERE library_id = ? AND at <= ? AND seen_at <= ? ORDER BY at LIMIT ?`

const ASSETS_THAT_DROPPED = `
  SELECT asset.body FROM dropped_file INDEXED BY dropped_file_by_sha256 CROSS JOIN asset USING (library_id, asset_id)
  WHERE dropped_file.library_id = ? AND dropped_file.sha256 = ? ORDER BY asset.no`

const PUT_SEEN = `
  UPDATE dropped_file SET seen_at = ?4 WHERE library_id = ?1 AND asset_id = ?2 AND sha256 = ?3`

const FORGET = 'DELETE FROM dropped_file WHERE library_id = ? AND asset_id = ? AND sha256 = ?'

const PUT = `
  INSERT INTO dropped_file (library_id, asset_id, sha256, at) VALUES (?, ?, ?, ?)
  ON CONFLICT (library_id, asset_id, sha256) DO UPDATE SET
    seen_at = CASE WHEN at = excluded.at THEN seen_at END, at = excluded.at`

function droppedOf(row: Row): DroppedRow {
  return {
    assetId: textOf(row, 'asset_id') as AssetId,
    sha256: textOf(row, 'sha256') as Sha256,
    at: countOf(row, 'at'),
    seenAt: countOrNullOf(row, 'seen_at'),
  }
}
