import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { devicePaths } from '../folder/device-paths.ts'
import { createMeasuringDisk } from '../test-kit/measuring-disk.ts'
import {
  bytesOf,
  choose,
  deviceWith,
  filesOf,
  liveAssets,
  optimise,
  photoHash,
  photoOf,
  PHOTO_BYTES,
  PREVIEW_BYTES,
  sync,
} from '../test-kit/optimised-device.ts'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { wantOriginals } from './room-requests.ts'

/* The most that lies on an optimised device at any moment, with what is on its way in. */

/** Adds photos of another device, whose smaller versions take so many bytes. */
function addFar(device: TestDevice, count: number, previewBytes: number): void {
  for (let index = 0; index < count; index++) {
    const asset = device.library.addPhoto(photoOf(index), `${index}.jpg`)
    for (const { sha256 } of asset.resources) device.library.derive(sha256, previewBytes)
  }
}

function want(device: TestDevice, indices: readonly number[]): void {
  const hashes = indices.map((index) => photoHash(index))
  device.state.transaction(() => wantOriginals(device.state, hashes, device.clock.now()))
}

test('an optimised device never holds more than its budget while it fetches, at any moment', async () => {
  for (const previewBytes of [PREVIEW_BYTES, 7_000]) {
    const budget = 4 * PHOTO_BYTES + 20 * previewBytes
    const disk = createMeasuringDisk()
    using device = createTestDevice({ wrapDisk: disk.wrap })
    addFar(device, 20, previewBytes)
    optimise(device, budget)
    disk.watch(device.root)
    await sync(device)
    assert.equal(filesOf(device).length, 20)
    for (let first = 0; first < 18; first += 3) {
      const three = [first, first + 1, first + 2]
      device.clock.advance(1_000)
      want(device, three)
      await sync(device)
      for (const index of three) {
        const here = filesOf(device).find((path) => path.endsWith(`/${index}.jpg`))
        assert.ok(here !== undefined, `${index}.jpg did not come, with smaller versions of ${previewBytes}`)
        assert.deepEqual(new Uint8Array(device.read(here)), photoOf(index))
      }
    }
    assert.equal(filesOf(device).length, 20)
    assert.ok(disk.mostBytes() <= budget, `${disk.mostBytes()} bytes of ${budget}, smaller: ${previewBytes}`)
  }
})

test('[R5] files with the same bytes make room like all others, and the photo can still be seen', async () => {
  using device = await deviceWith(3)
  device.write('copies/again.jpg', photoOf(0))
  device.write('copies/once more.jpg', photoOf(0))
  await sync(device)
  const few = 3 * PREVIEW_BYTES + PHOTO_BYTES / 2
  optimise(device, few)
  const roll = await sync(device)
  assert.equal(roll.counts.safe, 3)
  assert.equal(filesOf(device).filter((path) => path.endsWith('.preview.jpg')).length, 3)
  assert.ok(bytesOf(device) <= few, `${bytesOf(device)} bytes lie here`)
  assert.equal(liveAssets(device), 3)
  await sync(device)
  assert.equal(filesOf(device).length, 3)
  choose(device, { name: 'optimise', value: false })
  await sync(device)
  assert.equal(filesOf(device).length, 3)
  assert.equal(liveAssets(device), 3)
})

test('[R5] a further file with the same bytes goes before the original that it doubles', async () => {
  using device = await deviceWith(2)
  device.write('again.jpg', photoOf(0))
  await sync(device)
  optimise(device, 2 * PHOTO_BYTES + PHOTO_BYTES / 2)
  const roll = await sync(device)
  assert.equal(roll.counts.safe, 2)
  assert.deepEqual(filesOf(device), ['0.jpg', '1.jpg'])
  assert.equal(liveAssets(device), 2)
})

test('what was left of a transfer that nobody goes on with makes way on an optimised device', async () => {
  using device = await deviceWith(2)
  optimise(device, 5_000)
  await sync(device)
  const { incoming } = devicePaths(device.root)
  writeFileSync(`${incoming}/${photoHash(0)}`, photoOf(0).subarray(0, 10_000))
  await sync(device)
  assert.deepEqual(readdirSync(incoming), [])
})

test('a smaller version that is larger than was thought waits until an original has made room for it', async () => {
  const disk = createMeasuringDisk()
  const budget = 2 * PHOTO_BYTES + 12_000
  using device = await deviceWith(2, { wrapDisk: disk.wrap })
  optimise(device, budget)
  await sync(device)
  assert.equal(filesOf(device).filter((path) => path.endsWith('.preview.jpg')).length, 0)
  const asset = device.library.addPhoto(samplePhoto('far', PHOTO_BYTES), 'far.jpg')
  for (const { sha256 } of asset.resources) device.library.derive(sha256, 15_000)
  disk.watch(device.root)
  const roll = await sync(device)
  assert.equal(roll.counts.safe, 3)
  assert.equal(filesOf(device).length, 3)
  assert.ok(disk.mostBytes() <= budget, `${disk.mostBytes()} bytes of ${budget}`)
})

test('a photo in the trash takes no room from another one that has its name now', async () => {
  using device = await deviceWith(1)
  const assetId = [...device.library.assets.keys()][0]
  assert.ok(assetId !== undefined)
  device.library.act({ op: 'trash', args: { assetId, source: 'explicit' } })
  await sync(device)
  device.write('0.jpg', photoOf(1))
  await sync(device)
  device.library.derive(photoHash(1), PREVIEW_BYTES)
  optimise(device, PHOTO_BYTES + 3 * PREVIEW_BYTES)
  await sync(device)
  assert.deepEqual(filesOf(device), ['0.jpg'], 'there is room for the original')
})
