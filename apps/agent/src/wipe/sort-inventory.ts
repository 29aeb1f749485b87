import type { Sha256 } from '@rollcall/protocol'
import type { FolderPath, RollEntry } from '@rollcall/sync'
import type { Inventory, SetAside } from './take-inventory.ts'

/** An original that lies in the folder. */
export interface OriginalHere {
  readonly path: FolderPath
  readonly sha256: Sha256
  readonly bytes: number
}

/** A smaller version that lies in the folder. `sha256` is its own. */
export interface PreviewHere extends OriginalHere {
  readonly originalSha256: Sha256
  /** This device wrote these very bytes. Others only carry the mark: they may have been made elsewhere, or edited since. */
  readonly isOurs: boolean
}

/** A file that is no original of this library: a rule leaves it alone, or it is no photo. */
export interface IgnoredFile {
  readonly path: FolderPath
  readonly bytes: number
  readonly because: string
}

/** A file that nobody could read to its end. */
export interface UnreadFile {
  readonly path: FolderPath
  readonly bytes: number
  readonly code: 'changing' | 'unreadable'
}

/** An inventory, told apart by what wiping the device means for each file. */
export interface SortedInventory {
  readonly originals: readonly OriginalHere[]
  readonly previews: readonly PreviewHere[]
  readonly ignored: readonly IgnoredFile[]
  readonly unread: readonly UnreadFile[]
  readonly setAside: readonly SetAside[]
  /** Originals that this device gave up for a smaller version, or for nothing: only the server has them. */
  readonly givenUp: readonly OriginalHere[]
}

/** Reasons that a rule of the owner's gives: such files are nobody's duty, and are named [R6]. */
const RULES: ReadonlySet<string> = new Set(['source_excluded', 'older_than_start_date'])

/** Why a file is ignored that looks like an original and that a setting of the owner leaves out: no server has it because of this device. */
export const LEFT_OUT = 'a rule of yours'

/** What the device knows of its folder: the roll, and the hashes that the scan behind it found. */
export interface KnownRoll {
  readonly entries: readonly RollEntry[]
  readonly scannedHash: (path: FolderPath) => Sha256 | null
  /** Whether this device has written a smaller version of this hash. */
  readonly isOurs: (sha256: Sha256) => boolean
}

/**
 * Sorts an inventory by what the device's roll says of each path. What the roll has not seen yet, or saw with other bytes, counts as an
 * original. Pure.
 */
export function sortInventory({ files, setAside }: Inventory, roll: KnownRoll): SortedInventory {
  const entryByPath = new Map<FolderPath, RollEntry>()
  const givenUp: OriginalHere[] = []
  for (const entry of roll.entries) {
    const { key, path, standing } = entry.item
    // Of a file here; the others name where a file would be.
    if (key === path) entryByPath.set(path, entry)
    if (standing.kind !== 'optimised') continue
    const { sha256, bytes } = standing.resource
    givenUp.push({ path, sha256, bytes })
  }
  const originals: OriginalHere[] = []
  const previews: PreviewHere[] = []
  const ignored: IgnoredFile[] = []
  const unread: UnreadFile[] = []
  for (const { path, stat, content } of files) {
    const { bytes } = stat
    switch (content.kind) {
      case 'original': {
        const file = { path, sha256: content.sha256, bytes }
        const isSeen = roll.scannedHash(path) === content.sha256
        const entry = isSeen ? (entryByPath.get(path) ?? null) : null
        const originalSha256 = originalBehind(content, entry)
        if (originalSha256 !== null) {
          previews.push({ ...file, originalSha256, isOurs: roll.isOurs(content.sha256) })
        } else if (isLeftAlone(entry)) ignored.push({ path, bytes, because: LEFT_OUT })
        else originals.push(file)
        break
      }
      case 'ignored':
        ignored.push({ path, bytes, because: content.because })
        break
      case 'unsupported':
        ignored.push({ path, bytes, because: 'no photo or video' })
        break
      default:
        unread.push({ path, bytes, code: content.kind })
    }
  }
  return { originals, previews, ignored, unread, setAside, givenUp }
}

/** The original that a smaller version stands for; null for a file that is an original itself, and for one that somebody edited. */
function originalBehind(
  { sha256, derivativeOf }: { readonly sha256: Sha256; readonly derivativeOf: Sha256 | null },
  entry: RollEntry | null,
): Sha256 | null {
  if (entry === null) return derivativeOf
  const { item } = entry
  if (item.standing.kind === 'preview')
    return item.standing.isEdited === true ? null : item.standing.originalSha256
  // The roll counts a known smaller version as its original.
  if (item.sha256 !== null && item.sha256 !== sha256) return item.sha256
  // Somebody may have put a smaller version into the library as a photo of its own.
  return item.standing.kind === 'verified' ? null : derivativeOf
}

function isLeftAlone(entry: RollEntry | null): boolean {
  return entry !== null && RULES.has(entry.decision.because[0].code)
}

/** Every hash that a statement about this device is over, each once. */
export function hashesOf({ originals, previews, givenUp }: SortedInventory): readonly Sha256[] {
  return [
    ...new Set([
      ...originals.map(({ sha256 }) => sha256),
      ...previews.map(({ originalSha256 }) => originalSha256),
      ...givenUp.map(({ sha256 }) => sha256),
    ]),
  ]
}
