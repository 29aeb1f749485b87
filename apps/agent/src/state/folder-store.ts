import type { Database } from '@rollcall/platform-node'
import type { Sha256 } from '@rollcall/protocol'
import type { AgreedFile, DiskStat, FolderPath, LocalContent, LocalFile } from '@rollcall/sync'
import { pathKey } from '@rollcall/sync'
import type { CommandStore } from './command-store.ts'
import { createCommandStore } from './command-store.ts'
import type { LedgerStore } from './ledger-store.ts'
import { createLedgerStore } from './ledger-store.ts'
import type { PreviewStore } from './preview-store.ts'
import { createPreviewShelf } from './preview-store.ts'

/** A file as the scanner last saw it. Equal stats mean that its content need not be looked at again. */
export interface ScannedFile {
  readonly path: FolderPath
  readonly stat: Pick<DiskStat, 'bytes' | 'modifiedNs' | 'changedNs' | 'inode'>
  readonly content: LocalContent
}

/** The local and the agreed tree of a folder device, and the ledger of what was tried. */
export interface FolderStore extends LedgerStore, CommandStore, PreviewStore {
  readonly scanned: (path: FolderPath) => ScannedFile | null
  /** Files in the same folder whose names begin alike up to the first dot, such as a photo and its sidecars; not itself. */
  readonly beside: (path: FolderPath) => readonly ScannedFile[]
  /** Paths at or below a folder; of all files for the empty path. */
  readonly pathsBelow: (folder: FolderPath) => readonly FolderPath[]
  readonly putScan: (found: readonly ScannedFile[], gone: readonly FolderPath[]) => void
  readonly local: () => readonly LocalFile[]
  /** Whether some local file's path counts as the same; see `pathKey`. */
  readonly isTaken: (key: string) => boolean
  readonly agreed: () => readonly AgreedFile[]
  readonly agreedAt: (path: FolderPath) => AgreedFile | null
  readonly agree: (file: AgreedFile) => void
  readonly forget: (path: FolderPath) => void
  readonly lastPlaceOf: (sha256: Sha256) => FolderPath | null
  /** Reads the trees again, after a transaction that failed. */
  readonly reload: () => void
}

/**
 * Opens the folder's part of a device's database. The local and the agreed tree are held in memory by this process; only
 * the process that syncs writes them. Every method that writes joins the caller's transaction.
 */
export function createFolderStore(database: Database): FolderStore {
  let { local, agreed, keyCounts, pathsByStem } = loadTrees(database)
  const { putPlace, reloadPreviews, ...previews } = createPreviewShelf(database)

  function dropLocal(path: FolderPath): void {
    if (local.delete(path)) {
      countKey(keyCounts, path, -1)
      pathsByStem.get(stemKey(path))?.delete(path)
    }
    database.prepare('DELETE FROM local_file WHERE path = ?').run(path)
  }

  function putLocal(file: ScannedFile): void {
    if (!local.has(file.path)) {
      countKey(keyCounts, file.path, 1)
      addStem(pathsByStem, file.path)
    }
    local.set(file.path, file)
    insertLocal(database, file)
  }

  function agree(file: AgreedFile, lastPlace: FolderPath): void {
    agreed.set(file.path, file)
    insertAgreed(database, file, lastPlace)
    previews.putBare(file.sha256, false)
  }

  return {
    ...createLedgerStore(database),
    ...createCommandStore(database),
    ...previews,
    scanned: (path) => local.get(path) ?? null,
    beside: (path) =>
      [...(pathsByStem.get(stemKey(path)) ?? [])].flatMap((other) =>
        other === path ? [] : (local.get(other) ?? []),
      ),
    pathsBelow: (folder) =>
      folder === ''
        ? [...local.keys()]
        : [...local.keys()].filter((path) => path === folder || path.startsWith(`${folder}/`)),
    putScan: (found, gone) => {
      for (const path of gone) dropLocal(path)
      for (const file of found) putLocal(file)
    },
    local: () => [...local.values()].map(toLocalFile),
    isTaken: (key) => keyCounts.has(key),
    agreed: () => [...agreed.values()],
    agreedAt: (path) => agreed.get(path) ?? null,
    agree: (file) => {
      agree(file, file.path)
      putPlace(file.path, null)
    },
    agreePreview: (file, preview, originalPath) => {
      agree(file, originalPath)
      putPlace(file.path, preview)
    },
    forget: (path) => {
      agreed.delete(path)
      putPlace(path, null)
      database.prepare('DELETE FROM agreed_file WHERE path = ?').run(path)
    },
    lastPlaceOf: (sha256) => findLastPlace(database, sha256),
    reload: () => {
      reloadPreviews()
      ;({ local, agreed, keyCounts, pathsByStem } = loadTrees(database))
    },
  }
}

