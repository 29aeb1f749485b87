import { rmdirSync } from 'node:fs'

/** Removes folders that were emptied by the removal of these paths below `root`, innermost first. What is not empty stays. */
export function removeEmptied(root: string, paths: readonly string[]): void {
  const folders = new Set<string>()
  for (const path of paths) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
      folders.add(path.slice(0, at))
  }
  for (const folder of [...folders].toSorted((one, other) => other.length - one.length)) {
    try {
      rmdirSync(`${root}/${folder}`)
    } catch (error) {
      if (!isLeftFolder(error)) throw error
    }
  }
}

/** Something lies in it, it is gone already, or it is not ours to remove. */
function isLeftFolder(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return ['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EPERM', 'EACCES', 'ENOTDIR', 'EBUSY'].includes(code)
}
