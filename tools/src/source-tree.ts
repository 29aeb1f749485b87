import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A text file of the repository. */
export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly path: string
  readonly text: string
}

/** Everything the own checks look at. */
export interface SourceTree {
  /** Sorted by path. */
  readonly files: readonly SourceFile[]
  /** Every file, also those that are not text. */
  readonly paths: ReadonlySet<string>
}

const TEXT_FILE = /\.(?:ts|tsx|mjs|md|json|yml|sh)$|^\.ci\/run$/
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '.git', 'dist'])

/** Reads the repository from disk, without installed packages. Throws when a folder is unreadable. */
export function readSourceTree(root: string): SourceTree {
  const paths = listPaths(root, '')
  const files = paths
    .filter((path) => TEXT_FILE.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
  return { files, paths: new Set(paths) }
}

/** A tree out of texts, for tests: text by path. */
export function sourceTreeOf(textByPath: Readonly<Record<string, string>>): SourceTree {
  const files = Object.entries(textByPath).map(([path, text]) => ({ path, text }))
  return { files, paths: new Set(Object.keys(textByPath)) }
}

function listPaths(root: string, folder: string): readonly string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  return entries
    .filter((entry) => !SKIPPED_FOLDERS.has(entry.name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) return listPaths(root, path)
      return entry.isFile() ? [path] : []
    })
}
