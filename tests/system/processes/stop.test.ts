import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { startProxy } from './counting-proxy.ts'
import { hashesBelow, photoOf, putFiles, videoOf } from './media-files.ts'
import type { ServerProcess } from './scene.ts'
import {
  admitDevice,
  exits,
  intactBlobs,
  foundAccount,
  openHousehold,
  openScene,
  startServer,
  statusOf,
} from './scene.ts'
import { until } from './until.ts'

const PART_BYTES = 8 * 1024 * 1024
const PARTS = 6

/** A server that is asked to stop waits for what it is answering, but no longer than this. */
const STOP_MAX_MS = 15_000

describe('stopping', { concurrency: true }, () => {
  test('a server stopped under an upload ends soon and cleanly; after a start only missing parts are sent', async () => {
    await using scene = await openScene()
    const a = join(scene.folder, 'a')
    await putFiles(a, { 'long.mp4': videoOf(1, PARTS * PART_BYTES) })
    const first = await startServer(scene)
    await foundAccount(first)
    const proxy = await startProxy(first.port)
    scene.defer(() => proxy[Symbol.asyncDispose]())
    await admitDevice(a, proxy.url, 'a')

    // Two parts travel at once, so of two and a half at least one has arrived, and three at most have begun.
    const gate = Promise.withResolvers<void>()
    let isHeld = false
    proxy.onPiece(async ({ bytes }) => {
      if (bytes < 2.5 * PART_BYTES) return
      isHeld = true
      await gate.promise
    })
    const sync = scene.start(['sync', '--once', '--json', '--folder', a])
    await until('an upload on its way', () => isHeld && partsTaken(first).length > 0)
    assert.equal(partsTaken(first).length < PARTS, true)

    const askedAt = Date.now()
    first.process.stop()
    gate.resolve()
    const ended = await first.process.ended(STOP_MAX_MS)
    assert.equal(ended.code, 0, ended.stderr)
    assert.ok(Date.now() - askedAt < STOP_MAX_MS)
    assert.match(ended.stderr, /"msg":"server stopped"/)
    const before = partsTaken(first)
    assert.ok(before.length < PARTS, 'the upload was over before the server was asked to stop')

    const second = await startServer(scene, { port: first.port })
    const { code, stdout, stderr } = await sync.ended()
    if (code !== 0)
      await exits(0, ['sync', '--once', '--folder', a]) // it may give up before the server is back
    else assert.equal(JSON.parse(stdout).safe, 1, stderr)
    const parts = [...before, ...partsTaken(second)]
    assert.deepEqual(
      parts.toSorted(),
      Array.from({ length: PARTS }, (_, part) => String(part)),
    )
    assert.deepEqual([...intactBlobs(second.data)], hashesBelow(a))
  })

  test('a device that is asked to stop ends soon and cleanly', async () => {
    await using scene = await openScene()
    const { folders } = await openHousehold(scene, ['a'])
    await putFiles(folders.a, { 'one.jpg': photoOf(1) })
    const sync = scene.start(['sync', '--folder', folders.a])
    await until('one original safe', async () => (await statusOf(folders.a)).safe === 1)
    sync.stop()
    assert.equal((await sync.ended(STOP_MAX_MS)).code, 0)
  })

  test('two syncs on one folder: the second refuses in clear words, and the first goes on', async () => {
    await using scene = await openScene()
    const { folders } = await openHousehold(scene, ['a'])
    const sync = scene.start(['sync', '--folder', folders.a])
    await until('a running sync', () => sync.stderr().includes('originals'))
    for (const args of [['sync', '--once'], ['sync']]) {
      const { stderr } = await exits(1, [...args, '--folder', folders.a])
      assert.match(stderr, /^Another rollcall sync works on .*a already\.\n$/)
    }
    assert.ok(sync.isRunning())
    await putFiles(folders.a, { 'one.jpg': photoOf(1) })
    await until('one original safe', async () => (await statusOf(folders.a)).safe === 1)
  })

  test('two servers on one data folder: the second refuses in clear words', async () => {
    await using scene = await openScene()
    const { data } = await startServer(scene)
    const { stderr } = await exits(2, ['serve', '--data', data, '--port', '0'])
    assert.match(stderr, /Another Rollcall server is using/)
  })
})

/** Numbers of the parts that a server has accepted. */
function partsTaken(server: ServerProcess): readonly string[] {
  return server
    .answered()
    .filter(
      ({ method, status, pathname }) => method === 'PUT' && status === 200 && pathname.includes('/parts/'),
    )
    .map(({ pathname }) => pathname.slice(pathname.lastIndexOf('/') + 1))
}
