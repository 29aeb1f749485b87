import { existsSync, lstatSync, readdirSync } from 'node:fs'
import type { Disk, DiskFile } from '@rollcall/sync'
import { devicePaths } from '../folder/device-paths.ts'

/** The most bytes that ever lay in a folder, looked at after every change of the disk, so that no moment is missed. */
export interface MeasuringDisk {
  readonly wrap: (disk: Disk) => Disk
  /** Begins to measure a folder: photos, smaller versions, and what is on its way in. Set aside files do not count. */
  readonly watch: (root: string) => void
  readonly mostBytes: () => number
}

/** Makes a {@link MeasuringDisk} that measures nothing yet. */
export function createMeasuringDisk(): MeasuringDisk {
  let root: string | null = null
  let most = 0
  const look = () => {
    if (root !== null) most = Math.max(most, bytesIn(root))
  }
  const looking =
    <Args extends readonly unknown[], Answer>(change: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      const answer = await change(...args)
      look()
      return answer
    }
  const measured = (file: DiskFile): DiskFile => ({
    read: file.read,
    write: looking(file.write),
    sync: file.sync,
    stat: file.stat,
    close: file.close,
  })
  return {
    wrap: (disk) => ({
      ...disk,
      create: async (path) => measured(await disk.create(path)),
      openToWrite: async (path) => measured(await disk.openToWrite(path)),
      rename: looking(disk.rename),
      renameToNew: looking(disk.renameToNew),
      remove: looking(disk.remove),
    }),
    watch: (folder) => {
      root = folder
      most = 0
      look()
    },
    mostBytes: () => most,
  }
}

function bytesIn(root: string): number {
  const { own, incoming } = devicePaths(root)
  const bytesByFile = new Map<number, number>()
  for (const folder of [root, incoming]) addFiles(folder, own, bytesByFile)
  return [...bytesByFile.values()].reduce((sum, bytes) => sum + bytes, 0)
}

/** By the number of the file, as one that gets its name meanwhile has two. Left out is what lies below `except`. */
function addFiles(folder: string, except: string, bytesByFile: Map<number, number>): void {
  for (const entry of existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []) {
    const path = `${folder}/${entry.name}`
    if (path === except) continue
    if (entry.isDirectory()) addFiles(path, except, bytesByFile)
    const stat = entry.isFile() ? lstatSync(path, { throwIfNoEntry: false }) : undefined
    if (stat !== undefined) bytesByFile.set(stat.ino, stat.size)
  }
}
