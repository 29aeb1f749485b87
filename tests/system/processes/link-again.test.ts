import assert from 'node:assert/strict'
import { test } from 'node:test'
import { photoOf, putFiles } from './media-files.ts'
import {
  createAccount,
  deviceOf,
  exits,
  linkDevice,
  listOf,
  openHousehold,
  openScene,
  run,
  succeeds,
  syncOnce,
} from './scene.ts'

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

test('link of a folder that is linked already ends well for the same account, and names the way to another one', async () => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['a', 'b'])
  const { a, b } = folders
  await createAccount(server.data, { name: 'ben' })
  const before = deviceOf(a)
  const again = ['link', server.url, '--folder', a]
  const { stdout } = await succeeds([...again, '--name', 'another name'])
  assert.match(stdout, /is linked already: device "a" of ana on http.*Nothing was changed\./)
  const told = JSON.parse((await succeeds([...again, '--account', 'ana', '--json'])).stdout)
  assert.partialDeepStrictEqual(told, { wasLinked: true, device: 'a', deviceId: before.deviceId })

  const others = [
    [...again, '--account', 'ben'],
    ['link', 'http://127.0.0.1:9', '--folder', a],
  ]
  for (const words of others) {
    const { stderr } = await exits(1, words)
    assert.match(stderr, /\n {4}rollcall unlink --keep --folder \S+\n {4}rollcall link http\S+ --folder \S+/)
  }
  assert.deepEqual(deviceOf(a), before)

  await succeeds(['devices', '--remove', before.deviceId, '--folder', b])
  const { stderr } = await exits(1, again)
  assert.match(stderr, /does not let it in any more[^]*rollcall unlink --keep[^]*rollcall link/)
  await server.process.kill()
  await succeeds(again)
})
