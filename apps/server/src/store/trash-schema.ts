/** Photos that were purged before words about them left the journal: it is gone through for them once. */
export const PURGED = `
INSERT INTO leaving (library_id, asset_id, state, at, seen_at)
  SELECT library_id, asset_id, 'purged', json_extract(body, '$.purgedAt'), 0 FROM asset
  WHERE state = 'deleted' AND json_extract(body, '$.purgedAt') IS NOT NULL;
`

/** Which assets name a file is answered by the index alone: what would free space asks it of thousands. */
export const FILE_HOLDERS = `
DROP INDEX resource_by_sha256;
CREATE INDEX resource_by_sha256 ON resource (library_id, sha256, asset_id);
`
