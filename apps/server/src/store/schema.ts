import { DROPPED_FILES } from './dropped-files.ts'
import { PASSKEYS_MIGRATION } from './passkey-store.ts'
import { REPORTS_MIGRATION } from './report-store.ts'
import { STORAGE } from './storage-schema.ts'
import { FILE_HOLDERS, OUTCOME_ASSETS, PURGED } from './trash-schema.ts'

/*
 * The tables of a server. Portable by rule: the primary key of everything that belongs to a library begins with
 * `library_id`, and there are no sequences, triggers or clocks in here; numbers come from the library's own row [R10].
 *
 * An asset is kept whole, as the JSON in `body`, so that fields of a newer client survive an older server; what is searched
 * for stands in columns beside it. Times are milliseconds since 1970-01-01 UTC, sizes are bytes, hashes lower-case hex.
 */

const FIRST = `
CREATE TABLE library (
  library_id     TEXT PRIMARY KEY,
  name           TEXT NOT NULL,
  epoch          INTEGER NOT NULL,
  head_seq       INTEGER NOT NULL,
  min_seq        INTEGER NOT NULL,
  next_no        INTEGER NOT NULL,
  used_bytes     INTEGER NOT NULL,
  reserved_bytes INTEGER NOT NULL,
  quota_bytes    INTEGER,
  id_key         TEXT NOT NULL
) STRICT;

CREATE TABLE asset (
  library_id     TEXT NOT NULL,
  asset_id       TEXT NOT NULL,
  no             INTEGER NOT NULL,
  seq            INTEGER NOT NULL,
  state          TEXT NOT NULL,
  primary_sha256 TEXT NOT NULL,
  body           TEXT NOT NULL,
  PRIMARY KEY (library_id, asset_id)
) STRICT;
CREATE UNIQUE INDEX asset_by_seq ON asset (library_id, seq);
CREATE UNIQUE INDEX asset_by_no ON asset (library_id, no);

CREATE TABLE resource (
  library_id TEXT NOT NULL,
  asset_id   TEXT NOT NULL,
  role       TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  PRIMARY KEY (library_id, asset_id, role, sha256)
) STRICT;
CREATE INDEX resource_by_sha256 ON resource (library_id, sha256);

CREATE TABLE client (
  library_id    TEXT NOT NULL,
  client_id     TEXT NOT NULL,
  device_id     TEXT NOT NULL,
  last_mutation INTEGER NOT NULL,
  nonce         TEXT NOT NULL,
  PRIMARY KEY (library_id, client_id)
) STRICT;

CREATE TABLE outcome (
  library_id TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  n          INTEGER NOT NULL,
  body       TEXT NOT NULL,
  PRIMARY KEY (library_id, client_id, n)
) STRICT;

CREATE TABLE blob (
  library_id  TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  bytes       INTEGER NOT NULL,
  state       TEXT NOT NULL,
  verified_at INTEGER NOT NULL,
  PRIMARY KEY (library_id, sha256)
) STRICT;

CREATE TABLE upload (
  library_id   TEXT NOT NULL,
  upload_id    TEXT NOT NULL,
  sha256       TEXT NOT NULL,
  bytes        INTEGER NOT NULL,
  part_digests TEXT NOT NULL,
  expires_at   INTEGER NOT NULL,
  PRIMARY KEY (library_id, upload_id)
) STRICT;
CREATE UNIQUE INDEX upload_by_sha256 ON upload (library_id, sha256);
CREATE INDEX upload_by_expiry ON upload (library_id, expires_at);

CREATE TABLE upload_part (
  library_id TEXT NOT NULL,
  upload_id  TEXT NOT NULL,
  part       INTEGER NOT NULL,
  PRIMARY KEY (library_id, upload_id, part)
) STRICT;

CREATE TABLE account (
  account_id    TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  name_key      TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  is_owner      INTEGER NOT NULL,
  library_id    TEXT NOT NULL UNIQUE,
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE device (
  device_id    TEXT PRIMARY KEY,
  account_id   TEXT NOT NULL,
  name         TEXT NOT NULL,
  token_hash   TEXT NOT NULL UNIQUE,
  created_at   INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  revoked_at   INTEGER
) STRICT;
CREATE INDEX device_by_account ON device (account_id, created_at);

CREATE TABLE device_code (
  device_code_hash TEXT PRIMARY KEY,
  user_code        TEXT NOT NULL UNIQUE,
  device_name      TEXT NOT NULL,
  expires_at       INTEGER NOT NULL,
  account_id       TEXT
) STRICT;

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
`

