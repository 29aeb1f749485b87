import { HEAD_BYTES, readDerivativeMark } from '@rollcall/media'
import type { Sha256 } from '@rollcall/protocol'
import type { FolderPath } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import type { EnginePorts } from '../engine/engine-ports.ts'
import { devicePaths } from '../folder/device-paths.ts'
import type { KnownFiles, ScanPorts } from '../folder/scan-folder.ts'
import { scanFolder } from '../folder/scan-folder.ts'
import type { ScannedFile } from '../state/folder-store.ts'

/** Bytes read at once. */
const READ_BYTES = 1024 * 1024

/** A file that was set aside because its photo was deleted elsewhere. */
export interface SetAside {
  readonly path: FolderPath
  readonly sha256: Sha256
  readonly bytes: number
  /** Set when it is a smaller version that Rollcall made. */
  readonly derivativeOf: Sha256 | null
}

/** Everything that lies in a device's folder, each original read and hashed now. */
export interface Inventory {
  readonly files: readonly ScannedFile[]
  readonly setAside: readonly SetAside[]
}

/** What taking an inventory needs of the world. */
export type InventoryPorts = Pick<EnginePorts, 'disk' | 'clock' | 'createSha256' | 'root'>

/** Told as it goes on: bytes that were read so far. */
export type OnRead = (bytesRead: number) => void

/**
 * Walks a device's folder and reads every original again, whatever the last scan remembers of it [R6]. Holds one block of a file at a
 * time, and a line for each file. Null when the folder is not there. Rejects with a `DiskFailure` when it cannot look at what was set aside.
 */
export async function takeInventory(ports: InventoryPorts, onRead: OnRead): Promise<Inventory | null> {
  const counting = countReads(ports, onRead)
  const scan = await scanFolder(counting, ports.root, NOTHING_KNOWN, null)
  if (scan === null) return null
  return { files: scan.found, setAside: await hashSetAside(counting, ports.root) }
}

/** Whether the folder is still as an inventory found it, by what the disk says of each file; nothing is read again. */
export async function isAsFound(ports: InventoryPorts, { files, setAside }: Inventory): Promise<boolean> {
  const fileByPath = new Map(files.map((file) => [file.path, file]))
  const known: KnownFiles = {
    scanned: (path) => fileByPath.get(path) ?? null,
    pathsBelow: () => [...fileByPath.keys()],
  }
  const again = await scanFolder(ports, ports.root, known, null)
  if (again === null || again.found.length > 0 || again.gone.length > 0) return false
  const now = new Set((await listSetAside(ports, ports.root)).map(({ path }) => path))
  return setAside.length === now.size && setAside.every(({ path }) => now.has(path))
}

const NOTHING_KNOWN: KnownFiles = { scanned: () => null, pathsBelow: () => [] }

function countReads(ports: ScanPorts, onRead: OnRead): ScanPorts {
  let bytesRead = 0
  return {
    ...ports,
    createSha256: () => {
      const running = ports.createSha256()
      return {
        update: (bytes) => {
          running.update(bytes)
          bytesRead += bytes.length
          onRead(bytesRead)
        },
        digestHex: () => running.digestHex(),
      }
    },
  }
}

async function listSetAside(
  { disk }: Pick<ScanPorts, 'disk'>,
  root: string,
): Promise<readonly { readonly path: FolderPath }[]> {
  const { trash } = devicePaths(root)
  try {
    const entries = await disk.list(trash)
    return entries
      .filter(({ kind }) => kind === 'file')
      .map(({ name }) => ({ path: `${trash.slice(root.length + 1)}/${name}` }))
  } catch (error) {
    // Nothing was ever set aside.
    if (error instanceof DiskFailure && error.kind === 'not_found') return []
    throw error
  }
}

async function hashSetAside(ports: ScanPorts, root: string): Promise<readonly SetAside[]> {
  const files: SetAside[] = []
  for (const { path } of await listSetAside(ports, root))
    files.push({ path, ...(await hashFile(ports, `${root}/${path}`)) })
  return files
}

async function hashFile(
  { disk, createSha256 }: Pick<ScanPorts, 'disk' | 'createSha256'>,
  path: string,
): Promise<Omit<SetAside, 'path'>> {
  const file = await disk.openToRead(path)
  try {
    const buffer = new Uint8Array(READ_BYTES)
    const head = new Uint8Array(HEAD_BYTES)
    const hash = createSha256()
    let bytes = 0
    for (;;) {
      const count = await file.read(buffer, bytes)
      if (count === 0) break
      if (bytes < HEAD_BYTES) head.set(buffer.subarray(0, Math.min(count, HEAD_BYTES - bytes)), bytes)
      hash.update(buffer.subarray(0, count))
      bytes += count
    }
    const mark = readDerivativeMark(head.subarray(0, Math.min(bytes, HEAD_BYTES)))
    return {
      bytes,
      sha256: hash.digestHex() as Sha256,
      derivativeOf: (mark?.originalSha256 ?? null) as Sha256 | null,
    }
  } finally {
    await file.close()
  }
}
