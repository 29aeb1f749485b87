import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Asset } from '@rollcall/protocol'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { createEngine } from './engine.ts'
import { runEngineOnce } from './run-engine.ts'

async function sync(device: TestDevice): Promise<void> {
  const roll = await runEngineOnce(createEngine(device.ports), device.clock, new AbortController().signal)
  assert.equal(roll?.allSafe, true)
}

const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF/></x:xmpmeta>'

/** Live assets, each as the names of its files. */
function filesOf(device: TestDevice): string[][] {
  const live = [...device.library.assets.values()].filter(({ state }: Asset) => state === 'live')
  return live.map(({ resources }) => resources.map(({ name }) => name).toSorted()).toSorted()
}

test('recordUpload() makes one asset of a photo and its sidecars, whichever comes first', async () => {
  const photo = () => samplePhoto('one')
  const orders: readonly (readonly string[])[] = [
    ['trip/IMG_1.jpg', 'trip/IMG_1.xmp', 'trip/IMG_1.AAE'],
    ['trip/IMG_1.AAE', 'trip/IMG_1.jpg', 'trip/IMG_1.xmp'],
    ['trip/IMG_1.xmp', 'trip/IMG_1.AAE', 'trip/IMG_1.jpg'],
  ]
  const write = (device: TestDevice, path: string) =>
    device.write(path, path.endsWith('.jpg') ? photo() : `${XMP} of ${path}`)
  for (const order of orders) {
    using oneByOne = createTestDevice()
    for (const path of order) {
      write(oneByOne, path)
      await sync(oneByOne)
    }
    using atOnce = createTestDevice()
    for (const path of order) write(atOnce, path)
    await sync(atOnce)
    for (const device of [oneByOne, atOnce]) {
      assert.deepEqual(filesOf(device), [['IMG_1.AAE', 'IMG_1.jpg', 'IMG_1.xmp']], order.join(', '))
    }
  }
})

test('recordUpload() leaves a sidecar alone that lies beside no photo of its name', async () => {
  using device = createTestDevice()
  device.write('trip/IMG_1.jpg', samplePhoto('one'))
  device.write('trip/IMG_2.xmp', `${XMP} two`)
  device.write('elsewhere/IMG_1.xmp', `${XMP} one`)
  device.write('trip/IMG_1.CR2.xmp', `${XMP} of a raw file that is not here`)
  await sync(device)
  assert.deepEqual(filesOf(device), [['IMG_1.CR2.xmp'], ['IMG_1.jpg'], ['IMG_1.xmp'], ['IMG_2.xmp']])
})

test('recordUpload() takes no sidecar for the photo of another, and a photo before a video', async () => {
  using alone = createTestDevice()
  for (const path of ['IMG_1.AAE', 'IMG_1.xmp']) alone.write(path, `${XMP} of ${path}`)
  await sync(alone)
  assert.deepEqual(filesOf(alone), [['IMG_1.AAE'], ['IMG_1.xmp']])
  using device = createTestDevice()
  device.write('IMG_1.mov', new Uint8Array([0, 0, 0, 8, 0x6d, 0x6f, 0x6f, 0x76, 1, 2, 3]))
  await sync(device)
  device.write('IMG_1.jpg', samplePhoto('one'))
  await sync(device)
  device.write('IMG_1.AAE', `${XMP} of both`)
  await sync(device)
  assert.deepEqual(filesOf(device), [['IMG_1.AAE', 'IMG_1.jpg'], ['IMG_1.mov']])
})

test('recordUpload() tells when a photo was taken, and by which word', async () => {
  using device = createTestDevice()
  device.write('IMG_20240602_120000.jpg', samplePhoto('one'))
  await sync(device)
  const [asset] = device.library.assets.values()
  assert.equal(asset?.takenFrom, 'file_name')
  assert.equal(asset?.takenAt, Date.UTC(2024, 5, 2, 12))
})

const SAMPLES = new URL('../../../../tests/samples/DCIM/', import.meta.url)

test('recordUpload() takes a file for a new photo when its metadata tell another moment than the one that lay there', async () => {
  using device = createTestDevice()
  const photo = readFileSync(new URL('100APPLE/IMG_0005.JPG', SAMPLES))
  device.write('DSC_0042.JPG', photo)
  device.write('other.jpg', samplePhoto('other'))
  await sync(device)
  device.write('DSC_0042.JPG', readFileSync(new URL('Camera/PXL_20240102_030407123.jpg', SAMPLES)))
  await sync(device)
  const names = filesOf(device)
  assert.deepEqual(names, [['DSC_0042.JPG'], ['DSC_0042.JPG'], ['other.jpg']])
  device.write('DSC_0042 (1).JPG', Buffer.concat([photo, Buffer.from('retouched')]))
  await sync(device)
  assert.deepEqual(filesOf(device), [['DSC_0042 (1).JPG', 'DSC_0042.JPG'], ['DSC_0042.JPG'], ['other.jpg']])
})