/*
 * What the server reads out of files and makes of them. A blob whose `derived_version` is below the release's own is work, so is
 * one with `stream_due`; `derive_after` is when a claim of it runs out, or when it is tried again. Everything in these tables
 * can be made again from the originals.
 */
const DERIVATIVES = `
ALTER TABLE blob ADD COLUMN derived_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE blob ADD COLUMN stream_due INTEGER NOT NULL DEFAULT 0;
ALTER TABLE blob ADD COLUMN derive_attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE blob ADD COLUMN derive_after INTEGER NOT NULL DEFAULT 0;
CREATE INDEX blob_to_derive ON blob (library_id, derived_version, verified_at DESC);
CREATE INDEX blob_to_stream ON blob (library_id, verified_at DESC) WHERE stream_due = 1;

CREATE TABLE derivation (
  library_id TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  body       TEXT NOT NULL,
  PRIMARY KEY (library_id, sha256)
) STRICT;

CREATE TABLE derivative (
  library_id TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  kind       TEXT NOT NULL,
  version    INTEGER NOT NULL,
  mime       TEXT NOT NULL,
  bytes      INTEGER NOT NULL,
  width      INTEGER NOT NULL,
  height     INTEGER NOT NULL,
  digest     TEXT NOT NULL,
  file       TEXT NOT NULL,
  position   INTEGER NOT NULL,
  PRIMARY KEY (library_id, sha256, kind)
) STRICT;

CREATE TABLE pairing_key (
  library_id  TEXT NOT NULL,
  pairing_key TEXT NOT NULL,
  asset_id    TEXT NOT NULL,
  PRIMARY KEY (library_id, pairing_key, asset_id)
) STRICT;
`

/*
 * What a library holds besides assets; see `LibraryRecord` in protocol. `scope` and `place` are those of `positionOf` in sync: the list
 * that a record stands in, and where.
 */
const RECORDS = `
CREATE TABLE record (
  library_id TEXT NOT NULL,
  kind       TEXT NOT NULL,
  key        TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  scope      TEXT NOT NULL,
  place      TEXT NOT NULL,
  asset_id   TEXT,
  body       TEXT NOT NULL,
  PRIMARY KEY (library_id, kind, key)
) STRICT;
CREATE UNIQUE INDEX record_by_seq ON record (library_id, seq);
CREATE INDEX record_by_scope ON record (library_id, scope, place);
CREATE INDEX record_by_asset ON record (library_id, asset_id) WHERE asset_id IS NOT NULL;
`

/*
 * Looks of assets: a recipe, done to a file. Those of earlier looks stay until the current one is made. `render_id` is what the
 * derivatives of a look are kept and fetched by, `seq` that of the asset when it was given the look; the other columns are as those of a
 * blob. All of it can be made again from the assets. A blob with `look_due` has derivatives of a release that did not work out look hashes.
 */
