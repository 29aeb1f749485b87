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

/**
 * Outcomes know whom they tell of, so that the values in them can be forgotten with the photo. Of those that are there already nobody knows
 * it, so their values go at once: what they are kept for is a retry that is on its way just now, which is told the rest. What was purged
 * until now is gone through once more.
 */
export const OUTCOME_ASSETS = `
ALTER TABLE outcome ADD COLUMN asset_id TEXT;
UPDATE outcome SET body = json_remove(body, '$.facts.kept', '$.facts.lost', '$.facts.overrode', '$.facts.element')
  WHERE json_extract(body, '$.facts') IS NOT NULL;
CREATE INDEX outcome_by_asset ON outcome (library_id, asset_id) WHERE asset_id IS NOT NULL;
INSERT OR IGNORE INTO leaving (library_id, asset_id, state, at, seen_at)
  SELECT library_id, asset_id, 'purged', json_extract(body, '$.purgedAt'), 0 FROM asset
  WHERE state = 'deleted' AND json_extract(body, '$.purgedAt') IS NOT NULL;
`
