import assert from 'node:assert/strict'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import type { AssetId } from '@rollcall/protocol'
import type { Disk, Step } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import { scanFolder } from '../folder/scan-folder.ts'
import { hashOf } from '../test-kit/fake-bytes.ts'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { takeSteps } from './take-steps.ts'

const ASSET = 'a'.repeat(32) as AssetId
const PHOTO = samplePhoto('one')
const SHA256 = hashOf(PHOTO)
const AGREED = { path: 'a.jpg', assetId: ASSET, sha256: SHA256 }
const SET_ASIDE: Step = { kind: 'set_aside', path: 'a.jpg', sha256: SHA256 }
const TRASH: Step = { kind: 'trash', assetId: ASSET, path: 'a.jpg' }

/** A device with one photo that is scanned and agreed. */
async function deviceWithPhoto(wrapDisk?: (disk: Disk) => Disk): Promise<TestDevice> {
  const device = createTestDevice(wrapDisk === undefined ? {} : { wrapDisk })
  device.write('a.jpg', PHOTO)
  device.clock.advance(60_000)
  await rescan(device)
  device.state.transaction(() => device.state.folder.agree(AGREED))
  return device
}

async function rescan(device: TestDevice): Promise<void> {
  const scan = await scanFolder(device.ports, device.root, device.state.folder, null)
  assert.ok(scan !== null)
  device.state.transaction(() => device.state.folder.putScan(scan.found, scan.gone))
}

function take(device: TestDevice, ...steps: readonly Step[]): Promise<boolean> {
  return takeSteps(device.ports, device.state, steps)
}

test('takeSteps() answers false when there is nothing to do', async () => {
  using device = await deviceWithPhoto()
  assert.equal(await take(device), false)
})

test('takeSteps() sets a file aside where it can be taken back, and forgets it', async () => {
  using device = await deviceWithPhoto()
  assert.equal(await take(device, SET_ASIDE), true)
  assert.ok(!existsSync(`${device.root}/a.jpg`))
  assert.deepEqual(device.read(`.rollcall/trash/${SHA256}`), Buffer.from(PHOTO))
  assert.deepEqual(device.state.folder.agreed(), [])
  assert.equal(device.state.folder.scanned('a.jpg'), null)
  assert.equal(device.state.folder.lastPlaceOf(SHA256), 'a.jpg')
})

test('takeSteps() leaves a file alone that was touched since it was scanned', async () => {
  using device = await deviceWithPhoto()
  device.write('a.jpg', samplePhoto('two'))
  assert.equal(await take(device, SET_ASIDE), false)
  assert.deepEqual(device.read('a.jpg'), Buffer.from(samplePhoto('two')))
  assert.deepEqual(device.state.folder.agreed(), [AGREED])
})

test('takeSteps() puts a file back that a program saved at the last moment', async () => {
  const saved = samplePhoto('two', PHOTO.length)
  const wrapDisk = (disk: Disk): Disk => ({
    ...disk,
    rename: async (from, to) => {
      if (from.endsWith('/a.jpg')) writeFileSync(from, saved)
      await disk.rename(from, to)
    },
  })
  using device = await deviceWithPhoto(wrapDisk)
  assert.equal(await take(device, SET_ASIDE), false)
  assert.deepEqual(device.read('a.jpg'), Buffer.from(saved))
  assert.deepEqual(readdirSync(`${device.root}/.rollcall/trash`), [])
  await rescan(device)
  assert.partialDeepStrictEqual(device.state.folder.scanned('a.jpg'), { content: { sha256: hashOf(saved) } })
})

test('takeSteps() finishes what a kill cut off between the file and the state', async () => {
  using device = await deviceWithPhoto()
  const failing = {
    ...device.state,
    transaction: () => {
      throw new Error('killed')
    },
  }
  await assert.rejects(takeSteps(device.ports, failing, [SET_ASIDE]), /killed/)
  assert.ok(existsSync(`${device.root}/.rollcall/trash/${SHA256}`))
  using again = device.reopen()
  assert.deepEqual(again.state.folder.agreed(), [AGREED])
  assert.equal(await take(again, SET_ASIDE), true)
  assert.deepEqual(again.state.folder.agreed(), [])
  assert.deepEqual(readdirSync(`${device.root}/.rollcall/trash`), [SHA256])
})

test('takeSteps() tells of a file that the disk does not let go of, and does the rest', async () => {
  const wrapDisk = (disk: Disk): Disk => ({
    ...disk,
    rename: async () => {
      throw new DiskFailure('io', 'Cannot rename file: the system answers EIO')
    },
  })
  using device = await deviceWithPhoto(wrapDisk)
  device.state.transaction(() => device.state.folder.agree({ ...AGREED, path: 'old.jpg' }))
  assert.equal(await take(device, SET_ASIDE, { kind: 'forget', path: 'old.jpg' }), true)
  assert.ok(existsSync(`${device.root}/a.jpg`))
  assert.deepEqual(device.state.folder.agreed(), [AGREED])
  assert.equal(device.events[0]?.kind, 'disk_trouble')
})

test('takeSteps() queues the deletion of a photo and forgets its file, as one', async () => {
  using device = await deviceWithPhoto()
  rmSync(`${device.root}/a.jpg`)
  await rescan(device)
  await take(device, TRASH)
  assert.deepEqual(device.state.folder.agreed(), [])
  const batch = await device.state.replica.nextBatch()
  assert.deepEqual(
    batch?.mutations.map(({ op, args }) => [op, args]),
    [['trash', { assetId: ASSET, source: 'automatic' }]],
  )
  assert.equal(device.state.folder.recentDepartures(device.clock.now()), 1)
})

test('[R17] takeSteps() counts only departures that no person has looked at', async () => {
  using device = await deviceWithPhoto()
  device.state.transaction(() => device.state.folder.putApproved('a.jpg', true))
  await take(device, TRASH)
  assert.equal(device.state.folder.recentDepartures(device.clock.now()), 0)
  assert.equal(device.state.folder.approved().size, 0)
  const batch = await device.state.replica.nextBatch()
  assert.deepEqual(batch?.mutations[0]?.args, { assetId: ASSET, source: 'explicit' })
})

test('takeSteps() forgets and agrees in the order of the survey', async () => {
  using device = await deviceWithPhoto()
  device.state.transaction(() => device.state.folder.putUploaded(SHA256, true))
  const moved = { ...AGREED, path: 'b.jpg' }
  await take(
    device,
    { kind: 'forget', path: 'a.jpg' },
    { kind: 'forget', path: 'b.jpg' },
    { kind: 'agree', file: moved },
  )
  assert.deepEqual(device.state.folder.agreed(), [moved])
  assert.equal(device.state.folder.uploaded().size, 0)
})