const RENDITIONS = `
CREATE TABLE rendition (
  library_id      TEXT NOT NULL,
  asset_id        TEXT NOT NULL,
  render_id       TEXT NOT NULL,
  sha256          TEXT NOT NULL,
  recipe          TEXT NOT NULL,
  seq             INTEGER NOT NULL,
  derived_version INTEGER NOT NULL DEFAULT 0,
  derive_attempts INTEGER NOT NULL DEFAULT 0,
  derive_after    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (library_id, asset_id, render_id)
) STRICT;
CREATE INDEX rendition_by_id ON rendition (library_id, render_id);
CREATE INDEX rendition_by_sha256 ON rendition (library_id, sha256);
CREATE INDEX rendition_to_derive ON rendition (library_id, derived_version, seq DESC);

ALTER TABLE blob ADD COLUMN look_due INTEGER NOT NULL DEFAULT 0;
UPDATE blob SET look_due = 1 WHERE EXISTS (
  SELECT 1 FROM derivative WHERE library_id = blob.library_id AND sha256 = blob.sha256 AND kind = 'small');
CREATE INDEX blob_to_look ON blob (library_id) WHERE look_due = 1;
`

/*
 * What is on its way out of a library. `leaving`: assets in the trash (`at`: when their time is over) and assets deleted for good whose
 * bytes are kept still (`at`: since when); `seen_at` is how much time the server had counted when it first saw them so. `tally`: live
 * assets, and bytes by what they serve, as `blob.kind` has it, kept so that nothing has to be counted. `departure`: automatic deletions
 * of the last minutes [R17]. `removal`: files that the library needs no more and that may lie on the disk still.
 */
const TRASH = `
ALTER TABLE blob ADD COLUMN kind TEXT NOT NULL DEFAULT 'unnamed';

CREATE TABLE leaving (
  library_id TEXT NOT NULL,
  asset_id   TEXT NOT NULL,
  state      TEXT NOT NULL,
  at         INTEGER NOT NULL,
  seen_at    INTEGER,
  PRIMARY KEY (library_id, asset_id)
) STRICT;
CREATE INDEX leaving_by_time ON leaving (library_id, state, at);
CREATE INDEX leaving_unseen ON leaving (library_id) WHERE seen_at IS NULL;

CREATE TABLE tally (
  library_id TEXT NOT NULL,
  name       TEXT NOT NULL,
  value      INTEGER NOT NULL,
  PRIMARY KEY (library_id, name)
) STRICT;

CREATE TABLE departure (
  library_id TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  asset_id   TEXT NOT NULL,
  at         INTEGER NOT NULL,
  is_held    INTEGER NOT NULL,
  PRIMARY KEY (library_id, client_id, asset_id)
) STRICT;
CREATE INDEX departure_by_time ON departure (library_id, at);

CREATE TABLE removal (
  library_id TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  derivative TEXT NOT NULL,
  PRIMARY KEY (library_id, sha256, derivative)
) STRICT;

CREATE INDEX pairing_key_by_asset ON pairing_key (library_id, asset_id);

INSERT INTO leaving (library_id, asset_id, state, at)
  SELECT library_id, asset_id, state, COALESCE(json_extract(body, '$.purgeAt'), 0) FROM asset WHERE state = 'trashed';
UPDATE blob SET kind = COALESCE((
  SELECT CASE MIN(CASE asset.state WHEN 'live' THEN resource.role = 'edit' WHEN 'trashed' THEN 2 ELSE 3 END) WHEN 0 THEN 'originals' WHEN 1 THEN 'edits' WHEN 2 THEN 'trash' END
  FROM resource INDEXED BY resource_by_sha256 CROSS JOIN asset USING (library_id, asset_id)
  WHERE resource.library_id = blob.library_id AND resource.sha256 = blob.sha256), 'unnamed');
INSERT INTO tally SELECT library_id, kind, SUM(bytes) FROM blob WHERE state = 'durable' GROUP BY library_id, kind;
INSERT INTO tally SELECT library_id, 'live', COUNT(*) FROM asset WHERE state = 'live' GROUP BY library_id;
`

/*
 * What a new device begins with; see `apps/server/src/bootstrap`. `taken_at` is when a photo was taken by a person's word or else by its
 * file; `asset_month` counts assets by it. A segment holds the rows of its tier between two keys, as they were at `built_seq` of `epoch` or
 * later. All of this can be made again from the assets.
 */
