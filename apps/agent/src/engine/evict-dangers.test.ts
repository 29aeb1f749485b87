import assert from 'node:assert/strict'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { ServerAway } from '@rollcall/platform-client'
import type { Sha256 } from '@rollcall/protocol'
import type { Disk } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import {
  choose,
  deviceWith,
  filesOf,
  liveAssets,
  optimise,
  photoHash,
  photoOf,
  PHOTO_BYTES,
  sync,
} from '../test-kit/optimised-device.ts'
import type { TestDevice } from '../test-kit/test-device.ts'
import { samplePhoto } from '../test-kit/test-device.ts'
import { createEngine } from './engine.ts'
import { runEngineOnce } from './run-engine.ts'

/* What may happen at the very moment in which an original makes way. */

/** Syncs with something between the device and its disk or server. */
async function syncWith(device: TestDevice, changes: Partial<TestDevice['ports']>): Promise<void> {
  const engine = createEngine({ ...device.ports, ...changes })
  await runEngineOnce(engine, device.clock, new AbortController().signal)
  await engine.stop()
}

test('[R5] a file that a program saves right before the original goes stays, as the edit that it is', async () => {
  using device = await deviceWith(1)
  optimise(device, 2_000)
  const edited = samplePhoto('edited at the last moment', PHOTO_BYTES)
  let isChecked = false
  let isSaved = false
  const { disk, api } = device.ports
  const stat: Disk['stat'] = async (path) => {
    const found = await disk.stat(path)
    if (isChecked && !isSaved && path.endsWith('/0.jpg')) {
      isSaved = true
      writeFileSync(`${path}.new`, edited)
      renameSync(`${path}.new`, path)
    }
    return found
  }
  const checkLease: typeof api.checkLease = (...args) => {
    isChecked = true
    return api.checkLease(...args)
  }
  await syncWith(device, { disk: { ...disk, stat }, api: { ...api, checkLease } })
  assert.ok(isSaved)
  assert.deepEqual(new Uint8Array(device.read('0.jpg')), edited)
  choose(device, { name: 'optimise', value: false })
  await sync(device)
  const bytes = filesOf(device).map((path) => new Uint8Array(device.read(path)))
  for (const photo of [edited, photoOf(0)])
    assert.ok(
      bytes.some((each) => Buffer.compare(each, photo) === 0),
      'both are here',
    )
  assert.equal(liveAssets(device), 1, 'one photo with two versions')
})

test('[R5] a word of the server that the device slept over counts for nothing', async () => {
  using device = await deviceWith(1)
  optimise(device, 2_000)
  const { api } = device.ports
  const { clock } = device
  let slept = 0
  const checkLease: typeof api.checkLease = async (...args) => {
    const answer = await api.checkLease(...args)
    if (slept++ === 0) clock.misset(3_600_000)
    return answer
  }
  const engine = createEngine({ ...device.ports, api: { ...api, checkLease } })
  while (slept === 0) {
    await engine.tick()
    await engine.nextEnd()
  }
  assert.deepEqual(new Uint8Array(device.read('0.jpg')), photoOf(0))
  await engine.stop()
})

test('[R5] an original that the disk does not let go of stays, alone, and counts as here', async () => {
  const refusing = ({ rename, remove }: Disk): Partial<Disk>[] => [
    { rename: async (from, to) => (from.endsWith('/0.jpg') ? deny() : await rename(from, to)) },
    { remove: async (path) => (path.endsWith(photoHash(0)) ? deny() : await remove(path)) },
  ]
  for (const which of [0, 1]) {
    using device = await deviceWith(1)
    optimise(device, 2_000)
    const { disk } = device.ports
    await syncWith(device, { disk: { ...disk, ...refusing(disk)[which] } })
    assert.deepEqual(filesOf(device), ['0.jpg'])
    assert.deepEqual(new Uint8Array(device.read('0.jpg')), photoOf(0))
    assert.equal(device.state.folder.agreedAt('0.jpg')?.path, '0.jpg')
    assert.equal(liveAssets(device), 1)
  }
})

function deny(): never {
  throw new DiskFailure('denied', 'Cannot remove file')
}