function insertLocal(database: Database, { path, stat, content }: ScannedFile): void {
  database
    .prepare('INSERT OR REPLACE INTO local_file VALUES (?, ?, ?, ?, ?, ?)')
    .run(path, stat.bytes, stat.modifiedNs, stat.changedNs, stat.inode, JSON.stringify(content))
}

function findLastPlace(database: Database, sha256: Sha256): FolderPath | null {
  const row = database.prepare('SELECT path FROM last_place WHERE sha256 = ?').get(sha256)
  return row === undefined ? null : String(row['path'])
}

function insertAgreed(
  database: Database,
  { path, assetId, sha256 }: AgreedFile,
  lastPlace: FolderPath,
): void {
  database.prepare('INSERT OR REPLACE INTO agreed_file VALUES (?, ?, ?)').run(path, assetId, sha256)
  database.prepare('INSERT OR REPLACE INTO last_place VALUES (?, ?)').run(sha256, lastPlace)
}

interface Trees {
  readonly local: Map<FolderPath, ScannedFile>
  readonly agreed: Map<FolderPath, AgreedFile>
  /** How many local files have each {@link pathKey}. */
  readonly keyCounts: Map<string, number>
  /** Local files by {@link stemKey}. */
  readonly pathsByStem: Map<string, Set<FolderPath>>
}

function loadTrees(database: Database): Trees {
  const local = loadLocal(database)
  const keyCounts = new Map<string, number>()
  const pathsByStem = new Map<string, Set<FolderPath>>()
  for (const path of local.keys()) {
    countKey(keyCounts, path, 1)
    addStem(pathsByStem, path)
  }
  return { local, agreed: loadAgreed(database), keyCounts, pathsByStem }
}

function addStem(pathsByStem: Map<string, Set<FolderPath>>, path: FolderPath): void {
  const key = stemKey(path)
  const paths = pathsByStem.get(key)
  if (paths === undefined) pathsByStem.set(key, new Set([path]))
  else paths.add(path)
}

/** The folder and the beginning of the name; Apple's `IMG_E1234` and `IMG_O1234` begin as `IMG_1234`, of which they are forms. */
function stemKey(path: FolderPath): string {
  const nameAt = path.lastIndexOf('/') + 1
  const [stem = ''] = path.slice(nameAt).split('.', 1)
  return path.slice(0, nameAt) + stem.toLowerCase().replace(/^(img_)[eo](?=\d)/, '$1')
}

/** Milliseconds of a time in decimal nanoseconds. */
export function nanosecondsToMs(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1_000_000n)
}

function loadLocal(database: Database): Map<FolderPath, ScannedFile> {
  const files = new Map<FolderPath, ScannedFile>()
  for (const row of database.prepare('SELECT * FROM local_file').iterate()) {
    const path = String(row['path'])
    const stat = {
      bytes: Number(row['bytes']),
      modifiedNs: String(row['modified_ns']),
      changedNs: String(row['changed_ns']),
      inode: String(row['inode']),
    }
    files.set(path, { path, stat, content: JSON.parse(String(row['content'])) })
  }
  return files
}

function loadAgreed(database: Database): Map<FolderPath, AgreedFile> {
  const rows = database.prepare('SELECT * FROM agreed_file').all()
  return new Map(
    rows.map((row) => {
      const file = {
        path: String(row['path']),
        assetId: row['asset_id'],
        sha256: row['sha256'],
      } as AgreedFile
      return [file.path, file]
    }),
  )
}

function toLocalFile({ path, stat, content }: ScannedFile): LocalFile {
  return { path, bytes: stat.bytes, modifiedAt: nanosecondsToMs(stat.modifiedNs), content }
}

function countKey(counts: Map<string, number>, path: FolderPath, by: number): void {
  const key = pathKey(path)
  const count = (counts.get(key) ?? 0) + by
  if (count === 0) counts.delete(key)
  else counts.set(key, count)
}
