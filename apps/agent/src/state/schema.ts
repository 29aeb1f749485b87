import { SEARCH_MIGRATION } from '../search/search-schema.ts'
import { COMMAND_MIGRATION } from './command-store.ts'
import { PREVIEW_MIGRATION } from './preview-store.ts'
import { SETBACK_MIGRATION } from './setback-store.ts'

/*
 * The agent's own state, one database a device. Everything in it but the outbox and the settings can be found again from the
 * disk and the server; losing it costs a scan, never a photo.
 *
 *   base_asset, base_record, staged_…, outbox   the replica: see `Replica` in sync
 *   local_file, agreed_file, last_place  the local and the agreed tree: see `FolderTrees` in sync
 *   uploaded                             bytes that the server called durable and that no asset names yet
 *   attempt, since                       what was tried last, and since when an item has its reason [R2]
 *   missing_file                         agreed files that a second scan has confirmed missing
 *   departure, approved_departure        the deletion firewall [R17]
 *   wanted_back                          files of deleted photos that a person imports again
 *   setback                              what was done here and did not take effect: see `SetbackStore`
 *   item_grant, done_command             commands to this device: see `CommandStore`
 *   known_preview, preview_place, …      smaller versions, and originals that are wanted here: see `PreviewStore`
 *   search_…                             what the base is searched by: see `SEARCH_MIGRATION`
 *   value                                small named things: cursor, tokens, settings, conditions
 */
/*
 * Tables of long rows are not WITHOUT ROWID: SQLite keeps those within its index, several times larger and slower to change.
 */
/** Each leads the database one version on; see `openDatabase`. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE value (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE base_asset (asset_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE staged_asset (asset_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE outbox (
    n INTEGER PRIMARY KEY,
    op TEXT NOT NULL,
    args TEXT NOT NULL,
    base_seq INTEGER NOT NULL,
    queued_at INTEGER NOT NULL,
    queued_monotonic REAL NOT NULL,
    boot_id TEXT NOT NULL,
    path TEXT,
    outcome TEXT
  ) STRICT;
  CREATE TABLE local_file (
    path TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    modified_ns TEXT NOT NULL,
    changed_ns TEXT NOT NULL,
    inode TEXT NOT NULL,
    content TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE agreed_file (path TEXT PRIMARY KEY, asset_id TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE last_place (sha256 TEXT PRIMARY KEY, path TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE uploaded (sha256 TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE attempt (
    key TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    facts TEXT NOT NULL,
    count INTEGER NOT NULL,
    next_try INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE since (key TEXT PRIMARY KEY, code TEXT NOT NULL, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE missing_file (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE departure (at INTEGER NOT NULL) STRICT;
  CREATE TABLE approved_departure (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE base_asset RENAME TO base_asset_before;
  CREATE TABLE base_asset (asset_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  INSERT INTO base_asset SELECT * FROM base_asset_before;
  DROP TABLE base_asset_before;
  DROP TABLE staged_asset;
  CREATE TABLE staged_asset (asset_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE base_record (kind TEXT NOT NULL, key TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)) STRICT;
  ALTER TABLE outbox ADD COLUMN batch TEXT;
  CREATE TABLE wanted_back (sha256 TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE staged_record (kind TEXT NOT NULL, key TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)) STRICT;
  `,
  SEARCH_MIGRATION,
  SETBACK_MIGRATION,
  COMMAND_MIGRATION,
  PREVIEW_MIGRATION,
]
