import type { Asset, Resource } from '@rollcall/protocol'
import { joinName, nameKey, splitName, toPortableName } from '../file-name.ts'
import type { FolderPath } from './trees.ts'

/** Tries before a name counts as impossible to place. */
const SUFFIXES_MAX = 10_000

/**
 * Where a downloaded file belongs: `Photos/2026/2026-11/IMG_0001.HEIC`, by the month it was taken in, UTC. An edited file says so in its
 * name, which is the original's otherwise.
 */
export function placeOf(
  asset: Pick<Asset, 'takenAt'>,
  { name, role }: Pick<Resource, 'name' | 'role'>,
): FolderPath {
  const [year, month] = new Date(asset.takenAt)
    .toISOString()
    .replace(/-\d\dT.*$/, '')
    .split(/-(?=\d\d$)/)
  const { stem, extension } = splitName(name)
  const told = role === 'edit' ? joinName(stem, ` (edited)${extension}`) : name
  return `Photos/${year}/${year}-${month}/${toPortableName(told)}`
}

/**
 * The first free form of a path: itself, or with ` (1)`, ` (2)`, … before the extension. Two paths that a file system folding
 * case or Unicode would confuse count as one; `isTaken` gets the {@link pathKey}.
 */
export function freePlace(wanted: FolderPath, isTaken: (key: string) => boolean): FolderPath {
  if (!isTaken(pathKey(wanted))) return wanted
  const nameAt = wanted.lastIndexOf('/') + 1
  const { stem, extension } = splitName(wanted.slice(nameAt))
  for (let suffix = 1; suffix < SUFFIXES_MAX; suffix++) {
    const place = wanted.slice(0, nameAt) + joinName(stem, ` (${suffix})${extension}`)
    if (!isTaken(pathKey(place))) return place
  }
  throw new Error(`Cannot place file: ${SUFFIXES_MAX} files have its name`)
}

/** Under which two paths count as the same; see `nameKey`. */
export function pathKey(path: FolderPath): string {
  return nameKey(path)
}
