import { ServerAway } from '@rollcall/platform-client'
import type { AssetId, Resource, Sha256 } from '@rollcall/protocol'
import type { AgreedFile, FolderPath, LocalContent, RollEntry } from '@rollcall/sync'
import { DiskFailure, freePlace, pathKey, previewPlaceOf } from '@rollcall/sync'
import { devicePaths } from '../folder/device-paths.ts'
import { isUntouched } from '../folder/is-untouched.ts'
import { isIntact } from '../transfer/download-original.ts'
import type { FetchedPreview } from '../transfer/download-preview.ts'
import { isUnwritten, statPlaced } from '../transfer/stat-placed.ts'
import type { ScannedFile } from '../state/folder-store.ts'
import type { MovePorts } from './move-ports.ts'
import { previewContent } from './place-preview.ts'
import type { ReadyLease } from './prepare-eviction.ts'

/*
 * Drops originals that the server holds, under its lease [R5]. In this order, so that a kill at any line loses nothing:
 *
 *   the smaller version is known by its hash ─▶ it lies beside the original ─▶ the original is read and hashed again ─▶
 *   the server says that the lease holds ─▶ the original lies there untouched ─▶ the state calls the smaller version agreed ─▶
 *   the original goes
 *
 * Of several files with the same bytes only the last to go leaves a smaller version; the lease covers the bytes, so all of them.
 * When both are there after a kill, the survey finds the original, and drops the smaller version: the original wins. It runs within a
 * tick, so no scan looks at the folder meanwhile.
 */

/** Originals that go on one word of the server. */
const GROUP_MAX = 16

/** A tick begins no further group after so long, so that everything else has its turn. */
const SLICE_MS = 5_000

/** The server's word that a lease holds is used for so long, by the wall clock too, which goes on while the device sleeps. */
const WORD_KEPT_MS = 30_000

/** Left of a lease when the last original goes, as this device counts. */
const LEASE_MARGIN_MS = 30_000

/** An original that is about to go, with all that was looked at. */
interface Leaving {
  readonly agreed: AgreedFile
  readonly place: FolderPath | null
  readonly preview: FetchedPreview | null
  readonly previewStat: ScannedFile['stat'] | null
  /** A further file with the same bytes stays, or goes after this one: so nothing takes the place of this one. */
  readonly isCopy: boolean
}

/** What became of the originals of a lease. */
export interface Evicted {
  readonly gone: readonly Sha256[]
  /** They stay for now. */
  readonly kept: readonly Sha256[]
}

/**
 * Drops originals whose decision is `evict`, group by group, until the slice of time is over. What stays is told in `kept`; what is in
 * neither list was not looked at yet. Rejects with ServerAway when the server cannot be asked right before.
 */
export async function evictOriginals(
  ports: MovePorts,
  lease: ReadyLease,
  entries: readonly RollEntry[],
): Promise<Evicted> {
  const gone: Sha256[] = []
  const kept: Sha256[] = []
  const until = ports.clock.monotonic() + SLICE_MS
  for (let at = 0; at < entries.length; at += GROUP_MAX) {
    if (at > 0 && ports.clock.monotonic() > until) break
    const group = entries.slice(at, at + GROUP_MAX)
    const leaving: Leaving[] = []
    for (const entry of group) {
      const ready = await orKept(ports, () => makeReady(ports, lease, entry, leaving))
      if (ready !== null) leaving.push(ready)
      else if (entry.item.sha256 !== null) kept.push(entry.item.sha256)
    }
    if (leaving.length === 0) continue
    const isFresh = startWatch(ports)
    const checked = await ports.api.checkLease(
      lease.leaseId,
      leaving.map(({ agreed }) => agreed.sha256),
    )
    const held = new Set(checked.ok ? checked.value.held : [])
    const endsAt = ports.clock.monotonic() + (checked.ok ? checked.value.keptMs : 0)
    const over = { held, endsAt: Math.min(endsAt, lease.endsAt), isFresh }
    for (const each of leaving) {
      const isGone = await orKept(ports, async () => ((await drop(ports, each, over)) ? true : null))
      ;(isGone === null ? kept : gone).push(each.agreed.sha256)
    }
  }
  return { gone, kept }
}

