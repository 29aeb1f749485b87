/* Stays whole: a statement or two for each method of one small store. */
import type { Database } from '@rollcall/platform-node'
import type { Sha256 } from '@rollcall/protocol'
import type { AgreedFile, FolderPath, KnownPreview } from '@rollcall/sync'

/**
 * What an optimised device remembers of the originals that it does not hold, and of those that it should. Dropping `known_preview` would let
 * a smaller version whose mark is gone pass for an original [R9], so rows of it are never removed.
 */
export const PREVIEW_MIGRATION = `
  CREATE TABLE known_preview (sha256 TEXT PRIMARY KEY, original_sha256 TEXT NOT NULL, bytes INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE preview_place (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE bare_original (sha256 TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE wanted_original (sha256 TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE pinned_original (sha256 TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE used_original (sha256 TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`

/** Smaller versions in this folder, and which originals people want here. Every method that writes joins the caller's transaction. */
export interface PreviewStore {
  /** See `FolderTrees.previews`. */
  readonly previews: () => ReadonlyMap<Sha256, KnownPreview>
  /** Its smaller versions, of those. */
  readonly previewsOf: (original: Sha256) => readonly Sha256[]
  /** Call it before the file gets its name. */
  readonly putPreview: (sha256: Sha256, preview: KnownPreview) => void
  /** See `FolderTrees.previewPlaces`. */
  readonly previewPlaces: () => ReadonlyMap<FolderPath, Sha256>
  /** A smaller version lies here for its original, which returns to `originalPath`. */
  readonly agreePreview: (file: AgreedFile, preview: Sha256, originalPath: FolderPath) => void
  /** See `FolderTrees.bare`. */
  readonly bare: () => ReadonlySet<Sha256>
  readonly putBare: (sha256: Sha256, isBare: boolean) => void
  /** Originals that somebody asked for, and when, wall milliseconds. */
  readonly wanted: () => ReadonlyMap<Sha256, number>
  readonly putWanted: (sha256: Sha256, at: number | null) => void
  /** Originals that somebody wants to stay. */
  readonly pinned: () => ReadonlySet<Sha256>
  readonly putPinned: (sha256: Sha256, isPinned: boolean) => void
  /** When an original was last asked for, wall milliseconds. */
  readonly usedAt: () => ReadonlyMap<Sha256, number>
}

/** What the store keeps in memory, and how the folder's store keeps it in step. */
export interface PreviewShelf extends Omit<PreviewStore, 'agreePreview'> {
  readonly putPlace: (path: FolderPath, preview: Sha256 | null) => void
  readonly reloadPreviews: () => void
}

/** Opens the shelf in a device's database. What only the syncing process writes is held in memory; what people ask for is not. */
export function createPreviewShelf(database: Database): PreviewShelf {
  let { previews, byOriginal, places, bare } = load(database)
  const put = (sql: string, ...values: (string | number)[]) => void database.prepare(sql).run(...values)
  const times = (table: 'wanted_original' | 'used_original') =>
    new Map(
      database
        .prepare(`SELECT sha256, at FROM ${table}`)
        .all()
        .map((row) => [String(row['sha256']) as Sha256, Number(row['at'])]),
    )
  return {
    previews: () => previews,
    previewsOf: (original) => byOriginal.get(original) ?? [],
    putPreview: (sha256, preview) => {
      const { originalSha256, bytes } = preview
      if (!previews.has(sha256))
        byOriginal.set(originalSha256, [...(byOriginal.get(originalSha256) ?? []), sha256])
      previews.set(sha256, preview)
      put('INSERT OR REPLACE INTO known_preview VALUES (?, ?, ?)', sha256, originalSha256, bytes)
    },
    previewPlaces: () => places,
    putPlace: (path, preview) => {
      if (preview === null) {
        if (places.delete(path)) put('DELETE FROM preview_place WHERE path = ?', path)
        return
      }
      places.set(path, preview)
      put('INSERT OR REPLACE INTO preview_place VALUES (?, ?)', path, preview)
    },
    bare: () => bare,
    putBare: (sha256, isBare) => {
      if (isBare) bare.add(sha256)
      else if (!bare.delete(sha256)) return
      if (isBare) put('INSERT OR IGNORE INTO bare_original VALUES (?)', sha256)
      else put('DELETE FROM bare_original WHERE sha256 = ?', sha256)
    },
    wanted: () => times('wanted_original'),
    putWanted: (sha256, at) => {
      if (at === null) {
        put('DELETE FROM wanted_original WHERE sha256 = ?', sha256)
        return
      }
      put('INSERT OR REPLACE INTO wanted_original VALUES (?, ?)', sha256, at)
      put('INSERT OR REPLACE INTO used_original VALUES (?, ?)', sha256, at)
    },
    pinned: () => hashes(database, 'pinned_original'),
    putPinned: (sha256, isPinned) => {
      if (isPinned) put('INSERT OR IGNORE INTO pinned_original VALUES (?)', sha256)
      else put('DELETE FROM pinned_original WHERE sha256 = ?', sha256)
    },
    usedAt: () => times('used_original'),
    reloadPreviews: () => {
      ;({ previews, byOriginal, places, bare } = load(database))
    },
  }
}

function load(database: Database) {
  const previews = new Map<Sha256, KnownPreview>()
  for (const row of database.prepare('SELECT * FROM known_preview').iterate()) {
    const originalSha256 = String(row['original_sha256']) as Sha256
    previews.set(String(row['sha256']) as Sha256, { originalSha256, bytes: Number(row['bytes']) })
  }
  const places = new Map<FolderPath, Sha256>()
  for (const row of database.prepare('SELECT * FROM preview_place').iterate()) {
    places.set(String(row['path']), String(row['sha256']) as Sha256)
  }
  const byOriginal = new Map<Sha256, readonly Sha256[]>()
  for (const [sha256, { originalSha256 }] of previews) {
    byOriginal.set(originalSha256, [...(byOriginal.get(originalSha256) ?? []), sha256])
  }
  return { previews, byOriginal, places, bare: hashes(database, 'bare_original') }
}

function hashes(database: Database, table: 'bare_original' | 'pinned_original'): Set<Sha256> {
  const rows = database.prepare(`SELECT sha256 FROM ${table}`).all()
  return new Set(rows.map((row) => String(row['sha256']) as Sha256))
}
