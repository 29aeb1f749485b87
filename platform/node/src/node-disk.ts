import type { FileHandle } from 'node:fs/promises'
import type { BigIntStats, Dirent } from 'node:fs'
import { constants } from 'node:fs'
import {
  chmod,
  link,
  lstat,
  lutimes,
  mkdir,
  open,
  readdir,
  rename,
  stat,
  statfs,
  unlink,
} from 'node:fs/promises'
import type { Disk, DiskEntry, DiskFailure, DiskFile, DiskStat } from '@rollcall/sync'
import { diskFailureOf } from './disk-failure-of.ts'
import { fromNativeName, toNativePath } from './disk-path.ts'

/** Not followed at the end of a path; Windows has no such flag and makes few links. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0
/** Opening a pipe that nobody writes to must not hang. */
const NO_WAIT = constants.O_NONBLOCK ?? 0
const READ = constants.O_RDONLY | NO_FOLLOW | NO_WAIT
const WRITE = constants.O_RDWR | constants.O_CREAT | NO_FOLLOW | NO_WAIT
const NEW_FILE_MODE = 0o666
const WRITE_PERMISSIONS = 0o222n
const ALL_PERMISSIONS = 0o7777n

/**
 * What `link` answers where a file system has no hard links: FAT and exFAT EPERM, network and user-space file systems the
 * others, Windows EISDIR. Linux also answers EPERM for a file of another owner.
 */
const NO_LINKS: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EISDIR',
])

/** The machine's file systems, by `node:fs`. */
export function createNodeDisk(): Disk {
  return {
    openToRead: (path) => openFile(path, READ),
    create: (path) => openFile(path, WRITE | constants.O_TRUNC),
    openToWrite: (path) => openFile(path, WRITE),
    rename: (from, to) => onPath('rename file', () => rename(toNativePath(from), toNativePath(to))),
    renameToNew,
    remove,
    makeFolder,
    list,
    stat: statPath,
    setModified,
    protect,
    syncFolder,
    freeBytes,
  }
}

async function openFile(path: string, flags: number): Promise<DiskFile> {
  const handle = await onPath('open file', () => open(toNativePath(path), flags, NEW_FILE_MODE))
  return diskFileOf(handle)
}

function diskFileOf(handle: FileHandle): DiskFile {
  let failedSync: DiskFailure | null = null
  return {
    read: (into, position) =>
      onFile('read file', async () => (await handle.read(into, 0, into.length, position)).bytesRead),
    write: (bytes, position) =>
      onFile('write file', async () => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten),
    sync: async () => {
      // The system forgets a failed fsync once it has told of it: a second one would say that all is well [R14].
      if (failedSync !== null) throw failedSync
      try {
        await handle.sync()
      } catch (error) {
        failedSync = diskFailureOf('sync file', 'file', error)
        throw failedSync
      }
    },
    stat: async () => diskStatOf(await onFile('stat file', () => handle.stat({ bigint: true }))),
    close: () => onFile('close file', () => handle.close()),
  }
}

/**
 * A hard link is refused in one step when the name is taken; then the old name goes. Killed in between, both names stay,
 * for the same bytes. Where there are no hard links, an empty file takes the name first and is then moved over; killed in
 * between, the empty file stays.
 */
async function renameToNew(from: string, to: string): Promise<void> {
  try {
    await link(toNativePath(from), toNativePath(to))
  } catch (error) {
    if (!NO_LINKS.has(codeOf(error))) throw diskFailureOf('rename file to a new name', 'path', error)
    await renameOverPlaceholder(from, to)
    return
  }
  await onPath('remove old name of file', () => unlink(toNativePath(from)))
}

async function renameOverPlaceholder(from: string, to: string): Promise<void> {
  await onPath('rename file to a new name', async () => {
    const placeholder = await open(toNativePath(to), WRITE | constants.O_EXCL, NEW_FILE_MODE)
    await placeholder.close()
    try {
      await rename(toNativePath(from), toNativePath(to))
    } catch (error) {
      await unlink(toNativePath(to))
      throw error
    }
  })
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(toNativePath(path))
  } catch (error) {
    const failure = diskFailureOf('remove file', 'path', error)
    if (failure.kind !== 'not_found') throw failure
  }
}

async function makeFolder(path: string): Promise<readonly string[]> {
  try {
    await mkdir(toNativePath(path))
    return [path]
  } catch (error) {
    const parent = parentOf(path)
    if (codeOf(error) === 'ENOENT' && parent !== null) {
      const made = await makeFolder(parent)
      return [...made, ...(await makeFolder(path))]
    }
    if (await isFolder(path)) return []
    throw diskFailureOf('make folder', 'path', error)
  }
}

/** Null where nothing is above that could be made. */
function parentOf(path: string): string | null {
  const parent = path.slice(0, path.lastIndexOf('/'))
  return parent === '' || parent === path ? null : parent
}

/** Follows links: a person may have moved a folder to another disk and left a link. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(toNativePath(path))).isDirectory()
  } catch {
    return false
  }
}

async function list(path: string): Promise<readonly DiskEntry[]> {
  const options = { withFileTypes: true, encoding: 'buffer' } as const
  const entries = await onPath('list folder', () => readdir(toNativePath(path), options))
  return entries.map((entry) => ({ name: fromNativeName(entry.name), kind: kindOf(entry) }))
}

async function statPath(path: string): Promise<DiskStat | null> {
  try {
    return diskStatOf(await lstat(toNativePath(path), { bigint: true }))
  } catch (error) {
    const failure = diskFailureOf('stat path', 'path', error)
    if (failure.kind === 'not_found') return null
    throw failure
  }
}

/**
 * Node takes seconds as a fraction, which holds a time of today to about 0.2 µs and is then cut off: half a microsecond more
 * keeps it in its millisecond. As text, because Node takes a negative number, a time before 1970, for "now".
 */
function setModified(path: string, modifiedAt: number): Promise<void> {
  const seconds = String((modifiedAt + 0.0005) / 1000)
  return onPath('set time of file', () => lutimes(toNativePath(path), seconds, seconds))
}

function protect(path: string): Promise<void> {
  return onPath('protect file', async () => {
    const { mode } = await stat(toNativePath(path), { bigint: true })
    await chmod(toNativePath(path), Number(mode & ALL_PERMISSIONS & ~WRITE_PERMISSIONS))
  })
}

/** Windows cannot sync a folder; its file systems journal their entries themselves. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await onPath('open folder', () =>
    open(toNativePath(path), constants.O_RDONLY | constants.O_DIRECTORY),
  )
  try {
    await onFile('sync folder', () => handle.sync())
  } finally {
    await onFile('close folder', () => handle.close())
  }
}

function freeBytes(path: string): Promise<number> {
  return onPath('ask for free space', async () => {
    const volume = await statfs(toNativePath(path), { bigint: true })
    return Number(volume.bavail * volume.bsize)
  })
}

function diskStatOf(stats: BigIntStats): DiskStat {
  return {
    kind: kindOf(stats),
    bytes: Number(stats.size),
    modifiedNs: String(stats.mtimeNs),
    changedNs: String(stats.ctimeNs),
    inode: String(stats.ino),
  }
}

function kindOf(entry: BigIntStats | Dirent<Buffer>): DiskEntry['kind'] {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'folder'
  return entry.isSymbolicLink() ? 'link' : 'other'
}

async function onPath<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    throw diskFailureOf(what, 'path', error)
  }
}

async function onFile<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    throw diskFailureOf(what, 'file', error)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
