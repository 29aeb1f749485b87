import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Intent } from '@rollcall/protocol'
import { assetIdSchema } from '@rollcall/protocol'
import { openDatabase } from '@rollcall/platform-node'
import { devicePaths } from '../folder/device-paths.ts'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice } from '../test-kit/test-device.ts'
import type { DeviceState } from './device-state.ts'
import { openDeviceState } from './device-state.ts'
import { MIGRATIONS } from './schema.ts'
import { SAMPLE_DEVICE_ID } from '../test-kit/sample-device-id.ts'

const caption: Intent = {
  op: 'setCaption',
  args: { assetId: assetIdSchema.parse('a'.repeat(32)), value: 'mine' },
}

/** Another process over the same device, which reads the feed up to a place. */
async function readElsewhere(device: TestDevice, to: { epoch: number; seq: number }): Promise<void> {
  const database = openDatabase(devicePaths(device.root).database, MIGRATIONS)
  const { replica } = openDeviceState(database, {
    ...device,
    ...device.ports,
    deviceId: SAMPLE_DEVICE_ID,
    deviceName: 'this device',
  })
  await replica.stage({ changes: [] }, { first: true, fresh: false })
  await replica.adopt(to, 0)
  database.close()
}

async function baseSeqOf({ replica, transaction }: DeviceState): Promise<number | undefined> {
  transaction(() => replica.queue(caption, null))
  return (await replica.nextBatch())?.mutations.at(-1)?.baseSeq
}

test('[S35] queue() says what was in sight when this process looked, whatever another one has read since', async () => {
  using device = createTestDevice()
  await readElsewhere(device, { epoch: 1, seq: 5 })
  device.state.replica.view()
  await readElsewhere(device, { epoch: 1, seq: 9 })
  assert.equal(await baseSeqOf(device.state), 5)
})

test('[S35] queue() moves on with what this process reads itself', async () => {
  using device = createTestDevice()
  device.state.replica.view()
  await device.state.replica.stage({ changes: [] }, { first: true, fresh: false })
  await device.state.replica.adopt({ epoch: 1, seq: 7 }, 0)
  assert.equal(await baseSeqOf(device.state), 7)
})

test('[S26] queue() has nothing in sight when another process has come to a new epoch meanwhile', async () => {
  using device = createTestDevice()
  await readElsewhere(device, { epoch: 1, seq: 9 })
  device.state.replica.view()
  await readElsewhere(device, { epoch: 2, seq: 20 })
  assert.equal(await baseSeqOf(device.state), 0)
})
