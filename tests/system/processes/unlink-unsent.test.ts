import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { hashesBelow, photoOf, putFiles } from './media-files.ts'
import { assetsOf, exits, openHousehold, openScene, startServer, succeeds, syncOnce } from './scene.ts'

test('unlinking sends what was said here first, and loses none of it that cannot be sent', async () => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['a', 'b', 'c'])
  const { a, b, c } = folders
  await putFiles(a, { 'one.jpg': photoOf(1, 5_000), 'two.jpg': photoOf(2, 6_000) })
  await syncOnce(a)
  await syncOnce(b)
  const favourites = async () => (await assetsOf(c)).filter((asset) => asset.favourite).length

  await succeeds(['favourite', 'one.jpg', '--folder', a])
  await succeeds(['unlink', '--remove', '--yes', '--folder', a])
  assert.deepEqual([hashesBelow(a).length, await favourites()], [0, 1])

  await succeeds(['favourite', 'two.jpg', '--folder', b])
  server.process.stop()
  await server.process.ended()
  for (const outcome of ['--keep', '--remove']) {
    const { stderr } = await exits(1, ['unlink', outcome, '--yes', '--folder', b])
    if (outcome === '--keep') assert.match(stderr, /1 change made here was not sent.*\n.*--drop-unsent/)
    assert.ok(existsSync(join(b, '.rollcall/device.json')), 'it is still linked')
  }
  assert.equal(hashesBelow(b).length, 2)
  await startServer(scene, { port: server.port })
  await succeeds(['unlink', '--keep', '--yes', '--folder', b])
  assert.deepEqual([hashesBelow(b).length, await favourites()], [2, 2])
})

test('unlinking gives up what cannot be sent only when it is told to', async () => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['a'])
  const { a } = folders
  await putFiles(a, { 'one.jpg': photoOf(1, 5_000) })
  await syncOnce(a)
  await succeeds(['favourite', 'one.jpg', '--folder', a])
  await server.process.kill()
  await exits(1, ['unlink', '--keep', '--yes', '--folder', a])
  await succeeds(['unlink', '--keep', '--yes', '--drop-unsent', '--folder', a])
  assert.equal(existsSync(join(a, '.rollcall/device.json')), false)
  assert.equal(hashesBelow(a).length, 1)
})
