import type { IgnoreReason } from '@rollcall/media'
import { findIgnoreReason, HEAD_BYTES, mediaKindOf, readDerivativeMark } from '@rollcall/media'
import type { Sha256 } from '@rollcall/protocol'
import type { Clock, Disk, DiskFailure, DiskStat, FolderPath, LocalContent } from '@rollcall/sync'
import type { ScannedFile } from '../state/folder-store.ts'
import { nanosecondsToMs } from '../state/folder-store.ts'
import { asDiskFailure } from './as-disk-failure.ts'
import { devicePaths, OWN_FOLDER } from './device-paths.ts'

/*
 * Looks at a device's folder and says what lies there. Only files that changed since the last look are read; a file counts as
 * whole once it has rested, and is looked at again after hashing, so that half a file never passes for an original. What
 * cannot be looked at is reported, never taken for missing.
 */

/** A file counts as whole when it has not changed for so long. */
export const REST_MS = 2_000

/** Bytes read at once. */
const READ_BYTES = 1024 * 1024

/** Folders within folders; a deeper one is left alone and said so. */
const DEPTH_MAX = 64

/** Folders that change while the scan goes on are listed again, so often at most. */
const LISTED_AGAIN_MAX = 3

/** What the scanner needs of the world. */
export interface ScanPorts {
  readonly disk: Disk
  readonly clock: Clock
  readonly createSha256: () => {
    readonly update: (bytes: Uint8Array) => void
    readonly digestHex: () => string
  }
}

/** What a scan compares with: the last one. */
export interface KnownFiles {
  readonly scanned: (path: FolderPath) => ScannedFile | null
  readonly pathsBelow: (folder: FolderPath) => readonly FolderPath[]
}

/**
 * What is new since the last scan. `resting` are files that must rest before they can be hashed, `unread` those that there
 * was no time for; both are found as `changing` meanwhile. `isSteady`: no folder changed until all were listed, so what was not found was
 * nowhere in them; else something may have been moved from one that was not listed yet to one that was.
 */
export interface Scan {
  readonly found: readonly ScannedFile[]
  readonly gone: readonly FolderPath[]
  readonly resting: readonly FolderPath[]
  readonly unread: readonly FolderPath[]
  readonly isSteady: boolean
}

/**
 * Scans the paths given, or all of the folder. Returns null when the folder is not there, or is not this device's: then
 * nothing is known, and nothing may be concluded [R17]. Files that vanish while they are looked at are simply not found. No
 * file is begun to be read later than `readForMs` after the start, but one always is.
 */
export async function scanFolder(
  ports: ScanPorts,
  root: string,
  known: KnownFiles,
  within: readonly FolderPath[] | null,
  readForMs = Number.POSITIVE_INFINITY,
): Promise<Scan | null> {
  if (!(await isThere(ports.disk, root))) return null
  const walk = new Walk(ports, root, known, ports.clock.monotonic() + readForMs)
  for (const path of within ?? ['']) await walk.visit(path)
  await walk.lookAgain()
  // The folder may have gone while we looked; what we did not find then proves nothing.
  return (await isThere(ports.disk, root)) ? walk.result() : null
}

/** A disk that does not answer counts as one that is not there: either way nothing is known. */
async function isThere(disk: Disk, root: string): Promise<boolean> {
  try {
    return (await disk.stat(devicePaths(root).config)) !== null
  } catch (error) {
    asDiskFailure(error)
    return false
  }
}

class Walk {
  readonly #ports: ScanPorts
  readonly #root: string
  readonly #known: KnownFiles
  readonly #found: ScannedFile[] = []
  readonly #seen = new Set<FolderPath>()
  readonly #resting: FolderPath[] = []
  readonly #unread: FolderPath[] = []
  /** Made for the first file that is read; most scans read none. */
  #buffer: Uint8Array | null = null
  readonly #readUntil: number
  #hasRead = false
  readonly #visited: FolderPath[] = []
  /** Folders that could not be listed: what lies below is not known, so it is not gone. */
  readonly #closed: FolderPath[] = []
  /** What was told of each folder right before it was listed. */
  readonly #listed = new Map<FolderPath, Stat>()
  #isSteady = false

  constructor(ports: ScanPorts, root: string, known: KnownFiles, readUntil: number) {
    this.#ports = ports
    this.#root = root
    this.#known = known
    this.#readUntil = readUntil
  }

