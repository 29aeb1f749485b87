import assert from 'node:assert/strict'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Disk } from '@rollcall/sync'
import { previewPlaceOf } from '@rollcall/sync'
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
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { createEngine } from './engine.ts'
import { roomPreview } from './room.ts'
import { wantOriginals } from './room-requests.ts'
import { runEngineOnce } from './run-engine.ts'

test('[R5] an optimised device keeps to its budget, and shows every photo', async () => {
  using device = await deviceWith(6)
  optimise(device, 46_000)
  const roll = await sync(device)
  assert.equal(roll.counts.safe, 6)
  assert.ok(bytesOf(device) <= 46_000, `${bytesOf(device)} bytes lie here`)
  const files = filesOf(device)
  assert.equal(files.length, 6)
  assert.equal(files.filter((path) => path.endsWith('.jpg.preview.jpg')).length, 4)
  assert.equal(liveAssets(device), 6)
  // And it stays so, in this process and in the next one.
  await sync(device)
  using again = device.reopen()
  await sync(again)
  assert.deepEqual(filesOf(again), files)
  assert.equal(liveAssets(device), 6)
})

test('an original that somebody asks for comes back byte for byte, and the budget is kept', async () => {
  using device = await deviceWith(6)
  optimise(device, 46_000)
  await sync(device)
  for (let index = 0; index < 6; index++) {
    device.state.transaction(() => wantOriginals(device.state, [photoHash(index)], device.clock.now()))
    await sync(device)
    await sync(device)
    assert.deepEqual(new Uint8Array(device.read(`${index}.jpg`)), photoOf(index))
    assert.ok(!existsSync(`${device.root}/${previewPlaceOf(`${index}.jpg`)}`))
    assert.ok(bytesOf(device) <= 46_000, `${bytesOf(device)} bytes lie here`)
    device.clock.advance(1_000)
  }
  assert.equal(filesOf(device).length, 6)
  assert.equal(liveAssets(device), 6)
})

test('turning optimised storage off brings every original back, as its preview said', async () => {
  using device = await deviceWith(4)
  optimise(device, 5_000)
  await sync(device)
  const settings = { ...device.state.settingsIn(device.state.replica.view()), optimise: false }
  const { toFetch } = roomPreview(device.state, settings, { freeBytes: null }, device.clock.now())
  assert.deepEqual(toFetch, { items: 4, bytes: 4 * PHOTO_BYTES })
  choose(device, { name: 'optimise', value: false })
  const roll = await sync(device)
  assert.equal(roll.counts.safe, 4)
  assert.deepEqual(filesOf(device), ['0.jpg', '1.jpg', '2.jpg', '3.jpg'])
})

test('what comes from other devices is kept small here when there is no room for it', async () => {
  using device = createTestDevice()
  optimise(device, 1_500)
  const asset = device.library.addPhoto(photoOf(1), 'far.jpg')
  for (const { sha256 } of asset.resources) device.library.derive(sha256, PREVIEW_BYTES)
  await sync(device)
  assert.deepEqual(filesOf(device), ['Photos/2026/2026-11/far.jpg.preview.jpg'])
  assert.deepEqual(
    device.library.calls.filter((call) => call.startsWith('get')),
    [],
  )
})

test('[R5] nothing is dropped that the server finds damaged', async () => {
  using device = await deviceWith(3)
  for (let index = 0; index < 3; index++) device.library.rotten.add(photoHash(index))
  optimise(device, 5_000)
  await sync(device)
  assert.deepEqual(filesOf(device), ['0.jpg', '1.jpg', '2.jpg'])
})

test('[R5] nothing is dropped that was written to since it was scanned, or that has something unsent', async () => {
  using device = await deviceWith(2)
  optimise(device, 5_000)
  const { checkLease } = device.library.api
  const spied = {
    ...device.ports,
    api: new Proxy(device.library.api, {
      get: (target, name) =>
        name !== 'checkLease'
          ? Reflect.get(target, name)
          : (...args: Parameters<typeof checkLease>) => {
              writeFileSync(`${device.root}/0.jpg`, samplePhoto('edited', PHOTO_BYTES))
              const assetId = device.state.folder.agreedAt('1.jpg')?.assetId
              if (assetId !== undefined)
                device.state.transaction(() =>
                  device.state.replica.queue({ op: 'setFavourite', args: { assetId, value: true } }, null),
                )
              return checkLease(...args)
            },
    }),
  }
  const engine = createEngine(spied)
  await engine.tick()
  while ((await engine.tick()).busy) await engine.nextEnd()
  await engine.tick()
  assert.deepEqual(new Uint8Array(device.read('1.jpg')), photoOf(1))
  assert.deepEqual(new Uint8Array(device.read('0.jpg')), samplePhoto('edited', PHOTO_BYTES))
})

