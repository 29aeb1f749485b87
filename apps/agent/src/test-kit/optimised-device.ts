import { readdirSync } from 'node:fs'
import type { DeviceSetting, Sha256 } from '@rollcall/protocol'
import type { RollCall } from '@rollcall/sync'
import { createEngine } from '../engine/engine.ts'
import { runEngineOnce } from '../engine/run-engine.ts'
import { hashOf } from './fake-bytes.ts'
import type { TestDevice, TestDeviceOptions } from './test-device.ts'
import { createTestDevice, samplePhoto } from './test-device.ts'

/* A device whose storage is optimised, over a library that has made smaller versions. */

/** Bytes of each photo. */
export const PHOTO_BYTES = 20_000

/** Bytes of its smaller version. */
export const PREVIEW_BYTES = 1_000

/** Syncs until there is nothing left to do. Rejects when the folder is not there. */
export async function sync(device: TestDevice): Promise<RollCall> {
  const engine = createEngine(device.ports)
  const roll = await runEngineOnce(engine, device.clock, new AbortController().signal)
  await engine.stop()
  if (roll === null) throw new Error('Cannot sync: the folder is not there')
  return roll
}

/** Chooses settings of this device. */
export function choose(device: TestDevice, ...settings: readonly DeviceSetting[]): void {
  const { deviceId, replica, transaction } = device.state
  for (const setting of settings) {
    transaction(() => replica.queue({ op: 'setDeviceSetting', args: { deviceId, setting } }, null))
  }
}

/** Turns optimised storage on, with a budget in bytes, and nothing kept for its age or for the disk's sake. */
export function optimise(device: TestDevice, budgetBytes: number): void {
  choose(
    device,
    { name: 'optimise', value: true },
    { name: 'budgetBytes', value: budgetBytes },
    { name: 'freeFloorBytes', value: 0 },
    { name: 'keepDays', value: 0 },
  )
}

/** The photo `index.jpg`. */
export const photoOf = (index: number): Uint8Array => samplePhoto(`photo ${index}`, PHOTO_BYTES)

/** Its hash. */
export const photoHash = (index: number): Sha256 => hashOf(photoOf(index))

/** A device whose photos `0.jpg`, `1.jpg`, … the server holds and has made smaller versions of. */
export async function deviceWith(count: number, options: TestDeviceOptions = {}): Promise<TestDevice> {
  const device = createTestDevice(options)
  for (let index = 0; index < count; index++) device.write(`${index}.jpg`, photoOf(index))
  await sync(device)
  for (const asset of [...device.library.assets.values()])
    for (const { sha256 } of asset.resources) device.library.derive(sha256, PREVIEW_BYTES)
  return device
}

/** Photos and smaller versions that lie in the folder, by path. */
export function filesOf({ root }: TestDevice): readonly string[] {
  return readdirSync(root, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.jpg') && !path.startsWith('.rollcall'))
    .toSorted()
}

/** Their bytes together. */
export function bytesOf(device: TestDevice): number {
  return filesOf(device).reduce((sum, path) => sum + device.read(path).length, 0)
}

/** Photos of the library that are not in its trash. */
export function liveAssets({ library }: TestDevice): number {
  return [...library.assets.values()].filter(({ state }) => state === 'live').length
}
