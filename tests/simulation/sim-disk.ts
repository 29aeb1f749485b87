import type { Disk, DiskEntry, DiskFailureKind, DiskFile, DiskStat } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import type { DiskNode, FileNode, FolderNode } from './disk-nodes.ts'
import {
  emptyFile,
  failSync,
  newFile,
  newFolder,
  readAt,
  replaceBytes,
  settleBytes,
  statOf,
  syncBytes,
  writeBytes,
} from './disk-nodes.ts'
import type { NameChange } from './entry-journal.ts'
import { EntryJournal } from './entry-journal.ts'
import { partsOf } from './parts-of-path.ts'
import type { SeededRandom } from './seeded-random.ts'

/*
 * A disk with a cache before it, as the operating system has one. Every change is made in the cache and seen at once. A
 * power cut takes the cache away, and of what was not synced, each piece survives by lot:
 *
 *   bytes of a file        since its last sync: all of them, none, or torn somewhere in between
 *   entries of a folder    since its last sync: each creation, removal or renaming whole or not at all, and in any choice;
 *                          a renaming is one step, as on every journalling file system
 *
 * A sync that fails has lost the bytes it was about: the cache still shows them, and a further sync says that all is well,
 * as Linux does; only writing them again helps. Everybody who had the file open then is told once, at his next sync.
 */

/** What goes wrong with a disk at the moment. */
export interface DiskFaults {
  /** So many of the next syncs fail. */
  syncFailures: number
  /** Bytes that can still be written before the disk is full; null: no limit. */
  bytesLeft: number | null
  /** Listing and reading fail below this path; null: nowhere. */
  brokenBelow: string | null
  /** Nothing is found at or below this path, as when a disk is not mounted; null: nowhere. */
  hiddenBelow: string | null
}

/** What a disk needs of its world. `wait` runs an action when its time has come. */
export interface SimDiskWorld {
  readonly random: SeededRandom
  /** The machine's wall clock, milliseconds with fractions. */
  readonly wallNow: () => number
}

/** Bytes that a disk says are free. One that fills up says so too: another program takes them at the last moment. */
export const FREE_BYTES = 1e12

/** See the file's header. */
export class SimDisk {
  readonly faults: DiskFaults = {
    syncFailures: 0,
    bytesLeft: null,
    brokenBelow: null,
    hiddenBelow: null,
  }
  readonly #world: SimDiskWorld
  #inodes = 2
  readonly #root: FolderNode
  readonly #journal = new EntryJournal()

  constructor(world: SimDiskWorld) {
    this.#world = world
    this.#root = newFolder(this.#inodes++, this.#nanoseconds())
  }

