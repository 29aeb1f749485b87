import type { PlainFiles, PrivateFiles } from '@rollcall/sync'
import { createNameTurns, DiskFailure, PRIVATE_READ_MAX, withState } from '@rollcall/sync'
import { sha256Of } from './browser-sha256.ts'
import { opfsFailureOf } from './opfs-failure-of.ts'

/** Consecutive writes that take nothing before the store counts as full. */
const EMPTY_WRITES_MAX = 3

/** An open file of a browser's private file system; no more than we use of it (fs.spec.whatwg.org). */
interface SyncAccessHandle {
  readonly write: (bytes: Uint8Array, options: { readonly at: number }) => number
  readonly truncate: (bytes: number) => void
  readonly getSize: () => number
  readonly flush: () => void
  readonly close: () => void
}

/** A file that can be opened so; browsers offer it in dedicated workers only. */
type SyncFileHandle = FileSystemFileHandle & {
  readonly createSyncAccessHandle: () => Promise<SyncAccessHandle>
}

/**
 * Private files in the browser's private file system, below a folder of this name. To be called in a dedicated worker that holds the lock of
 * the folder. Null where there is no such file system: on a page that came over plain http from another machine, in some private windows,
 * and outside of such a worker.
 */
export async function createOpfsFiles(folder: string): Promise<PrivateFiles | null> {
  const root = await openRoot()
  if (root === null || !('createSyncAccessHandle' in FileSystemFileHandle.prototype)) return null
  try {
    const own = await root.getDirectoryHandle(folder, { create: true })
    const files = plainFiles(await own.getDirectoryHandle('files', { create: true }))
    const slots = plainFiles(await own.getDirectoryHandle('state', { create: true }))
    return withState(files, { slots, sha256Of })
  } catch (cause) {
    throw opfsFailureOf('open folder', cause)
  }
}

async function openRoot(): Promise<FileSystemDirectoryHandle | null> {
  if (globalThis.isSecureContext !== true || typeof navigator.storage?.getDirectory !== 'function')
    return null
  try {
    return await navigator.storage.getDirectory()
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'SecurityError') return null // as in a private window
    throw opfsFailureOf('open folder', cause)
  }
}

function plainFiles(folder: FileSystemDirectoryHandle): PlainFiles {
  const inTurn = createNameTurns()
  const read = (name: string, from: number, length: number) =>
    inTurn(name, () => failing('read file', () => readRange(folder, name, from, length)))
  return {
    read: (name) => read(name, 0, Number.POSITIVE_INFINITY),
    readPart: read,
    writeWhole: (name, bytes) =>
      inTurn(name, () => failing('write file', () => write(folder, name, bytes, 'anew'))),
    append: (name, bytes) =>
      inTurn(name, () => failing('write file', () => write(folder, name, bytes, 'at the end'))),
    remove: (name) => inTurn(name, () => failing('remove file', () => remove(folder, name))),
    list: () =>
      failing('list folder', async () => {
        const names: string[] = []
        for await (const name of folder.keys()) names.push(name)
        return names
      }),
    sizeOf: (name) =>
      inTurn(name, () => failing('stat file', async () => (await fileOf(folder, name))?.size ?? null)),
  }
}

async function readRange(
  folder: FileSystemDirectoryHandle,
  name: string,
  from: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const file = await fileOf(folder, name)
  if (file === null) return null
  const part = file.slice(from, Math.min(file.size, from + length))
  if (part.size > PRIVATE_READ_MAX) throw new DiskFailure('io', `Cannot read file: it has ${file.size} bytes`)
  return new Uint8Array(await part.arrayBuffer())
}

async function fileOf(folder: FileSystemDirectoryHandle, name: string): Promise<File | null> {
  try {
    return await (await folder.getFileHandle(name)).getFile()
  } catch (cause) {
    if (isNotFound(cause)) return null
    throw cause
  }
}

async function write(
  folder: FileSystemDirectoryHandle,
  name: string,
  bytes: Uint8Array,
  where: 'anew' | 'at the end',
): Promise<void> {
  const handle = await folder.getFileHandle(name, { create: true })
  if (!isSyncFile(handle)) throw new DiskFailure('denied', 'Cannot write file: this is no dedicated worker')
  const file = await handle.createSyncAccessHandle()
  try {
    if (where === 'anew') file.truncate(0)
    writeAll(file, bytes, file.getSize())
    file.flush()
  } finally {
    file.close()
  }
}

function writeAll(file: SyncAccessHandle, bytes: Uint8Array, position: number): void {
  let written = 0
  let emptyWrites = 0
  while (written < bytes.length) {
    const count = file.write(bytes.subarray(written), { at: position + written })
    emptyWrites = count === 0 ? emptyWrites + 1 : 0
    if (emptyWrites >= EMPTY_WRITES_MAX)
      throw new DiskFailure('full', 'Cannot write file: the browser takes no bytes')
    written += count
  }
}

async function remove(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await folder.removeEntry(name)
  } catch (cause) {
    if (!isNotFound(cause)) throw cause
  }
}

async function failing<Value>(what: string, call: () => Promise<Value>): Promise<Value> {
  try {
    return await call()
  } catch (cause) {
    throw opfsFailureOf(what, cause)
  }
}

function isNotFound(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'NotFoundError'
}

function isSyncFile(handle: FileSystemFileHandle): handle is SyncFileHandle {
  return 'createSyncAccessHandle' in handle
}