/** Starts to watch the age of the server's word; tells whether it may still be used. */
function startWatch({ clock }: MovePorts): () => boolean {
  const [askedAt, wallAt] = [clock.monotonic(), clock.now()]
  return () => clock.monotonic() - askedAt <= WORD_KEPT_MS && Math.abs(clock.now() - wallAt) <= WORD_KEPT_MS
}

/** A disk that refuses keeps the original where it is. */
async function orKept<Value>(
  { onEvent }: MovePorts,
  work: () => Promise<Value | null>,
): Promise<Value | null> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof DiskFailure)) throw error
    onEvent({ kind: 'disk_trouble', failure: error.message })
    return null
  }
}

/** Lays the smaller version beside its original and reads the original again. Null when it has to stay. */
async function makeReady(
  ports: MovePorts,
  lease: ReadyLease,
  { item }: RollEntry,
  leaving: readonly Leaving[],
): Promise<Leaving | null> {
  const { state, disk, root, createSha256 } = ports
  const agreed = state.folder.agreedAt(item.path)
  if (agreed === null || agreed.sha256 !== item.sha256 || hasUnsent(ports, agreed.assetId)) return null
  const preview = lease.ready.get(agreed.sha256)
  if (preview === undefined) return null
  if (!(await isIntact({ disk, createSha256 }, `${root}/${agreed.path}`, agreed.sha256))) {
    ports.watch.notice([agreed.path])
    return null
  }
  if (hasCopy(ports, agreed, leaving))
    return { agreed, preview: null, place: null, previewStat: null, isCopy: true }
  if (preview === null) return { agreed, preview, place: null, previewStat: null, isCopy: false }
  const place = await placeBeside(ports, agreed.path, preview)
  const previewStat = await layBeside(ports, agreed, place, preview)
  ports.watch.notice([place]) // in case the original stays after all
  return previewStat === null ? null : { agreed, preview, place, previewStat, isCopy: false }
}

/** Whether the same bytes lie here in another file that has not been looked at yet, or that stays. */
function hasCopy({ state }: MovePorts, { path, sha256 }: AgreedFile, leaving: readonly Leaving[]): boolean {
  const goes = new Set(leaving.map(({ agreed }) => agreed.path))
  return state.folder
    .local()
    .some((file) => file.path !== path && !goes.has(file.path) && isOriginal(file.content, sha256))
}

function isOriginal(content: LocalContent, sha256: Sha256): boolean {
  return content.kind === 'original' && content.sha256 === sha256
}

/** Where a smaller version goes; where something else lies under its name, it gets a free one. */
async function placeBeside(
  { state, disk, root, createSha256, placing }: MovePorts,
  path: FolderPath,
  { sha256 }: FetchedPreview,
): Promise<FolderPath> {
  const own = previewPlaceOf(path)
  const isTaken = (key: string) => state.folder.isTaken(key) || placing.has(key)
  if (!isTaken(pathKey(own)) || (await isIntact({ disk, createSha256 }, `${root}/${own}`, sha256))) return own
  return previewPlaceOf(freePlace(path, (key) => isTaken(key) || isTaken(pathKey(previewPlaceOf(key)))))
}

/** Null when something else lies there. */
async function layBeside(
  { state, disk, root, createSha256, placing }: MovePorts,
  agreed: AgreedFile,
  place: FolderPath,
  { from, sha256 }: FetchedPreview,
): Promise<ScannedFile['stat'] | null> {
  const target = `${root}/${place}`
  const there = await disk.stat(target)
  if (await isIntact({ disk, createSha256 }, target, sha256)) return there
  const key = pathKey(place)
  if (state.folder.isTaken(key) || placing.has(key)) return null
  const modifiedAt = resourceOf(state, agreed)?.modifiedAt
  if (modifiedAt !== undefined) await disk.setModified(from, modifiedAt)
  const before = await disk.stat(from)
  if (before === null) return null
  try {
    await disk.renameToNew(from, target)
  } catch (error) {
    if (error instanceof DiskFailure && error.kind === 'exists') return null
    throw error
  }
  await disk.syncFolder(folderOf(target))
  return await statPlaced(disk, target, before)
}