test('[R5] a file that a program saves at the moment in which the original goes is put back, as the edit that it is', async () => {
  using device = await deviceWith(1)
  optimise(device, 2_000)
  const edited = samplePhoto('edited at the very last moment', PHOTO_BYTES)
  const { disk } = device.ports
  let isSaved = false
  const rename: Disk['rename'] = async (from, to) => {
    if (!isSaved && from.endsWith('/0.jpg')) writeFileSync(from, edited)
    isSaved ||= from.endsWith('/0.jpg')
    await disk.rename(from, to)
  }
  await syncWith(device, { disk: { ...disk, rename } })
  assert.ok(isSaved)
  assert.deepEqual(new Uint8Array(device.read('0.jpg')), edited)
  choose(device, { name: 'optimise', value: false })
  await sync(device)
  assert.equal(liveAssets(device), 1, 'one photo with two versions')
})

test('room set aside for a smaller version is free again when the server goes away before its lease is used', async () => {
  using device = await deviceWith(3)
  optimise(device, 0)
  // So large that there is room to exchange one at a time.
  for (let index = 0; index < 3; index++) device.library.derive(photoHash(index), 15_000)
  const { api } = device.ports
  const { clock } = device
  const fetched: Sha256[] = []
  const getPreview: typeof api.getPreview = async (original, version) => {
    fetched.push(original)
    if (fetched.length === 2) throw new ServerAway('server_unreachable', { failure: 'it was cut off' })
    return await api.getPreview(original, version)
  }
  const engine = createEngine({ ...device.ports, api: { ...api, getPreview } })
  while (fetched.length < 2) {
    await engine.tick()
    await engine.nextEnd()
  }
  // What was ready is not asked for again: its original is gone from the folder by then.
  const ready = [0, 1, 2].find((index) => photoHash(index) === fetched[0])
  rmSync(`${device.root}/${ready}.jpg`)
  engine.noticeFiles(null)
  clock.advance(2 * 60_000)
  await runEngineOnce(engine, clock, new AbortController().signal)
  await engine.stop()
  assert.deepEqual(
    filesOf(device).filter((path) => !path.endsWith('.preview.jpg')),
    [],
    'the others made way all the same',
  )
})

test('an original returns under its own name when its smaller version was given exactly that', async () => {
  using device = await deviceWith(2)
  optimise(device, 2_000)
  await sync(device)
  renameSync(`${device.root}/0.jpg.preview.jpg`, `${device.root}/0.jpg`)
  device.clock.advance(5_000)
  await sync(device)
  assert.deepEqual(filesOf(device), ['0.jpg', '1.jpg.preview.jpg'])
  choose(device, { name: 'optimise', value: false })
  await sync(device)
  assert.deepEqual(filesOf(device), ['0.jpg', '1.jpg'])
  assert.deepEqual(new Uint8Array(device.read('0.jpg')), photoOf(0))
  assert.equal(liveAssets(device), 2)
  rmSync(`${device.root}/0.jpg`)
  await sync(device)
  device.clock.advance(60_000)
  await sync(device)
  assert.equal(liveAssets(device), 1, 'deleting it is a deletion again')
})

test('an original with a name as long as names can be makes way, and comes back', async () => {
  using device = await deviceWith(1)
  const name = `${'ä'.repeat(124)}.jpg`
  device.write(name, samplePhoto('long', PHOTO_BYTES))
  await sync(device)
  for (const { resources } of [...device.library.assets.values()])
    for (const { sha256 } of resources) device.library.derive(sha256, 1_000)
  optimise(device, 2_000)
  const roll = await sync(device)
  assert.equal(roll.counts.safe, 2)
  assert.equal(filesOf(device).filter((path) => path.endsWith('.jpg.preview.jpg')).length, 2)
  choose(device, { name: 'optimise', value: false })
  await sync(device)
  const bytes = filesOf(device).map((path) => device.read(path))
  assert.ok(bytes.some((each) => each.equals(samplePhoto('long', PHOTO_BYTES))))
  assert.equal(liveAssets(device), 2)
})
