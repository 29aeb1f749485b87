import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import type { DeviceSetting } from '@rollcall/protocol'
import { previewPlaceOf } from '@rollcall/sync'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { createEngine } from './engine.ts'
import { runEngineOnce } from './run-engine.ts'

const PHOTO = samplePhoto('photo', 20_000)

async function sync(device: TestDevice): Promise<void> {
  const engine = createEngine(device.ports)
  await runEngineOnce(engine, device.clock, new AbortController().signal)
  await engine.stop()
}

function choose(device: TestDevice, ...settings: readonly DeviceSetting[]): void {
  const { deviceId, replica, transaction } = device.state
  for (const setting of settings)
    transaction(() => replica.queue({ op: 'setDeviceSetting', args: { deviceId, setting } }, null))
}

test('[R5] an original goes though something else lies where its smaller version belongs, and comes back', async () => {
  using device = createTestDevice()
  const stranger = samplePhoto('another', 500)
  device.write('0.jpg', PHOTO)
  device.write(previewPlaceOf('0.jpg'), stranger)
  await sync(device)
  for (const asset of [...device.library.assets.values()])
    for (const { sha256, bytes } of asset.resources) if (bytes > 1_000) device.library.derive(sha256, 1_000)
  choose(
    device,
    { name: 'optimise', value: true },
    { name: 'budgetBytes', value: 2_000 },
    { name: 'freeFloorBytes', value: 0 },
    { name: 'keepDays', value: 0 },
  )
  await sync(device)
  assert.ok(!existsSync(`${device.root}/0.jpg`))
  assert.deepEqual(new Uint8Array(device.read(previewPlaceOf('0.jpg'))), stranger)
  assert.ok(existsSync(`${device.root}/${previewPlaceOf('0 (1).jpg')}`))
  choose(device, { name: 'optimise', value: false })
  await sync(device)
  assert.deepEqual(new Uint8Array(device.read('0 (1).jpg')), PHOTO)
  assert.ok(!existsSync(`${device.root}/${previewPlaceOf('0 (1).jpg')}`))
})