test('an original of which the server can make no smaller version goes whole, is not fetched again, and is not deleted', async () => {
  using device = createTestDevice()
  device.write('0.jpg', photoOf(0))
  await sync(device)
  device.library.derive(photoHash(0), null)
  optimise(device, 5_000)
  const roll = await sync(device)
  assert.deepEqual(filesOf(device), [])
  assert.equal(roll.counts.safe, 1)
  device.clock.advance(3_600_000)
  await sync(device)
  assert.equal(liveAssets(device), 1)
  assert.deepEqual(filesOf(device), [])
  choose(device, { name: 'optimise', value: false })
  await sync(device)
  assert.deepEqual(new Uint8Array(device.read('0.jpg')), photoOf(0))
})

test('[R17] deleting the smaller version deletes the photo, moving it moves the photo', async () => {
  using device = await deviceWith(3)
  optimise(device, 3_000)
  await sync(device)
  const [first = '', second = ''] = filesOf(device)
  rmSync(`${device.root}/${first}`)
  mkdirSync(`${device.root}/trip`)
  renameSync(`${device.root}/${second}`, `${device.root}/trip/${second}`)
  await sync(device)
  assert.equal(liveAssets(device), 2)
  choose(device, { name: 'optimise', value: false })
  await sync(device)
  assert.deepEqual(filesOf(device), ['2.jpg', 'trip/1.jpg'])
  assert.deepEqual(new Uint8Array(device.read('trip/1.jpg')), photoOf(1))
})

test('a photo that is deleted elsewhere takes its smaller version along, and a restore brings that back', async () => {
  using device = await deviceWith(2)
  optimise(device, 2_000)
  await sync(device)
  const files = filesOf(device)
  const assetId = device.state.folder.agreedAt(files[0] ?? '')?.assetId
  assert.ok(assetId !== undefined)
  device.library.act({ op: 'trash', args: { assetId, source: 'explicit' } })
  await sync(device)
  assert.deepEqual(filesOf(device), files.slice(1))
  device.library.act({ op: 'restore', args: { assetId } })
  device.library.calls.length = 0
  await sync(device)
  assert.deepEqual(filesOf(device), files)
  assert.deepEqual(device.library.calls, [])
})

test('[R9] an edited smaller version becomes neither a photo nor a version, even without its mark', async () => {
  using device = await deviceWith(2)
  optimise(device, 2_000)
  await sync(device)
  const [path = ''] = filesOf(device)
  writeFileSync(`${device.root}/${path}`, samplePhoto('painted over', 3_000))
  device.library.calls.length = 0
  const roll = await sync(device)
  assert.equal(liveAssets(device), 2)
  const entry = roll.entries.find(({ item }) => item.path === path)
  assert.equal(entry?.decision.because[0].code, 'preview_only')
  assert.ok(!device.library.calls.includes('put'))
})

test('[R9] a copy of a smaller version under another name never comes back as an original', async () => {
  using device = await deviceWith(2)
  optimise(device, 2_000)
  await sync(device)
  const [path = ''] = filesOf(device)
  device.write('copies/for mum.jpg', device.read(path))
  device.library.calls.length = 0
  await sync(device)
  assert.equal(liveAssets(device), 2)
  assert.ok(!device.library.calls.includes('put'))
})

/** A disk that ends the process, as a kill does, at its `at`th change. */
function killingDisk(disk: Disk, at: number): Disk {
  let changes = 0
  const counted = new Set(['renameToNew', 'rename', 'remove', 'syncFolder', 'create', 'setModified'])
  return new Proxy(disk, {
    get: (target, name) => {
      const method = Reflect.get(target, name)
      if (!counted.has(String(name))) return method
      return async (...args: readonly unknown[]) => {
        if (++changes >= at) throw new Error('killed')
        return await Reflect.apply(method, target, args)
      }
    },
  })
}

test('[R5] killed at any change of the disk while it makes room, nothing is lost and the next start tidies up', async () => {
  for (let at = 1; at < 14; at++) {
    using device = await deviceWith(2)
    optimise(device, 2_000)
    const engine = createEngine({ ...device.ports, disk: killingDisk(device.ports.disk, at) })
    const killed = await runEngineOnce(engine, device.clock, new AbortController().signal).catch(
      (error: unknown) => error,
    )
    using again = device.reopen()
    await sync(again)
    await sync(again)
    assert.equal(liveAssets(again), 2, `killed at ${at}`)
    assert.deepEqual(filesOf(again), ['0.jpg.preview.jpg', '1.jpg.preview.jpg'], `killed at ${at}`)
    if (!(killed instanceof Error)) break
  }
})

test('the roll says which originals stay because the server gave no leave, and calls them safe [R5]', async () => {
  using device = await deviceWith(2)
  device.library.rotten.add(photoHash(0))
  optimise(device, 2_000)
  const roll = await sync(device)
  const told = roll.entries.map(({ item, decision }) => [
    item.sha256,
    decision.state,
    decision.because[0].code,
  ])
  assert.deepEqual(
    new Map(told.map(([sha256, ...rest]) => [sha256, rest])),
    new Map([
      [photoHash(0), ['safe', 'lease_refused']],
      [photoHash(1), ['safe', 'original_elsewhere']],
    ]),
  )
  assert.equal(roll.allSafe, true)
  device.library.rotten.clear()
  await device.clock.sleep(11 * 60_000)
  const later = await sync(device)
  assert.ok(later.entries.every(({ decision }) => decision.because[0].code === 'original_elsewhere'))
})