const SEGMENTS = `
ALTER TABLE asset ADD COLUMN taken_at INTEGER NOT NULL DEFAULT 0;
UPDATE asset SET taken_at = COALESCE(json_extract(body, '$.dated.at'), json_extract(body, '$.takenAt'), 0);
CREATE INDEX asset_by_time ON asset (library_id, taken_at, no);

CREATE TABLE asset_month (
  library_id  TEXT NOT NULL,
  month       TEXT NOT NULL,
  assets      INTEGER NOT NULL,
  live        INTEGER NOT NULL,
  touched_seq INTEGER NOT NULL,
  PRIMARY KEY (library_id, month)
) STRICT;
INSERT INTO asset_month
  SELECT library_id,
    strftime('%Y-%m', (second - ((second % 1000) + 1000) % 1000) / 1000, 'unixepoch') AS month,
    COUNT(*), SUM(state = 'live'), MAX(seq)
  FROM (SELECT *, MIN(MAX(taken_at, -62167219200000), 253402300799999) AS second FROM asset)
  GROUP BY library_id, month;

CREATE TABLE segment (
  library_id TEXT NOT NULL,
  tier       TEXT NOT NULL,
  from_at    INTEGER NOT NULL,
  from_no    INTEGER NOT NULL,
  to_at      INTEGER NOT NULL,
  to_no      INTEGER NOT NULL,
  epoch      INTEGER NOT NULL,
  built_seq  INTEGER NOT NULL,
  rows       INTEGER NOT NULL,
  sha256     TEXT NOT NULL,
  bytes      INTEGER NOT NULL,
  raw_bytes  INTEGER NOT NULL,
  PRIMARY KEY (library_id, tier, from_at, from_no)
) STRICT;
CREATE INDEX segment_by_sha256 ON segment (library_id, sha256);
`

/*
 * The row of the journal that each client's last deed of a sort went to, so that the next one that belongs to it finds it; see
 * `JournalBook` in sync. The rows themselves are records.
 */
const JOURNAL = `
CREATE TABLE open_batch (
  library_id TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  sort       TEXT NOT NULL,
  key        TEXT NOT NULL,
  PRIMARY KEY (library_id, client_id, sort)
) STRICT;
`

/*
 * Leases: a device may drop its copies of these hashes, so their bytes stay until `ends_at`, in time that the server has counted; see
 * `countTime`. And the order in which originals are read back: the longest unread first.
 */
const LEASES = `
CREATE TABLE lease (
  library_id TEXT NOT NULL,
  lease_id   TEXT NOT NULL,
  device_id  TEXT NOT NULL,
  ends_at    INTEGER NOT NULL,
  hashes     INTEGER NOT NULL,
  PRIMARY KEY (library_id, lease_id)
) STRICT;
CREATE INDEX lease_by_device ON lease (library_id, device_id, ends_at);

CREATE TABLE lease_hash (
  library_id TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  lease_id   TEXT NOT NULL,
  PRIMARY KEY (library_id, sha256, lease_id)
) STRICT;
CREATE INDEX lease_hash_by_lease ON lease_hash (library_id, lease_id);

CREATE INDEX blob_by_verified ON blob (library_id, verified_at) WHERE state = 'durable';
`

/* What was lost is few, and is looked for every day: it may be back. */
const LOST = `
CREATE INDEX blob_lost ON blob (library_id, sha256) WHERE state = 'lost';
`

/* Where a device that asks to be let in is, for whoever is to approve it. */
const CODE_ADDRESS = `
ALTER TABLE device_code ADD COLUMN address TEXT;
`

/** Steps from an empty database to this release's tables, in order. A released step is never edited; a new one is added. */
export const MIGRATIONS: readonly string[] = [
  FIRST,
  DERIVATIVES,
  RECORDS,
  RENDITIONS,
  TRASH,
  SEGMENTS,
  JOURNAL,
  STORAGE,
  LEASES,
  REPORTS_MIGRATION,
  LOST,
  PASSKEYS_MIGRATION,
  PURGED,
  FILE_HOLDERS,
  CODE_ADDRESS,
  DROPPED_FILES,
  OUTCOME_ASSETS,
]
