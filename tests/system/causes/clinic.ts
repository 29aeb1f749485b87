import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createNodeDisk, createSystemRandom } from '@rollcall/platform-node'
import { createFileBlobs, createNodeServer } from '@rollcall/server'
import type { Disk, DiskFile } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import type { Front } from '../processes/front.ts'
import { startFront, trustFronts } from '../processes/front.ts'
import type { TestServer } from '../server/server-harness.ts'
import { startServer } from '../server/server-harness.ts'

/** The one server of all cases, the ways to it, and what can be wrong with them. Each case has an account of its own. */
export interface Clinic extends AsyncDisposable {
  readonly folder: string
  readonly server: TestServer
  /** The way by http, and the one by https. */
  readonly plain: Front
  readonly secure: Front
  /** An address of this machine at which nobody listens. */
  readonly deadUrl: string
  /** The disk under the server's originals. */
  readonly disk: { isFull: boolean }
  /** Mends all that cases share. */
  readonly tidy: () => void
}

/** Hundreds of devices come and go: where there is a disk in memory, nobody waits for a real one to be safe from a power cut. */
const MEMORY_DISK = '/dev/shm'

/** Opens it: a real server, listening, with real files and a real database. */
export async function openClinic(): Promise<Clinic> {
  trustFronts()
  if (existsSync(MEMORY_DISK)) process.env['TMPDIR'] = MEMORY_DISK
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-causes-'))
  const disk = { isFull: false }
  const blobsDisk = fillableDisk(createNodeDisk(), disk)
  const blobs = createFileBlobs({
    disk: blobsDisk,
    random: createSystemRandom(),
    root: join(folder, 'server'),
  })
  const server = await startServer({ blobs })
  const listener = createNodeServer(server.app, (cause) => console.error(cause))
  const port = await listen(listener)
  const plain = await startFront(port)
  const secure = await startFront(port, { isSecure: true })
  return {
    folder,
    server,
    plain,
    secure,
    deadUrl: `http://127.0.0.1:${await deadPort()}`,
    disk,
    tidy: () => {
      disk.isFull = false
      plain.behave('through')
      plain.claim(null)
      plain.release(null)
      secure.claim(null)
      secure.show('valid')
      secure.missetDate(0)
    },
    [Symbol.asyncDispose]: async () => {
      await plain[Symbol.asyncDispose]()
      await secure[Symbol.asyncDispose]()
      listener.closeAllConnections()
      await new Promise((resolve) => listener.close(resolve))
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A disk on which nothing more can be written while it is full. */
function fillableDisk(disk: Disk, state: { readonly isFull: boolean }): Disk {
  const fillable = (file: DiskFile): DiskFile => ({
    read: (into, position) => file.read(into, position),
    write: (bytes, position) =>
      state.isFull
        ? Promise.reject(new DiskFailure('full', 'Cannot write file: the disk is full'))
        : file.write(bytes, position),
    sync: () => file.sync(),
    stat: () => file.stat(),
    close: () => file.close(),
  })
  return {
    ...disk,
    freeBytes: async (path) => (state.isFull ? 0 : await disk.freeBytes(path)),
    create: async (path) => fillable(await disk.create(path)),
    openToWrite: async (path) => fillable(await disk.openToWrite(path)),
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  assert.ok(address.port > 0)
  return address.port
}

/** A port that was free a moment ago. */
async function deadPort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}