  result(): Scan {
    const gone = new Set<FolderPath>()
    for (const visited of this.#visited) {
      for (const path of this.#known.pathsBelow(visited)) {
        if (!this.#seen.has(path) && !this.#closed.some((folder) => isBelow(path, folder))) gone.add(path)
      }
    }
    const { found, resting, unread } = { found: this.#found, resting: this.#resting, unread: this.#unread }
    return { found, gone: [...gone], resting, unread, isSteady: this.#isSteady }
  }

  /** Lists folders again that have changed since they were listed, for what has come into them, until none has. */
  async lookAgain(): Promise<void> {
    for (let round = 0; round < LISTED_AGAIN_MAX; round++) {
      const changed = await this.#changedSince()
      this.#isSteady = changed.length === 0
      if (this.#isSteady) return
      for (const path of changed) await this.#visitFolder(path, path === '' ? 0 : path.split('/').length)
    }
  }

  async #changedSince(): Promise<readonly FolderPath[]> {
    const changed: FolderPath[] = []
    for (const [path, before] of this.#listed) {
      const now = await this.#folderAt(path)
      if (now === null) this.#listed.delete(path)
      if (now === null || !isSame(now, before)) changed.push(path)
    }
    return changed
  }

  /** What is told of a folder; null when none can be looked at there. */
  async #folderAt(path: FolderPath): Promise<Stat | null> {
    try {
      const stat = await this.#ports.disk.stat(this.#absolute(path))
      return stat?.kind === 'folder' ? stat : null
    } catch (error) {
      asDiskFailure(error)
      return null
    }
  }

  /** Looks at whatever lies at a path. */
  async visit(path: FolderPath): Promise<void> {
    const parts = path === '' ? [] : path.split('/')
    if (parts.includes(OWN_FOLDER)) return
    this.#visited.push(path)
    try {
      const kind = await this.#kindAt(parts)
      if (kind === 'folder') await this.#visitFolder(path, parts.length)
      else if (kind !== null) await this.#visitEntry(path, kind)
    } catch (error) {
      this.#closed.push(path)
      this.#report(path, { kind: 'unreadable', failure: describe(asDiskFailure(error)) })
    }
  }

  /** What lies at a path; null for nothing, and where a link leads out of the folder: nothing there is ours. */
  async #kindAt(parts: readonly string[]): Promise<DiskStat['kind'] | null> {
    for (let depth = 1; depth < parts.length; depth++) {
      const above = await this.#ports.disk.stat(this.#absolute(parts.slice(0, depth).join('/')))
      if (above?.kind !== 'folder') return null
    }
    return (await this.#ports.disk.stat(this.#absolute(parts.join('/'))))?.kind ?? null
  }

  async #visitFolder(path: FolderPath, depth: number): Promise<void> {
    if (depth > DEPTH_MAX) {
      this.#report(path, { kind: 'unreadable', failure: `more than ${DEPTH_MAX} folders deep` })
      return
    }
    let entries: Awaited<ReturnType<Disk['list']>>
    const before = await this.#folderAt(path)
    if (before !== null) this.#listed.set(path, before)
    try {
      entries = await this.#ports.disk.list(this.#absolute(path))
    } catch (error) {
      const failure = asDiskFailure(error)
      if (failure.kind === 'not_found') return
      this.#closed.push(path)
      this.#report(path, { kind: 'unreadable', failure: describe(failure) })
      return
    }
    for (const entry of entries) {
      if (entry.name === OWN_FOLDER) continue
      const below = path === '' ? entry.name : `${path}/${entry.name}`
      if (this.#seen.has(below) || this.#listed.has(below)) continue
      if (entry.kind === 'folder') await this.#visitFolder(below, depth + 1)
      else await this.#visitEntry(below, entry.kind)
    }
  }

  async #visitEntry(path: FolderPath, kind: DiskStat['kind']): Promise<void> {
    if (kind === 'other') return
    if (kind === 'link') {
      this.#report(path, { kind: 'ignored', because: 'symbolic link' }, NOTHING_KNOWN)
      return
    }
    const parts = path.split('/')
    const name = parts.pop() ?? path
    const because = findIgnoreReason(name, parts)
    try {
      const stat = await this.#ports.disk.stat(this.#absolute(path))
      if (stat === null || stat.kind !== 'file') return
      const known = this.#known.scanned(path)
      if (known !== null && isSame(known.stat, stat) && isFinal(known.content)) {
        this.#seen.add(path)
        return
      }
      const content = because === null ? await this.#examine(path, name, stat) : ignoredContent(name, because)
      this.#add({ path, stat, content })
    } catch (error) {
      const failure = asDiskFailure(error)
      if (failure.kind === 'not_found') return
      this.#report(path, { kind: 'unreadable', failure: describe(failure) })
    }
  }

  /** Reads a file once: its kind from its head, and its hash if it is an original. */
  async #examine(path: FolderPath, name: string, stat: DiskStat): Promise<LocalContent> {
    if (!this.#hasRested(stat)) {
      this.#resting.push(path)
      return { kind: 'changing' }
    }
    const { disk, clock, createSha256 } = this.#ports
    if (this.#hasRead && clock.monotonic() > this.#readUntil) {
      this.#unread.push(path)
      return { kind: 'changing' }
    }
    this.#hasRead = true
    const file = await disk.openToRead(this.#absolute(path))
    try {
      const buffer = (this.#buffer ??= new Uint8Array(READ_BYTES))
      let count = await fill(file, buffer, 0)
      const head = buffer.slice(0, Math.min(count, HEAD_BYTES))
      const media = mediaKindOf(name, head)
      if (media.kind === 'unsupported') return { kind: 'unsupported', mime: media.type }
      const hash = createSha256()
      for (let position = 0; count > 0; ) {
        hash.update(buffer.subarray(0, count))
        position += count
        count = await fill(file, buffer, position)
      }
      if (!isSame(await file.stat(), stat)) {
        this.#resting.push(path)
        return { kind: 'changing' }
      }
      const sha256 = hash.digestHex() as Sha256
      const derivativeOf = (readDerivativeMark(head)?.originalSha256 ?? null) as Sha256 | null
      return { kind: 'original', sha256, assetKind: media.kind, mime: media.type, derivativeOf }
    } finally {
      await file.close()
    }
  }

  /** Whether a file has been left alone for a while, by the entry's own time: a copy tool may set the other one back. */
  #hasRested(stat: DiskStat): boolean {
    const age = this.#ports.clock.now() - nanosecondsToMs(stat.changedNs)
    const isFromTheFuture = age < -REST_MS // the clock was set back since; it tells nothing
    return age >= REST_MS || isFromTheFuture
  }

  #add(file: ScannedFile): void {
    this.#seen.add(file.path)
    const known = this.#known.scanned(file.path)
    const isNews =
      known === null || !isSame(known.stat, file.stat) || !isSameContent(known.content, file.content)
    if (isNews) this.#found.push({ ...file, stat: pickStat(file.stat) })
  }

