import { readFile } from 'node:fs/promises'

/** One row of a manifest: each cell by the name of its column, empty where the manifest does not tell. */
export type ManifestRow = ReadonlyMap<string, string>

/** Columns without which there is nothing to compare. */
const NEEDED = ['path', 'mime']

/**
 * Reads a manifest: lines of cells between tabs, the first line the names of the columns. Rejects when the file
 * cannot be read or has no column `path` or `mime`.
 */
export async function readManifest(path: string): Promise<readonly ManifestRow[]> {
  const [header = '', ...lines] = (await readFile(path, 'utf8'))
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
  const names = header.split('\t')
  const missing = NEEDED.filter((name) => !names.includes(name))
  if (missing.length > 0) throw new Error(`Cannot read manifest ${path}: no column ${missing.join(', ')}`)
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split('\t')
      return new Map(names.map((name, index) => [name, cells[index] ?? '']))
    })
}
