import type { Disk, DiskFile, PlainFiles, PrivateFiles } from '@rollcall/sync'
import { createNameTurns, DiskFailure, PRIVATE_READ_MAX, withState, writeWhole } from '@rollcall/sync'
import { createSha256 } from './sha256.ts'

/**
 * Private files in a folder of a disk, which is made where it is missing: what a browser has in its own store, for programs on Node and
 * over the simulation's disk. The files are below `files`, the state below `state`.
 */
export async function createPrivateFiles(disk: Disk, folder: string): Promise<PrivateFiles> {
  const [files, slots] = await Promise.all([
    plainFiles(disk, `${folder}/files`),
    plainFiles(disk, `${folder}/state`),
  ])
  const sha256Of = async (bytes: Uint8Array) => {
    const sum = createSha256()
    sum.update(bytes)
    return sum.digestHex()
  }
  return withState(files, { slots, sha256Of })
}

async function plainFiles(disk: Disk, folder: string): Promise<PlainFiles> {
  for (const made of await disk.makeFolder(folder))
    await disk.syncFolder(made.slice(0, made.lastIndexOf('/')))
  const inTurn = createNameTurns()
  const at = (name: string) => `${folder}/${name}`

  async function sizeOf(name: string): Promise<number | null> {
    return (await disk.stat(at(name)))?.bytes ?? null
  }

  async function readRange(name: string, from: number, length: number) {
    const size = await sizeOf(name)
    if (size === null) return null
    const count = Math.max(0, Math.min(length, size - from))
    if (count > PRIVATE_READ_MAX) throw new DiskFailure('io', `Cannot read file: it has ${size} bytes`)
    const bytes = new Uint8Array(count)
    await withFile(disk.openToRead(at(name)), async (file) => {
      for (let done = 0; done < count; ) {
        const read = await file.read(bytes.subarray(done), from + done)
        if (read === 0) throw new DiskFailure('io', 'Cannot read file: it became shorter')
        done += read
      }
    })
    return bytes
  }

  async function write(name: string, bytes: Uint8Array, isNew: boolean): Promise<void> {
    const open = isNew ? disk.create(at(name)) : disk.openToWrite(at(name))
    await withFile(open, async (file) => {
      await writeWhole(file, bytes, isNew ? 0 : (await file.stat()).bytes)
      await file.sync()
    })
    await disk.syncFolder(folder)
  }

  return {
    read: (name) => inTurn(name, () => readRange(name, 0, Number.POSITIVE_INFINITY)),
    readPart: (name, from, length) => inTurn(name, () => readRange(name, from, length)),
    writeWhole: (name, bytes) => inTurn(name, () => write(name, bytes, true)),
    append: (name, bytes) => inTurn(name, () => write(name, bytes, false)),
    remove: (name) => inTurn(name, () => disk.remove(at(name))),
    list: async () => (await disk.list(folder)).map(({ name }) => name),
    sizeOf: (name) => inTurn(name, () => sizeOf(name)),
  }
}

async function withFile(opening: Promise<DiskFile>, work: (file: DiskFile) => Promise<void>): Promise<void> {
  const file = await opening
  try {
    await work(file)
  } finally {
    await file.close()
  }
}