  /** Tells of what was not looked into. A file that could be read before keeps the size that it had then. */
  #report(path: FolderPath, content: LocalContent, stat?: Stat): void {
    this.#add({ path, stat: stat ?? this.#known.scanned(path)?.stat ?? NOTHING_KNOWN, content })
  }

  #absolute(path: FolderPath): string {
    return path === '' ? this.#root : `${this.#root}/${path}`
  }
}

type Stat = ScannedFile['stat']

/** Equal to the stat of no file, so whatever lies there later is looked at. */
const NOTHING_KNOWN: Stat = { bytes: 0, modifiedNs: '0', changedNs: '0', inode: '0' }

/** Only what looks like a photo needs saying that a rule leaves it alone; the rest is no photo to begin with. */
function ignoredContent(name: string, because: IgnoreReason): LocalContent {
  const byName = mediaKindOf(name, new Uint8Array(0))
  if (byName.kind === 'unsupported') return { kind: 'unsupported', mime: null }
  return { kind: 'ignored', because: because.replace('_', ' ') }
}

async function fill(
  file: { readonly read: (into: Uint8Array, position: number) => Promise<number> },
  buffer: Uint8Array,
  position: number,
): Promise<number> {
  let count = 0
  while (count < buffer.length) {
    const read = await file.read(buffer.subarray(count), position + count)
    if (read === 0) break
    count += read
  }
  return count
}

function isSame(one: Stat, other: Stat): boolean {
  return (
    one.bytes === other.bytes &&
    one.modifiedNs === other.modifiedNs &&
    one.changedNs === other.changedNs &&
    one.inode === other.inode
  )
}

function isSameContent(one: LocalContent, other: LocalContent): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function isFinal(content: LocalContent): boolean {
  return content.kind !== 'changing' && content.kind !== 'unreadable'
}

function isBelow(path: FolderPath, folder: FolderPath): boolean {
  return folder === '' || path.startsWith(`${folder}/`)
}

function pickStat({ bytes, modifiedNs, changedNs, inode }: Stat): Stat {
  return { bytes, modifiedNs, changedNs, inode }
}

function describe(failure: DiskFailure): string {
  return failure.kind === 'denied' ? 'permission denied' : failure.kind.replace('_', ' ')
}