  /**
   * The disk as a process uses it. `wait` settles a call when its time has come, and never when the process has crashed by
   * then; what a call does, it does at that one moment.
   */
  port(wait: <Value>(act: () => Value) => Promise<Value>): Disk {
    const at = <Value>(path: string, act: () => Value) =>
      wait(() => {
        if (this.#isHidden(path)) absent('use path')
        return act()
      })
    const open = (path: string, mode: 'read' | 'create' | 'write') =>
      at(path, () => this.#fileOf(this.#open(path, mode), mode !== 'read', wait))
    return {
      openToRead: (path) => open(path, 'read'),
      create: (path) => open(path, 'create'),
      openToWrite: (path) => open(path, 'write'),
      rename: (from, to) => at(from, () => this.#rename(from, to, true)),
      renameToNew: (from, to) => at(from, () => this.#rename(from, to, false)),
      remove: (path) => at(path, () => this.#remove(path)),
      makeFolder: (path) => at(path, () => this.#makeFolder(path)),
      list: async (path) => {
        const begun = await at(path, () => this.#list(path))
        return await at(path, () => this.#stillIn(path, begun))
      },
      stat: (path) =>
        wait(() => {
          this.#failBelowFault(path)
          return this.#isHidden(path) ? null : this.stat(path)
        }),
      setModified: (path, modifiedAt) => at(path, () => this.#setModified(path, modifiedAt)),
      protect: (path) =>
        at(path, () => {
          this.#file(path).isProtected = true
        }),
      syncFolder: (path) =>
        at(path, () => {
          if (this.#takeSyncFault()) throw failure('io', 'sync folder', 'the device answers EIO')
          this.#journal.commit(this.#folder(path))
        }),
      freeBytes: (path) => at(path, () => FREE_BYTES),
    }
  }

  /** Takes the power away. Whoever had a file open has lost it. */
  cutPower(): void {
    this.#journal.settle(this.#world.random)
    this.#settleFolder(this.#root)
  }

  /** Everything that a person or another program does: seen at once, and durable. Makes the folders above. */
  put(path: string, bytes: Uint8Array): void {
    const { folder, name } = this.#parent(path, true)
    const before = folder.entries.get(name)
    const node = before?.kind === 'file' ? before : newFile(this.#inodes++, this.#nanoseconds())
    replaceBytes(node, bytes)
    this.#touch(node)
    this.#change({ folder, name, node })
    this.#journal.commit(folder)
  }

  /** Deletes a file, durably, as a person would. */
  take(path: string): void {
    const { folder, name } = this.#parent(path, false)
    this.#change({ folder, name, node: null })
    this.#journal.commit(folder)
  }

  /** Moves a file, durably, as a person would. */
  move(from: string, to: string): void {
    this.#parent(to, true)
    this.#rename(from, to, true)
    this.#journal.commit(this.#parent(from, false).folder)
  }

  /** The bytes of a file as they are now; null where there is none. Not to be altered. */
  bytesAt(path: string): Uint8Array | null {
    const node = this.#find(path)
    return node?.kind === 'file' ? node.bytes : null
  }

  /** Whether every way that a power cut could end now leaves a file at this path, and `isRight` about its bytes. */
  survives(path: string, isRight: (bytes: Uint8Array) => boolean): boolean {
    const parts = partsOf(path)
    const name = parts.at(-1) ?? ''
    let folder = this.#root
    for (const part of parts.slice(0, -1)) {
      const next = folder.durable.get(part)
      if (next?.kind !== 'folder' || next !== folder.entries.get(part)) return false
      folder = next
    }
    return [...this.#journal.endsOf(folder, name)].every(
      (node) => node?.kind === 'file' && node.durable === node.bytes && isRight(node.bytes),
    )
  }

  /** Alters one byte of a file without anybody noticing. Answers false for an empty file or none. */
  rot(path: string): boolean {
    const node = this.#find(path)
    if (node?.kind !== 'file' || node.bytes.length === 0) return false
    const spoilt = node.bytes.slice()
    const index = this.#world.random.below(spoilt.length)
    spoilt[index] = (spoilt[index] ?? 0) ^ 0x10
    replaceBytes(node, spoilt)
    return true
  }

  /** All files below a folder, by path, in order of path. */
  filesBelow(path: string): readonly string[] {
    const files: string[] = []
    const visit = (node: DiskNode | null, at: string) => {
      if (node?.kind === 'file') files.push(at)
      else if (node !== null) for (const [name, below] of node.entries) visit(below, `${at}/${name}`)
    }
    visit(this.#find(path), path)
    return files.toSorted()
  }

  /** A copy of everything as it is now, all of it durable: the disk of a cloned machine. */
  clone(world: SimDiskWorld): SimDisk {
    const copy = new SimDisk(world)
    for (const path of this.filesBelow('')) {
      const node = this.#file(path)
      copy.put(path, node.bytes)
      const copied = copy.#file(path)
      copied.modifiedNs = node.modifiedNs
      copied.changedNs = node.changedNs
    }
    return copy
  }

  /** What is at a path now; null where nothing is. */
  stat(path: string): DiskStat | null {
    const node = this.#find(path)
    return node === null ? null : statOf(node)
  }

  #open(path: string, mode: 'read' | 'create' | 'write'): FileNode {
    this.#failBelowFault(path)
    const found = this.#find(path)
    if (found?.kind === 'folder') throw failure('exists', 'open file', 'it is a folder')
    if (mode === 'read') return found ?? absent('open file')
    if (found !== null) {
      if (found.isProtected) throw failure('denied', 'open file', 'it is protected')
      if (mode === 'create' && found.bytes.length > 0) {
        emptyFile(found)
        this.#touch(found)
      }
      return found
    }
    const { folder, name } = this.#parent(path, false)
    const node = newFile(this.#inodes++, this.#nanoseconds())
    this.#change({ folder, name, node })
    return node
  }

  #fileOf(node: FileNode, isWritable: boolean, wait: <Value>(act: () => Value) => Promise<Value>): DiskFile {
    let failuresTold = node.failures
    return {
      read: (into, position) => wait(() => readAt(node, into, position)),
      write: (bytes, position) => {
        if (!isWritable) throw new Error('Cannot write file: it was opened for reading')
        const copy = bytes.slice() // the caller may use its buffer again before the moment has come
        return wait(() => this.#write(node, copy, position))
      },
      sync: () =>
        wait(() => {
          if (this.#takeSyncFault()) failSync(node)
          if (node.failures === failuresTold) return syncBytes(node)
          failuresTold = node.failures
          throw failure('io', 'sync file', 'the device answers EIO')
        }),
      stat: () => wait(() => statOf(node)),
      close: () => wait(() => undefined),
    }
  }

  /** A disk that fills up takes a part first, and tells only at the next write [R15]. */
  #write(node: FileNode, bytes: Uint8Array, position: number): number {
    const { bytesLeft } = this.faults
    const count = Math.min(bytes.length, bytesLeft ?? bytes.length)
    if (count === 0 && bytes.length > 0) throw failure('full', 'write file', 'the disk is full')
    if (bytesLeft !== null) this.faults.bytesLeft = bytesLeft - count
    writeBytes(node, bytes.subarray(0, count), position)
    this.#touch(node)
    return count
  }

  #rename(from: string, to: string, isOverwriting: boolean): void {
    const source = this.#parent(from, false)
    const target = this.#parent(to, false)
    const node = source.folder.entries.get(source.name) ?? absent('rename file')
    const there = target.folder.entries.get(target.name)
    if (there !== undefined && (!isOverwriting || there.kind === 'folder')) {
      throw failure('exists', 'rename file', 'something else is there')
    }
    if (there === node) return
    this.#change(
      { folder: target.folder, name: target.name, node },
      { folder: source.folder, name: source.name, node: null },
    )
    if (node.kind === 'file') node.changedNs = this.#nanoseconds()
  }

  #remove(path: string): void {
    const node = this.#find(path)
    if (node === null) return
    if (node.kind === 'folder') throw failure('denied', 'remove file', 'it is a folder')
    const { folder, name } = this.#parent(path, false)
    this.#change({ folder, name, node: null })
  }

  #makeFolder(path: string): readonly string[] {
    const made: string[] = []
    let folder = this.#root
    let at = ''
    for (const name of partsOf(path)) {
      at += `/${name}`
      const below = folder.entries.get(name)
      if (below?.kind === 'file') throw failure('exists', 'make folder', 'a file is there')
      if (below === undefined) {
        const node = newFolder(this.#inodes++, this.#nanoseconds())
        this.#change({ folder, name, node })
        made.push(at)
        folder = node
      } else folder = below
    }
    return made
  }

  #list(path: string): ReadonlyMap<string, DiskNode> {
    this.#failBelowFault(path)
    return new Map(this.#folder(path).entries)
  }

  /** What a listing tells that takes a while: neither what went meanwhile nor what came. A file that is moved may be in no listing. */
  #stillIn(path: string, begun: ReadonlyMap<string, DiskNode>): readonly DiskEntry[] {
    const now = this.#list(path)
    return [...begun].flatMap(([name, node]) => (now.get(name) === node ? [{ name, kind: node.kind }] : []))
  }

  #setModified(path: string, modifiedAt: number): void {
    const node = this.#file(path)
    node.modifiedNs = BigInt(modifiedAt) * 1_000_000n
    node.changedNs = this.#nanoseconds()
  }

  #isHidden(path: string): boolean {
    const { hiddenBelow } = this.faults
    return hiddenBelow !== null && `${path}/`.startsWith(`${hiddenBelow}/`)
  }

  #takeSyncFault(): boolean {
    if (this.faults.syncFailures === 0) return false
    this.faults.syncFailures--
    return true
  }

  #failBelowFault(path: string): void {
    const { brokenBelow } = this.faults
    if (brokenBelow === null || !`${path}/`.startsWith(`${brokenBelow}/`)) return
    throw failure('io', 'read', 'the device answers EIO')
  }

  #change(...sets: readonly NameChange[]): void {
    this.#journal.change(sets)
    for (const { folder } of sets) folder.changedNs = this.#nanoseconds()
  }

  #settleFolder(folder: FolderNode): void {
    folder.entries.clear()
    for (const [name, node] of folder.durable) {
      folder.entries.set(name, node)
      if (node.kind === 'folder') this.#settleFolder(node)
      else settleBytes(node, this.#world.random)
    }
  }

  #find(path: string): DiskNode | null {
    let node: DiskNode = this.#root
    for (const name of partsOf(path)) {
      const next: DiskNode | undefined = node.kind === 'folder' ? node.entries.get(name) : undefined
      if (next === undefined) return null
      node = next
    }
    return node
  }

  #file(path: string): FileNode {
    const node = this.#find(path)
    return node?.kind === 'file' ? node : absent('find file')
  }

  #folder(path: string): FolderNode {
    const node = this.#find(path)
    return node?.kind === 'folder' ? node : absent('find folder')
  }

  #parent(path: string, isMade: boolean): { readonly folder: FolderNode; readonly name: string } {
    const slash = path.lastIndexOf('/')
    const above = path.slice(0, slash)
    if (isMade) {
      for (const made of this.#makeFolder(above))
        this.#journal.commit(this.#folder(made.slice(0, made.lastIndexOf('/'))))
    }
    return { folder: this.#folder(above), name: path.slice(slash + 1) }
  }

  #touch(node: FileNode): void {
    node.changedNs = this.#nanoseconds()
    node.modifiedNs = node.changedNs
  }

  #nanoseconds(): bigint {
    return BigInt(Math.floor(this.#world.wallNow() * 1_000)) * 1_000n
  }
}

function failure(kind: DiskFailureKind, what: string, whatIsSo: string): DiskFailure {
  return new DiskFailure(kind, `Cannot ${what}: ${whatIsSo}`)
}

function absent(what: string): never {
  throw failure('not_found', what, 'nothing is there')
}
