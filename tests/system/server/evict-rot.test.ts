/* A real server and a real engine in one process: an optimised device asks for leave to drop what has rotted on the server. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'node:test'
import { createEngine, devicePaths, MIGRATIONS, openDeviceState, runEngineOnce } from '@rollcall/agent'
import { createCaller, createLibraryApi } from '@rollcall/platform-client'
import {
  createNodeDisk,
  createSha256,
  createSystemClock,
  createSystemRandom,
  hmacSha256,
  openDatabase,
  unpackSegment,
} from '@rollcall/platform-node'
import { LEASE_VERIFIED_WITHIN_MS } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import { runDerivationsOf, until } from './deriving-harness.ts'
import { fileOf, rot } from './lease-harness.ts'
import { createScriptedDeriver, failedWith } from './scripted-deriver.ts'
import type { Member, TestServer } from './server-harness.ts'
import { bytesOf, shaOf, startServer } from './server-harness.ts'

const PHOTO_BYTES = 20_000

function photoOf(seed: number): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), bytesOf(seed, PHOTO_BYTES - 6)])
}

/** A clock whose sleep takes no time. */
function hastyClock(): Clock {
  const system = createSystemClock()
  let ahead = 0
  return {
    ...system,
    now: () => system.now() + ahead,
    monotonic: () => system.monotonic() + ahead,
    sleep: async (ms) => {
      ahead += Math.max(0, ms)
      await turn()
    },
  }
}

/** As a network does, it says how long what it carries is. */
function fetchFrom({ app }: TestServer): (request: Request) => Promise<Response> {
  return async (request) => {
    const bytes = new Uint8Array(await request.arrayBuffer())
    if (bytes.length === 0)
      return await app(new Request(request.url, { method: request.method, headers: request.headers }))
    const headers = new Headers(request.headers)
    headers.set('content-length', String(bytes.length))
    return await app(new Request(request.url, { method: request.method, headers, body: bytes }))
  }
}

/** A linked folder that syncs with a server in this process. */
function openFolder(server: TestServer, { session, libraryId }: Member) {
  const root = mkdtempSync(join(tmpdir(), 'rollcall-folder-'))
  mkdirSync(devicePaths(root).own)
  writeFileSync(devicePaths(root).config, '{}')
  const database = openDatabase(devicePaths(root).database, MIGRATIONS)
  const clock = hastyClock()
  const random = createSystemRandom()
  const { deviceId, token } = session
  const state = openDeviceState(database, { clock, random, deviceId, deviceName: 'Pixel' })
  const caller = createCaller({ url: 'http://server.test', token, fetch: fetchFrom(server) })
  const disk = createNodeDisk()
  const idKey = session.libraries[0]?.idKey ?? ''
  const api = createLibraryApi(caller, libraryId, unpackSegment)
  const base = { disk, clock, random, state, api, root, idKey, createSha256, hmacSha256 }
  const ports = { ...base, onEvent: () => undefined }
  return {
    state,
    write: (name: string, bytes: Buffer) => writeFileSync(join(root, name), bytes),
    read: (name: string) => readFileSync(join(root, name)),
    names: () => readdirSync(root).filter((name) => name.endsWith('.jpg')),
    sync: async () => {
      const engine = createEngine(ports)
      const roll = await runEngineOnce(engine, clock, new AbortController().signal)
      await engine.stop()
      assert.ok(roll !== null)
      return roll
    },
    [Symbol.dispose]: () => {
      database.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function optimise({ state }: ReturnType<typeof openFolder>): void {
  const { deviceId, replica, transaction } = state
  for (const setting of [
    { name: 'optimise', value: true },
    { name: 'budgetBytes', value: 1_000 },
    { name: 'freeFloorBytes', value: 0 },
    { name: 'keepDays', value: 0 },
  ] as const)
    transaction(() => replica.queue({ op: 'setDeviceSetting', args: { deviceId, setting } }, null))
}

test('[R5] what has rotted on the server stays on the device, and heals the server', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  // No smaller version can be made, so an original that goes leaves nothing behind.
  const deriver = createScriptedDeriver(async () => failedWith('corrupt_source'))
  await using _ = runDerivationsOf(server, deriver)
  using folder = openFolder(server, await server.signIn('ana'))
  const [whole, rotten] = [photoOf(1), photoOf(2)]
  folder.write('whole.jpg', whole)
  folder.write('rotten.jpg', rotten)
  await folder.sync()
  await until(() => deriver.jobs.length >= 2)
  await rot(server, shaOf(rotten))
  server.pass(LEASE_VERIFIED_WITHIN_MS + 60_000)

  optimise(folder)
  // Derivations are told over the feed a moment after they end.
  for (let tries = 0; tries < 50 && folder.names().length === 2; tries++) {
    await turn()
    await folder.sync()
  }
  assert.deepEqual(folder.names(), ['rotten.jpg'], 'the server holds the other one')
  assert.deepEqual(folder.read('rotten.jpg'), rotten)
  assert.deepEqual(readFileSync(fileOf(server, shaOf(rotten))), rotten, 'the device has sent it again')
  assert.deepEqual(readFileSync(fileOf(server, shaOf(whole))), whole)

  server.pass(60_000)
  const roll = await folder.sync()
  assert.equal(roll.counts.safe, 2)
  const transaction = folder.state.transaction
  const deviceId = folder.state.deviceId
  const setting = { name: 'optimise', value: false } as const
  transaction(() => folder.state.replica.queue({ op: 'setDeviceSetting', args: { deviceId, setting } }, null))
  await folder.sync()
  assert.deepEqual(folder.names().toSorted(), ['rotten.jpg', 'whole.jpg'])
  assert.deepEqual([folder.read('rotten.jpg'), folder.read('whole.jpg')], [rotten, whole])
})
