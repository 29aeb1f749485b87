import { devicePaths } from '@rollcall/agent'
import type { Sha256 } from '@rollcall/protocol'
import type { Disk } from '@rollcall/sync'
import { originalOf } from './contents.ts'
import type { SimDisk } from './sim-disk.ts'
import type { Witness } from './witness.ts'
import { sumOf } from './witness.ts'

/**
 * Watches what an engine does to a person's files. It may bring new ones under names that are free, and set aside those whose photo was
 * deleted, or that are on their way out. It never writes into or moves over one, and removes only an original that the server holds at
 * that moment [R5], as `isHeld` says, or has purged, and a smaller version whose original is there.
 */
export function watchDisk(
  port: Disk,
  disk: SimDisk,
  root: string,
  witness: Witness,
  isHeld: (sha256: Sha256) => boolean,
): Disk {
  const { own, trash } = devicePaths(root)
  const isOwn = (path: string) => path === own || path.startsWith(`${own}/`)
  const expect = (holds: boolean, detail: string) =>
    witness.expect(holds, 'files are left alone', () => detail)
  const mustBeOwn = (what: string, path: string) => expect(isOwn(path), `${what} ${path}`)
  const isHere = (sha256: Sha256) =>
    disk.filesBelow(root).some((path) => !isOwn(path) && sumOf(disk.bytesAt(path) ?? NOTHING) === sha256)
  const checkRemoval = (path: string) => {
    const bytes = disk.bytesAt(path)
    const isAside = path.startsWith(`${trash}/`)
    if ((isOwn(path) && !isAside) || bytes === null) return
    const original = originalOf(bytes)
    if (original !== null)
      return expect(isAside || isHere(original), `removed ${path}, whose original is not here`)
    const sha256 = sumOf(bytes)
    if (isAside && witness.purged.has(sha256)) return
    witness.noteDropped()
    witness.expect(isHeld(sha256), 'only what is held is dropped', () => {
      return `${path} (${sha256.slice(0, 8)}) was dropped`
    })
  }

  return {
    ...port,
    create: (path) => {
      mustBeOwn('created', path)
      return port.create(path)
    },
    openToWrite: (path) => {
      mustBeOwn('wrote to', path)
      return port.openToWrite(path)
    },
    remove: (path) => {
      checkRemoval(path)
      return port.remove(path)
    },
    rename: async (from, to) => {
      if (isOwn(to)) expect(isOwn(from) || to.startsWith(`${trash}/`), `moved ${from} to ${to}`)
      else expect(disk.bytesAt(to) === null, `moved over ${to}`)
      await port.rename(from, to)
    },
  }
}

const NOTHING = new Uint8Array(0)
