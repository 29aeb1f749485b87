/**
 * The tables of a search index, for the migrations of a database that has one library.
 *
 *   search_row         an asset that can be found; its `place` is its place in time, by which everything is ordered
 *   search_text        its words and marks, under the same number below zero: SQLite's FTS5 without the texts themselves
 *   search_word        every word that an asset was ever found by
 *   search_name        a town, region or country that assets are marked with
 *   search_name_text   what it is called, under the same number
 *   search_spot        the marks of what is where photos were taken
 */
export const SEARCH_TABLES = `
  CREATE TABLE search_row (
    place INTEGER PRIMARY KEY,
    asset_id TEXT NOT NULL UNIQUE,
    no INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX search_row_no ON search_row (no);
  CREATE VIRTUAL TABLE search_text USING fts5(
    text, keyword, file, camera, device, marks,
    content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_:.-'"
  );
  CREATE TABLE search_word (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE search_name (number INTEGER PRIMARY KEY, mark TEXT NOT NULL UNIQUE, name TEXT NOT NULL) STRICT;
  CREATE VIRTUAL TABLE search_name_text USING fts5(
    words, content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_:.-'"
  );
  CREATE TABLE search_spot (spot INTEGER PRIMARY KEY, marks TEXT NOT NULL) STRICT;
`