/** What the server said right before, and how long that counts. */
interface Held {
  readonly held: ReadonlySet<Sha256>
  readonly endsAt: number
  readonly isFresh: () => boolean
}

/** Whether it went. */
async function drop(ports: MovePorts, leaving: Leaving, { held, endsAt, isFresh }: Held): Promise<boolean> {
  const { state, disk, root, clock } = ports
  const { path, sha256, assetId } = leaving.agreed
  const target = `${root}/${path}`
  const scanned = state.folder.scanned(path)
  const stat = await disk.stat(target)
  const isLeased = held.has(sha256) && isFresh() && clock.monotonic() < endsAt - LEASE_MARGIN_MS
  if (!isLeased || !isUntouched(scanned, stat) || hasUnsent(ports, assetId)) return false
  agreeGone(ports, leaving)
  ports.watch.notice([path]) // in case that it stays after all
  // Storing that took a moment, in which a program may have saved the file.
  const last = await disk.stat(target)
  if (last === null) return false
  if (!isUntouched(scanned, last)) {
    agreeBack(ports, leaving)
    return false
  }
  if (await takeAway(ports, leaving.agreed, last)) return true
  agreeBack(ports, leaving)
  return false
}

/**
 * Removes a file that is still the one last looked at, and answers whether it was. It is moved out of everybody's way first: whatever
 * a program saves under its name from then on is another file, and what was saved a moment before is seen, and put back.
 */
async function takeAway(
  { disk, root }: MovePorts,
  { path, sha256 }: AgreedFile,
  last: ScannedFile['stat'],
): Promise<boolean> {
  const { trash } = devicePaths(root)
  const [target, aside] = [`${root}/${path}`, `${trash}/${sha256}`]
  await disk.makeFolder(trash)
  await disk.rename(target, aside)
  const isStill = isUnwritten(last, await disk.stat(aside))
  try {
    if (isStill) await disk.remove(aside)
    else await disk.renameToNew(aside, target)
  } catch (error) {
    if (isStill) await disk.renameToNew(aside, target)
    throw error
  }
  await disk.syncFolder(folderOf(target))
  return isStill
}

/** The folder and the library agree that the original is not here any more. */
function agreeGone({ state }: MovePorts, { agreed, place, preview, previewStat, isCopy }: Leaving): void {
  const { path, sha256, assetId } = agreed
  state.transaction(() => {
    if (preview !== null && place !== null && previewStat !== null) {
      const content = previewContent(preview.sha256, sha256)
      state.folder.putScan([{ path: place, stat: previewStat, content }], [path])
      state.folder.agreePreview({ path: place, assetId, sha256 }, preview.sha256, path)
    } else {
      state.folder.putScan([], [path])
      if (!isCopy) state.folder.putBare(sha256, true)
    }
    state.folder.forget(path)
  })
}

/** Takes that back: what lies there now is an edit of the original. */
function agreeBack({ state }: MovePorts, { agreed, place }: Leaving): void {
  state.transaction(() => {
    if (place !== null) state.folder.forget(place)
    state.folder.agree(agreed)
  })
}

/** Whether something that was done here to a photo has not reached the library yet. */
function hasUnsent({ state }: MovePorts, assetId: AssetId): boolean {
  return (
    state.replica.outboxLength() > 0 &&
    state.replica.mutations().some(({ args }) => JSON.stringify(args).includes(assetId))
  )
}

/** The library's word on a file that was agreed on; null when it has none. */
export function resourceOf(
  { replica }: MovePorts['state'],
  { assetId, sha256 }: AgreedFile,
): Resource | null {
  const asset = replica.asset(assetId)
  return asset?.resources.find((resource) => resource.sha256 === sha256) ?? null
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

/** Whether a failure only means that the server cannot be asked now. */
export function isAway(error: unknown): error is ServerAway {
  return error instanceof ServerAway
}
