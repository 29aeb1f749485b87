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

/** Steps from an empty database to this release's tables, in order. A released step is never edited; a new one is added. */
export const MIGRATIONS: readonly string[] = [FIRST, DERIVATIVES, RECORDS]
