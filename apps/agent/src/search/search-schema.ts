import { SEARCH_TABLES } from '@rollcall/platform-node'

/**
 * The search index of a device, beside its base. Triggers note what changes in the base, in the transaction that changes it, so the
 * index can be brought up to date later and never misses anything, whoever writes the base.
 *
 *   search_due     rows of the base that the index does not know yet, or knows as they were
 *   search_entry   the albums that an asset is in
 *   search_part    what an asset became a part of: it is found by the albums that its parts are in
 *   search_album   what albums are called, and where they lie
 *   search_added   which device added the assets with these numbers
 */
export const SEARCH_MIGRATION = `
  ${SEARCH_TABLES}
  CREATE TABLE search_due (kind TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;
  CREATE TABLE search_entry (
    asset_id TEXT NOT NULL,
    album_id TEXT NOT NULL,
    PRIMARY KEY (asset_id, album_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE search_part (part_id TEXT PRIMARY KEY, whole_id TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX search_part_by_whole ON search_part (whole_id);
  CREATE TABLE search_album (
    album_id TEXT PRIMARY KEY,
    parent_id TEXT,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    state TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE search_added (first_no INTEGER PRIMARY KEY, last_no INTEGER NOT NULL, device TEXT NOT NULL) STRICT;
  ${dueTriggers('asset', 'base_asset', (row) => `VALUES ('asset', ${row}.asset_id)`)}
  ${dueTriggers(
    'record',
    'base_record',
    (row) => `SELECT ${row}.kind, ${row}.key WHERE ${row}.kind IN ('album', 'entry', 'batch')`,
  )}
  INSERT INTO search_due SELECT 'asset', asset_id FROM base_asset;
  INSERT INTO search_due SELECT kind, key FROM base_record WHERE kind IN ('album', 'entry', 'batch');
`

function dueTriggers(name: string, table: string, due: (row: 'NEW' | 'OLD') => string): string {
  const trigger = (event: string, row: 'NEW' | 'OLD') =>
    `CREATE TRIGGER search_due_${name}_${event} AFTER ${event} ON ${table}
     BEGIN INSERT OR IGNORE INTO search_due (kind, key) ${due(row)}; END;`
  return [trigger('INSERT', 'NEW'), trigger('UPDATE', 'NEW'), trigger('DELETE', 'OLD')].join('\n  ')
}
