import type { Sha256 } from '@rollcall/protocol'
import { DERIVATIVE_VERSION } from '@rollcall/media'
import type { Disk, DiskFile, Random } from '@rollcall/sync'
import { writeWhole } from '@rollcall/sync'
import { createBlobFolders } from '../blobs/blob-folders.ts'
import type { OpenBlob } from '../blobs/blobs.ts'
import { readBlob } from '../blobs/read-blob.ts'
import type { DerivativeRow } from '../store/store.ts'
import type { MadeFile } from './deriver.ts'

/*
 * Derivatives on disk, below `derivatives/`. The small ones lie one after the other in packs, since a million files of four
 * kilobytes would cost more in folders than in bytes; previews and streams are files of their own.
 *
 *   packs/{name}.pack             appended to by the process that made it, never changed, never appended to after a restart
 *   files/ab/cd/{sha256}-{kind}-v{version}
 *   work/{slot}/                  the folder of one job at a time, emptied before and after it
 *
 * Nothing here is precious: rows name where a derivative lies and what it hashes to, and one that is not there any more, as
 * after a power cut, is made again.
 */

/** A pack is closed at this size, and the next one begun. */
const PACK_BYTES = 32 * 1024 * 1024

/** Derivatives up to this size go into packs. */
const PACKED_MAX_BYTES = 256 * 1024

const NAME_BYTES = 8

/** Where a derivative was put. `position` is 0 in a file of its own. */
export type DerivativePlace = Pick<DerivativeRow, 'file' | 'position'>

/** Keeps derivatives; see this file's header. Every method rejects with a `DiskFailure` when the disk does. */
export interface DerivativeFiles {
  /** Lends an empty folder to `work`, and deletes what is left in it. */
  readonly withWorkFolder: <Result>(work: (folder: string) => Promise<Result>) => Promise<Result>
  /** Takes a derivative over from a job's folder. `bytes` is what the file holds, where the caller has read it; what is not {@link isChecked} is synced. */
  readonly keep: (sha256: Sha256, made: MadeFile, bytes: Uint8Array | null) => Promise<DerivativePlace>
  /** Puts bytes that were read into a job's folder, for it to work on; answers their path. */
  readonly layOut: (folder: string, bytes: Uint8Array) => Promise<string>
  /** The whole of a made file, to be hashed, and packed if it is small. */
  readonly readMade: (made: MadeFile) => Promise<Uint8Array>
  /** Opens the file that holds a derivative, or a whole pack; null when it is gone. */
  readonly open: (row: Pick<DerivativeRow, 'file'>) => Promise<OpenBlob | null>
  /** Removes a derivative that no row names any more; in a pack it stays where it is. Removing it twice does nothing. */
  readonly remove: (row: DerivativePlace) => Promise<void>
  readonly close: () => Promise<void>
}

/** Whether a made file is small enough for a pack. */
export function isPacked(made: MadeFile): boolean {
  return made.bytes <= PACKED_MAX_BYTES && (made.kind === 'small' || made.kind === 'medium')
}

/** Whether a made file is read and hashed whenever it is sent. */
export function isChecked(made: MadeFile): boolean {
  return made.kind !== 'stream'
}

/** Keeps derivatives in files below `root`, absolute. One process writes there at a time. Makes folders when first needed. */
export function createDerivativeFiles({
  disk,
  random,
  root,
}: {
  readonly disk: Disk
  readonly random: Random
  readonly root: string
}): DerivativeFiles {
  const folders = createBlobFolders(disk, `${root}/derivatives`)
  const top = `${root}/derivatives`
  const packs = createPacks(disk, random, top, () => folders.ready(`${top}/packs`))
  let slots = 0
  const freeSlots: number[] = []

  return {
    withWorkFolder: async (work) => {
      const slot = freeSlots.pop() ?? slots++
      const folder = `${top}/work/${slot}`
      try {
        await disk.makeFolder(folder)
        await emptyFolder(disk, folder)
        const result = await work(folder)
        await emptyFolder(disk, folder)
        return result
      } finally {
        freeSlots.push(slot)
      }
    },
    layOut: async (folder, bytes) => {
      const path = `${folder}/laid-out`
      const file = await disk.create(path)
      try {
        await writeWhole(file, bytes, 0)
      } finally {
        await file.close()
      }
      return path
    },
    readMade: async (made) => {
      const file = await disk.openToRead(made.path)
      try {
        return await readWhole(file, made.bytes)
      } finally {
        await file.close()
      }
    },
    keep: async (sha256, made, bytes) => {
      if (bytes !== null && isPacked(made)) return await packs.append(bytes)
      const folder = `files/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}`
      await folders.ready(`${top}/files`)
      await disk.makeFolder(`${top}/${folder}`)
      const file = `${folder}/${sha256}-${made.kind}-v${DERIVATIVE_VERSION}`
      if (!isChecked(made)) await syncFile(disk, made.path)
      await disk.rename(made.path, `${top}/${file}`)
      return { file, position: 0 }
    },
    open: ({ file }) => readBlob(disk, `${top}/${file}`),
    remove: async ({ file }) => {
      if (!file.startsWith('packs/')) await disk.remove(`${top}/${file}`)
    },
    close: packs.close,
  }
}

/** The packs of one process: appended to one derivative at a time, so that two never claim the same position. */
function createPacks(disk: Disk, random: Random, top: string, ready: () => Promise<void>) {
  let pack: { readonly name: string; readonly file: DiskFile; bytes: number } | null = null
  let line: Promise<unknown> = Promise.resolve()

  async function appendNow(bytes: Uint8Array): Promise<DerivativePlace> {
    if (pack === null || pack.bytes + bytes.length > PACK_BYTES) {
      await pack?.file.close()
      pack = null
      await ready()
      const name = `packs/${random.hex(NAME_BYTES)}.pack`
      pack = { name, file: await disk.create(`${top}/${name}`), bytes: 0 }
    }
    const position = pack.bytes
    pack.bytes += bytes.length // also when writing fails: what half-way stands there is never pointed to
    await writeWhole(pack.file, bytes, position)
    return { file: pack.name, position }
  }

  return {
    append: (bytes: Uint8Array): Promise<DerivativePlace> => {
      const mine = line.then(() => appendNow(bytes))
      line = mine.catch(() => undefined) // whoever asked is told; the next one goes on
      return mine
    },
    close: async () => {
      await line
      await pack?.file.close()
      pack = null
    },
  }
}

async function emptyFolder(disk: Disk, folder: string): Promise<void> {
  for (const { name } of await disk.list(folder)) await disk.remove(`${folder}/${name}`)
}

async function syncFile(disk: Disk, path: string): Promise<void> {
  const file = await disk.openToWrite(path)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Reads `bytes` from the beginning of a file; fewer when it is shorter. */
async function readWhole(file: DiskFile, bytes: number): Promise<Uint8Array> {
  const whole = new Uint8Array(bytes)
  let at = 0
  while (at < bytes) {
    const count = await file.read(whole.subarray(at), at)
    if (count === 0) break
    at += count
  }
  return whole.subarray(0, at)
}
