/**
 * What a library may, and how it grew. `storage_choice`: the plan that it has (null: a quota of its own), and the one that was asked for.
 * `usage_sample`: the bytes that were used, once a day by UTC. `asset.space`: what a live asset may be offered as when room is short, see
 * `spaceKindOf` in sync, kept with the row so that nothing has to be looked through; `space_bytes`: its files, each once.
 */
export const STORAGE = `
CREATE TABLE storage_choice (
  library_id  TEXT PRIMARY KEY,
  plan_id     TEXT,
  asked_plan  TEXT,
  asked_at    INTEGER NOT NULL,
  asked_state TEXT NOT NULL,
  asked_words TEXT NOT NULL
) STRICT;

CREATE TABLE usage_sample (
  library_id TEXT NOT NULL,
  day        INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  used_bytes INTEGER NOT NULL,
  PRIMARY KEY (library_id, day)
) STRICT;

ALTER TABLE asset ADD COLUMN space TEXT;
ALTER TABLE asset ADD COLUMN space_bytes INTEGER NOT NULL DEFAULT 0;
UPDATE asset SET space_bytes = (SELECT COALESCE(SUM(bytes), 0) FROM (
    SELECT DISTINCT json_extract(value, '$.sha256'), json_extract(value, '$.bytes') AS bytes
    FROM json_each(asset.body, '$.resources')))
  WHERE state = 'live' AND COALESCE(json_extract(body, '$.favourite'), 0) = 0 AND COALESCE(json_extract(body, '$.hidden'), 0) = 0
    AND (json_extract(body, '$.kind') = 'video'
      OR EXISTS (SELECT 1 FROM json_each(asset.body, '$.media.subtypes') WHERE value = 'screenshot'));
UPDATE asset SET space = CASE
    WHEN json_extract(body, '$.kind') = 'video' AND space_bytes >= 100000000 THEN 'large_videos'
    WHEN EXISTS (SELECT 1 FROM json_each(asset.body, '$.media.subtypes') WHERE value = 'screenshot') THEN 'screenshots' END
  WHERE space_bytes > 0;
CREATE INDEX asset_by_space ON asset (library_id, space, space_bytes DESC, no) WHERE space IS NOT NULL;
`
