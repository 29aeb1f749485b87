import type { Disk, DiskFile } from '@rollcall/sync'

/** What tests may do to a disk. */
export interface Tampering {
  /** Hears every call that changes or reads something, such as `sync` and the file's path, before it is done. May throw instead. */
  readonly onCall?: (call: string, path: string) => void
  /** Bytes that one write takes at most. */
  readonly writeMax?: number
  /** Sees what a read gave and may alter it. */
  readonly onRead?: (into: Uint8Array, position: number) => void
  /** Free bytes, instead of the true ones. */
  readonly freeBytes?: number
}

/** A real disk with a tester's hand in it. */
export function tamperedDisk(disk: Disk, tampering: Tampering): Disk {
  const { onCall = () => {}, freeBytes } = tampering
  const opened = async (call: string, path: string, open: (path: string) => Promise<DiskFile>) => {
    onCall(call, path)
    return tamperedFile(await open(path), path, tampering)
  }
  const told =
    <Rest extends readonly unknown[], Result>(
      call: string,
      act: (path: string, ...rest: Rest) => Promise<Result>,
    ) =>
    async (path: string, ...rest: Rest) => {
      onCall(call, path)
      return act(path, ...rest)
    }
  return {
    ...disk,
    openToRead: (path) => opened('openToRead', path, disk.openToRead),
    create: (path) => opened('create', path, disk.create),
    openToWrite: (path) => opened('openToWrite', path, disk.openToWrite),
    rename: async (from, to) => {
      onCall('rename', to)
      await disk.rename(from, to)
    },
    remove: told('remove', disk.remove),
    makeFolder: told('makeFolder', disk.makeFolder),
    protect: told('protect', disk.protect),
    syncFolder: told('syncFolder', disk.syncFolder),
    freeBytes: async (path) => freeBytes ?? disk.freeBytes(path),
  }
}

function tamperedFile(file: DiskFile, path: string, tampering: Tampering): DiskFile {
  const { onCall = () => {}, onRead = () => {}, writeMax = Number.POSITIVE_INFINITY } = tampering
  return {
    read: async (into, position) => {
      onCall('read', path)
      const count = await file.read(into, position)
      onRead(into.subarray(0, count), position)
      return count
    },
    write: async (bytes, position) => {
      onCall('write', path)
      return file.write(bytes.subarray(0, writeMax), position)
    },
    sync: async () => {
      onCall('sync', path)
      await file.sync()
    },
    stat: file.stat,
    close: async () => {
      try {
        onCall('close', path)
      } finally {
        await file.close()
      }
    },
  }
}
