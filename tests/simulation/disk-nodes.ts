import type { DiskStat } from '@rollcall/sync'
import type { SeededRandom } from './seeded-random.ts'

/*
 * Files and folders of a simulated disk, each as the cache shows it and as a power cut would leave it. See `sim-disk.ts`.
 */

/** A file. `bytes` is never altered in place once it equals `durable`. */
export interface FileNode {
  readonly kind: 'file'
  readonly inode: number
  bytes: Uint8Array
  /** What a power cut leaves. The same array as `bytes` when nothing is unsynced. */
  durable: Uint8Array
  /** Written since the last sync. */
  dirty: Range[]
  /** Shown by the cache and lost, since a sync failed. */
  lost: Range[]
  /** How many syncs of it have failed. */
  failures: number
  isProtected: boolean
  modifiedNs: bigint
  changedNs: bigint
}

/** Bytes `from ≤ position < to` of a file. */
interface Range {
  readonly from: number
  readonly to: number
}

/** A folder. */
export interface FolderNode {
  readonly kind: 'folder'
  readonly inode: number
  readonly entries: Map<string, DiskNode>
  durable: Map<string, DiskNode>
  changedNs: bigint
}

/** Whatever has a name on a disk. */
export type DiskNode = FileNode | FolderNode

const EMPTY = new Uint8Array(0)

/** Shares of files that lose all that was not synced, and that are torn; the rest keep it all. */
const LOST_SHARE = 0.4
const TORN_SHARE = 0.4

/** A file without bytes. */
export function newFile(inode: number, now: bigint): FileNode {
  return {
    kind: 'file',
    inode,
    bytes: EMPTY,
    durable: EMPTY,
    dirty: [],
    lost: [],
    failures: 0,
    isProtected: false,
    modifiedNs: now,
    changedNs: now,
  }
}

/** A folder without entries. */
export function newFolder(inode: number, now: bigint): FolderNode {
  return { kind: 'folder', inode, entries: new Map(), durable: new Map(), changedNs: now }
}

/** Writes into the cache. */
export function writeBytes(node: FileNode, bytes: Uint8Array, position: number): void {
  const end = position + bytes.length
  // What was written since the last sync lies in an array of this file's own, with room to grow.
  const room = node.bytes === node.durable ? 0 : node.bytes.buffer.byteLength
  const length = Math.max(end, node.bytes.length)
  if (length > room) {
    const grown = new Uint8Array(Math.max(length, 2 * room))
    grown.set(node.bytes)
    node.bytes = grown.subarray(0, length)
  } else if (length > node.bytes.length) node.bytes = new Uint8Array(node.bytes.buffer, 0, length)
  node.bytes.set(bytes, position)
  const written = { from: position, to: end }
  node.lost = node.lost.flatMap((range) => subtract(range, written))
  node.dirty.push(written)
}

/** Empties a file in the cache. */
export function emptyFile(node: FileNode): void {
  node.bytes = EMPTY
  node.dirty = []
  node.lost = []
}

/** Gives a file other bytes that are durable at once. */
export function replaceBytes(node: FileNode, bytes: Uint8Array): void {
  node.bytes = bytes
  node.durable = bytes
  node.dirty = []
  node.lost = []
}

/** A sync that fails: what it was about is lost, though the cache still shows it. */
export function failSync(node: FileNode): void {
  node.failures++
  node.lost = [...node.lost, ...node.dirty]
  node.dirty = []
}

/** A sync that succeeds, or says so: what an earlier one has lost stays lost. */
export function syncBytes(node: FileNode): void {
  node.dirty = []
  node.durable = node.lost.length === 0 ? node.bytes : withoutRanges(node.bytes, node.lost)
}

/** What a power cut makes of a file, by lot. */
export function settleBytes(node: FileNode, random: SeededRandom): void {
  if (node.bytes === node.durable) return
  const lot = random.fraction()
  if (node.lost.length > 0 || lot < LOST_SHARE) return replaceBytes(node, node.durable)
  replaceBytes(node, lot < LOST_SHARE + TORN_SHARE ? tear(node, random) : node.bytes)
}

/** New bytes up to somewhere, and the old ones from there on. */
function tear({ bytes, durable }: FileNode, random: SeededRandom): Uint8Array {
  const torn = bytes.slice()
  const cut = random.below(torn.length + 1)
  torn.fill(0, cut)
  torn.set(durable.subarray(cut, torn.length), cut)
  return torn
}

function withoutRanges(bytes: Uint8Array, ranges: readonly Range[]): Uint8Array {
  const copy = bytes.slice()
  for (const { from, to } of ranges) copy.fill(0, from, to)
  return copy
}

/** What is left of a range. */
function subtract(range: Range, taken: Range): Range[] {
  const before = { from: range.from, to: Math.min(range.to, taken.from) }
  const after = { from: Math.max(range.from, taken.to), to: range.to }
  return [before, after].filter(({ from, to }) => from < to)
}

/** Reads out of the cache; answers how many bytes there were. */
export function readAt(node: FileNode, into: Uint8Array, position: number): number {
  const bytes = node.bytes.subarray(position, position + into.length)
  into.set(bytes)
  return bytes.length
}

/** What the disk tells of a file or folder. */
export function statOf(node: DiskNode): DiskStat {
  return {
    kind: node.kind,
    bytes: node.kind === 'file' ? node.bytes.length : 0,
    modifiedNs: String(node.kind === 'file' ? node.modifiedNs : node.changedNs),
    changedNs: String(node.changedNs),
    inode: String(node.inode),
  }
}
