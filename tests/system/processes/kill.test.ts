/*
 * SIGKILL, again and again, of the server or of a device, each time when a seeded number of requests and bytes has passed
 * between them. After each kill: whatever the device calls safe lies on the server, intact. At the end: nothing is lost,
 * nothing is doubled, and the roll closes. (SIGKILL proves nothing about power cuts: the page cache survives it. Those are
 * the simulation's.) `ROLLCALL_SEED=n` plays another round.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createSeededRandom } from '../../simulation/seeded-random.ts'
import type { CountingProxy } from './counting-proxy.ts'
import { startProxy } from './counting-proxy.ts'
import { hashesBelow, photoOf, putFiles, videoOf } from './media-files.ts'
import type { Running } from './rollcall-process.ts'
import type { Scene, ServerProcess } from './scene.ts'
import {
  assetsOf,
  admitDevice,
  intactBlobs,
  foundAccount,
  listOf,
  openScene,
  startServer,
  succeeds,
  syncOnce,
} from './scene.ts'
import { until } from './until.ts'

const SEED = Number(process.env['ROLLCALL_SEED'] ?? 1)

const PHOTOS = 24
/** In three parts. */
const VIDEO_BYTES = 20_000_000
/** Of the server, and of each device. `ROLLCALL_KILLS=n` plays a longer round. */
const KILLS = Number(process.env['ROLLCALL_KILLS'] ?? 3)
/** A kill comes after so many requests, and so many bytes of them. */
const REQUESTS_BELOW = 14
const BYTES_BELOW = 400_000

interface Household {
  readonly server: ServerProcess
  readonly proxy: CountingProxy
  readonly a: string
  readonly b: string
}

describe('SIGKILL', { concurrency: true }, () => {
  test(`a server killed at any request has lost nothing that it acknowledged (seed ${SEED})`, async () => {
    await using scene = await openScene()
    const { server: first, proxy, a, b } = await openWatchedHousehold(scene)
    const chance = createSeededRandom(SEED, 'server')
    let server = first
    let syncs = [startSync(scene, a), startSync(scene, b)]
    for (let kills = 0; kills < KILLS; kills++) {
      await killAfter(proxy, chance, server.process)
      const acknowledged = (await listOf(a, 'safe')).map(({ sha256 }) => sha256)
      const held = intactBlobs(server.data)
      for (const sha256 of acknowledged)
        assert.ok(held.has(sha256 ?? ''), `lost after kill ${kills}: ${sha256}`)
      server = await startServer(scene, { port: server.port })
      syncs = syncs.map((sync, index) => (sync.isRunning() ? sync : startSync(scene, index === 0 ? a : b)))
    }
    proxy.onPiece(null)
    await Promise.all(syncs.map((sync) => sync.ended()))
    await assertWhole({ server, proxy, a, b })
  })

  test(`a device killed at any request goes on where it was (seed ${SEED})`, async () => {
    await using scene = await openScene()
    const household = await openWatchedHousehold(scene)
    const { server, proxy, a, b } = household
    const chance = createSeededRandom(SEED, 'devices')
    for (const folder of [a, b]) {
      for (let kills = 0; kills < KILLS; kills++) {
        await killAfter(proxy, chance, startSync(scene, folder))
        const acknowledged = (await listOf(folder, 'safe')).map(({ sha256 }) => sha256)
        const held = intactBlobs(server.data)
        for (const sha256 of acknowledged) assert.ok(held.has(sha256 ?? ''), `never arrived: ${sha256}`)
      }
      await syncOnce(folder)
    }
    await assertWhole(household)
  })
})

/** A server, two devices that reach it through a proxy, and files on the first of them. */
async function openWatchedHousehold(scene: Scene): Promise<Household> {
  const a = join(scene.folder, 'a')
  const b = join(scene.folder, 'b')
  const chance = createSeededRandom(SEED, 'files')
  const photos = Array.from({ length: PHOTOS }, (_, index) =>
    photoOf(`${SEED}/${index}`, 20_000 + chance.below(150_000)),
  )
  await putFiles(a, Object.fromEntries(photos.map((bytes, index) => [`trip/IMG_${index}.JPG`, bytes])))
  await putFiles(a, { 'trip/VID_1.MP4': videoOf(SEED, VIDEO_BYTES) })
  const server = await startServer(scene)
  await foundAccount(server)
  const proxy = await startProxy(server.port)
  scene.defer(() => proxy[Symbol.asyncDispose]())
  await Promise.all([admitDevice(a, proxy.url, 'a'), admitDevice(b, proxy.url, 'b')])
  return { server, proxy, a, b }
}

function startSync(scene: Scene, folder: string): Running {
  return scene.start(['sync', '--once', '--json', '--folder', folder])
}

/** Kills once a seeded number of requests, and bytes, has passed from now on; or when all is quiet, because the work is done. */
async function killAfter(
  proxy: CountingProxy,
  chance: ReturnType<typeof createSeededRandom>,
  victim: Running,
): Promise<void> {
  const before = proxy.passed()
  const requests = before.requests + 1 + chance.below(REQUESTS_BELOW)
  const bytes = before.bytes + chance.below(BYTES_BELOW)
  let isKilled = false
  proxy.onPiece((passed) => {
    if (isKilled || passed.requests < requests || passed.bytes < bytes) return
    isKilled = true
    void victim.kill()
  })
  const quiet = quietProxy(proxy)
  await until('the time to kill', () => isKilled || !victim.isRunning() || quiet(), 30_000)
  proxy.onPiece(null)
  await victim.kill()
}

/** Tells whether nothing has passed for a while. */
function quietProxy(proxy: CountingProxy): () => boolean {
  let last = { bytes: -1, at: 0 }
  return () => {
    const { bytes } = proxy.passed()
    if (bytes !== last.bytes) last = { bytes, at: Date.now() }
    return Date.now() - last.at > 6_000
  }
}

async function assertWhole({ server, a, b }: Household): Promise<void> {
  const total = PHOTOS + 1
  for (const roll of await Promise.all([syncOnce(a), syncOnce(b)]))
    assert.deepEqual([roll.total, roll.safe], [total, total], JSON.stringify(roll))
  assert.deepEqual(hashesBelow(b), hashesBelow(a))
  assert.deepEqual([...intactBlobs(server.data)].toSorted(), hashesBelow(a))
  const resources = (await assetsOf(a)).flatMap((asset) => asset.resources)
  assert.deepEqual(resources.map(({ sha256 }) => String(sha256)).toSorted(), hashesBelow(a))
  const [{ stdout }] = await Promise.all([
    succeeds(['admin', 'list', '--json', '--data', server.data]),
    succeeds(['verify', '--data', server.data]),
  ])
  const bytes = resources.reduce((sum, resource) => sum + resource.bytes, 0)
  assert.equal(JSON.parse(stdout)[0].usedBytes, bytes)
}
