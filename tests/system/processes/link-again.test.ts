import assert from 'node:assert/strict'
import { test } from 'node:test'
import { photoOf, putFiles } from './media-files.ts'
import { deviceOf, linkDevice, listOf, openHousehold, openScene, run, succeeds, syncOnce } from './scene.ts'

/** Settings that somebody chose, by name. */
async function chosenIn(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const { stdout } = await succeeds(['settings', '--json', '--folder', folder])
  const { settings } = JSON.parse(stdout) as {
    readonly settings: readonly { readonly name: string; readonly value: unknown }[]
  }
  return Object.fromEntries(settings.map(({ name, value }) => [name, value]))
}

test('a folder that is linked again after its device was removed keeps what was chosen for it, and that can be undone', async () => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['a', 'b'])
  const { a, b } = folders
  await putFiles(b, { 'one.jpg': photoOf(1, 5_000) })
  await succeeds(['settings', 'bandwidth', '3MB', '--yes', '--folder', b])
  await succeeds(['settings', 'start date', '2020-05-01', '--yes', '--folder', b])
  await syncOnce(b)
  const before = await chosenIn(b)
  const { deviceId } = deviceOf(b)
  await succeeds(['devices', '--remove', deviceId, '--folder', a])
  await run(['sync', '--once', '--folder', b])

  await succeeds(['unlink', '--keep', '--yes', '--folder', b])
  await linkDevice(b, server.url, { deviceName: 'b again' })
  assert.notEqual(deviceOf(b).deviceId, deviceId)
  assert.deepEqual(await chosenIn(b), before)
  await syncOnce(b)
  assert.deepEqual(await chosenIn(b), before)
  assert.equal((await listOf(b, 'safe')).length, 1)

  await succeeds(['undo', '--yes', '--folder', b])
  await syncOnce(b)
  const { bandwidth, startDate } = await chosenIn(b)
  assert.deepEqual([bandwidth, startDate], [null, null])
})
