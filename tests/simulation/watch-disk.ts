import { devicePaths } from '@rollcall/agent'
import type { Disk } from '@rollcall/sync'
import type { SimDisk } from './sim-disk.ts'
import type { Witness } from './witness.ts'
import { sumOf } from './witness.ts'

/**
 * Watches what an engine does to a person's files. It may bring new ones under names that are free, and set aside, under
 * their hash, those whose photo was deleted. It never writes into, moves over or removes one.
 */
export function watchDisk(port: Disk, disk: SimDisk, root: string, witness: Witness): Disk {
  const { own, trash } = devicePaths(root)
  const isOwn = (path: string) => path === own || path.startsWith(`${own}/`)
  const expect = (holds: boolean, detail: string) =>
    witness.expect(holds, 'files are left alone', () => detail)
  const mustBeOwn = (what: string, path: string) => expect(isOwn(path), `${what} ${path}`)

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
      mustBeOwn('removed', path)
      return port.remove(path)
    },
    rename: async (from, to) => {
      if (isOwn(to)) expect(isOwn(from) || to.startsWith(`${trash}/`), `moved ${from} to ${to}`)
      else expect(disk.bytesAt(to) === null, `moved over ${to}`)
      const bytes = disk.bytesAt(to)
      await port.rename(from, to)
      const moved = disk.bytesAt(to)
      if (isOwn(from) || moved === null || moved === bytes) return
      expect(to === `${trash}/${sumOf(moved)}`, `set aside ${from} under the name of other bytes`)
    },
  }
}
