import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceRecord, Poke } from '@rollcall/protocol'
import { feedPageSchema, pushResponseSchema } from '@rollcall/protocol'
import type { Member } from './server-harness.ts'
import { answeredWith, clientId, createLine, startServer } from './server-harness.ts'

/** The devices that a library tells of, oldest first. */
async function devicesIn(member: Member): Promise<readonly DeviceRecord[]> {
  const page = await answeredWith(200, feedPageSchema, member.inLibrary('GET', 'changes'))
  return page.changes.flatMap((change) =>
    change.kind === 'record' && change.record.kind === 'device' ? [change.record] : [],
  )
}

test('[S152] a device is in the library from the moment it signs in, and others are poked', async () => {
  await using server = await startServer()
  const libraryId = await server.addAccount('ana')
  const pokes: Poke[] = []
  server.ports.notifier.subscribe(libraryId, (poke) => pokes.push(poke))
  const pixel = await server.signIn('ana', 'Pixel')
  server.pass(1_000)
  await server.signIn('ana', 'iPad')
  const devices = await devicesIn(pixel)
  assert.deepEqual(
    devices.map(({ name, removedAt }) => [name, removedAt]),
    [
      ['Pixel', null],
      ['iPad', null],
    ],
  )
  assert.equal(devices[0]?.key, pixel.session.deviceId)
  assert.equal(pokes[0]?.head, devices[0]?.seq)
})

test('[S152] a device that is removed stays in the library as one that was, and takes nothing more', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const [pixel, ipad] = [await server.signIn('ana', 'Pixel'), await server.signIn('ana', 'iPad')]
  const { deviceId } = ipad.session
  const line = createLine(pixel, clientId(1))
  const choose = (value: boolean) =>
    line.numbered({
      op: 'setDeviceSetting',
      args: { deviceId, setting: { name: 'mobileData', value } },
    } as const)
  await answeredWith(200, pushResponseSchema, line.push(line.request([choose(true)])))
  server.pass(1_000)
  assert.equal((await pixel.call('DELETE', `devices/${deviceId}`)).status, 204)
  const removed = (await devicesIn(pixel)).find(({ key }) => key === deviceId)
  assert.equal(typeof removed?.removedAt, 'number')
  assert.deepEqual(removed?.settings, { mobileData: true })
  const { outcomes } = await answeredWith(200, pushResponseSchema, line.push(line.request([choose(false)])))
  const [answer] = outcomes
  assert.deepEqual(answer?.outcome, { kind: 'refused', code: 'no_such_device', facts: { deviceId } })
})

test('[S152] a device that signs itself out is told as removed', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const [pixel, ipad] = [await server.signIn('ana', 'Pixel'), await server.signIn('ana', 'iPad')]
  assert.equal((await ipad.call('DELETE', 'sessions/current')).status, 204)
  const devices = await devicesIn(pixel)
  assert.deepEqual(
    devices.map(({ name, removedAt }) => [name, removedAt !== null]),
    [
      ['Pixel', false],
      ['iPad', true],
    ],
  )
})

test('[S152] a device from before libraries knew devices gets its record when it is next heard, once', async () => {
  await using server = await startServer()
  const libraryId = await server.addAccount('ana')
  const pixel = await server.signIn('ana', 'Pixel')
  const { deviceId } = pixel.session
  // As a device had been chosen for before the server knew it: by the name of who chose.
  await server.ports.store.write(libraryId, (writer) => {
    const held = writer.record('device', deviceId)
    assert.ok(held)
    writer.putRecord({
      ...held,
      name: 'Study',
      addedAt: 3,
      settings: { keepDays: 7 },
      seq: writer.nextSeq(),
    })
  })
  server.pass(2 * 60_000)
  await pixel.call('GET', 'me')
  const [device] = await devicesIn(pixel)
  assert.deepEqual([device?.name, device?.settings], ['Pixel', { keepDays: 7 }])
  const head = device?.seq
  server.pass(2 * 60_000)
  await pixel.call('GET', 'me')
  const { headSeq } = await server.ports.store.read(libraryId, (reader) => reader.library())
  assert.equal(headSeq, head)
})
