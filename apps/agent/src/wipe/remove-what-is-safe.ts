import type { LeaseId, Sha256 } from '@rollcall/protocol'
import { LEASE_HASHES_MAX } from '@rollcall/protocol'
import type { DiskStat, FolderPath } from '@rollcall/sync'
import type { EnginePorts } from '../engine/engine-ports.ts'
import { asDiskFailure } from '../folder/as-disk-failure.ts'
import type { WipeReport } from './check-safe-to-wipe.ts'

/*
 * Empties a folder of what the server holds [R5]. Every file was read and hashed a moment ago, its hash attested, and goes only under a
 * lease that is asked after right before. What no lease covers, what changed meanwhile and what nobody asked about stays.
 *
 * Folder and library stop agreeing on the files before the first one goes. So if this is killed, the next sync sees no deletion in what is
 * missing: it fetches those files again; and the next removal goes on with the rest.
 */

/** A lease is asked after again when the last answer is older; by the wall clock too, which goes on while the device sleeps. */
const LEASE_ANSWER_KEPT_MS = 10_000

/** What removing needs of the world. */
export type RemovePorts = Pick<EnginePorts, 'disk' | 'clock' | 'root' | 'state'> & {
  readonly api: Pick<EnginePorts['api'], 'lease' | 'checkLease' | 'releaseLease'>
  readonly onRemoved: (count: number) => void
}

/** A file that may go: under a lease over `sha256`, as long as the disk says of it what it said when it was hashed. */
export interface Removable {
  readonly path: FolderPath
  readonly bytes: number
  readonly sha256: Sha256
  readonly stat: Pick<DiskStat, 'bytes' | 'modifiedNs' | 'changedNs' | 'inode'>
}

/** What became of it. `kept` are files that might have gone, with why they did not. */
export interface Removed {
  readonly removed: readonly Removable[]
  readonly kept: readonly { readonly path: FolderPath; readonly because: KeptReason }[]
}

/** Why a file stayed. */
export type KeptReason = 'no_lease' | 'changed' | 'disk'

/** What may go by a check's answer: originals that the server holds for photos outside its trash, and what this device wrote as a smaller version of such. Pure. */
export function removableOf({ found, words, inventory }: WipeReport): readonly Removable[] {
  if (found === null || inventory === null) return []
  const statByPath = new Map(inventory.files.map(({ path, stat }) => [path, stat]))
  const files = [
    ...found.originals.map(({ path, sha256, bytes }) => ({ path, sha256, bytes })),
    ...found.previews
      .filter(({ isOurs }) => isOurs)
      .map(({ path, originalSha256, bytes }) => ({ path, sha256: originalSha256, bytes })),
  ]
  return files.flatMap((file) => {
    const word = words.get(file.sha256)
    const stat = statByPath.get(file.path)
    return word?.kind === 'held' && word.isLive && stat !== undefined ? [{ ...file, stat }] : []
  })
}

/**
 * Removes files. Rejects with `ServerAway` when the server stops answering: what was not removed until then stays. Whoever calls it holds
 * the folder's lock.
 */
export async function removeWhatIsSafe(ports: RemovePorts, files: readonly Removable[]): Promise<Removed> {
  const { state } = ports
  state.transaction(() => {
    for (const { path } of files) state.folder.forget(path)
  })
  const removed: Removable[] = []
  const kept: Removed['kept'][number][] = []
  for (const some of cutByHashes(files)) {
    const done = await removeUnderLease(ports, some)
    removed.push(...done.removed)
    kept.push(...done.kept)
    ports.onRemoved(removed.length)
  }
  return { removed, kept }
}

/** Groups of files with at most `LEASE_HASHES_MAX` hashes. Pure. */
export function cutByHashes(files: readonly Removable[]): readonly (readonly Removable[])[] {
  const groups: Removable[][] = []
  let hashes = new Set<Sha256>()
  for (const file of files.toSorted((one, other) => (one.sha256 < other.sha256 ? -1 : 1))) {
    if (groups.length === 0 || (!hashes.has(file.sha256) && hashes.size === LEASE_HASHES_MAX)) {
      groups.push([])
      hashes = new Set()
    }
    hashes.add(file.sha256)
    groups.at(-1)?.push(file)
  }
  return groups
}

async function removeUnderLease(ports: RemovePorts, files: readonly Removable[]): Promise<Removed> {
  const { api } = ports
  const kept: Removed['kept'][number][] = []
  const asked = await api.lease([...new Set(files.map(({ sha256 }) => sha256))])
  if (!asked.ok) return { removed: [], kept: files.map(({ path }) => ({ path, because: 'no_lease' })) }
  const { leaseId } = asked.value
  const removed: Removable[] = []
  try {
    const hold = createHold(ports, leaseId, files)
    for (const file of files) {
      const because = await tryRemoving(ports, file, hold)
      if (because === null) removed.push(file)
      else kept.push({ path: file.path, because })
    }
    const folders = new Set(removed.map(({ path }) => folderOf(`${ports.root}/${path}`)))
    for (const folder of folders) await ports.disk.syncFolder(folder)
  } finally {
    // It ends by itself too.
    await api.releaseLease(leaseId).catch(() => undefined)
  }
  return { removed, kept }
}

/** Whether the lease holds over a hash at this moment; asks the server when its last answer is not fresh. */
type Hold = (sha256: Sha256) => Promise<boolean>

function createHold({ api, clock }: RemovePorts, leaseId: LeaseId, files: readonly Removable[]): Hold {
  const hashes = [...new Set(files.map(({ sha256 }) => sha256))]
  let held = new Set<Sha256>()
  let until = Number.NEGATIVE_INFINITY
  let wallAt = 0
  const isFresh = () => clock.monotonic() < until && Math.abs(clock.now() - wallAt) < LEASE_ANSWER_KEPT_MS
  return async (sha256) => {
    if (!isFresh()) {
      const askedAt = clock.monotonic()
      wallAt = clock.now()
      const answer = await api.checkLease(leaseId, hashes)
      held = new Set(answer.ok ? answer.value.held : [])
      until = askedAt + Math.min(LEASE_ANSWER_KEPT_MS, answer.ok ? answer.value.keptMs : 0)
      if (!isFresh()) return false
    }
    return held.has(sha256)
  }
}

async function tryRemoving(
  { disk, root }: RemovePorts,
  { path, sha256, stat }: Removable,
  hold: Hold,
): Promise<KeptReason | null> {
  const absolute = `${root}/${path}`
  try {
    if (!(await hold(sha256))) return 'no_lease'
    const now = await disk.stat(absolute)
    if (now === null || now.kind !== 'file' || !isSame(now, stat)) return 'changed'
    await disk.remove(absolute)
    return null
  } catch (error) {
    asDiskFailure(error)
    return 'disk'
  }
}

function isSame(one: Removable['stat'], other: Removable['stat']): boolean {
  return (
    one.bytes === other.bytes &&
    one.modifiedNs === other.modifiedNs &&
    one.changedNs === other.changedNs &&
    one.inode === other.inode
  )
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}
