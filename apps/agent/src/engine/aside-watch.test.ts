import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import type { Asset } from '@rollcall/protocol'
import { DiskFailure } from '@rollcall/sync'
import { hashOf } from '../test-kit/fake-bytes.ts'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { createEngine } from './engine.ts'
import { runEngineOnce } from './run-engine.ts'

const PHOTO = samplePhoto('one')
const OTHER = samplePhoto('two', 300)
const SHA256 = hashOf(PHOTO)

async function sync(device: TestDevice): Promise<void> {
  await runEngineOnce(createEngine(device.ports), device.clock, new AbortController().signal)
}

/** The photo is here, and somebody elsewhere trashes it. */
async function setAside(device: TestDevice): Promise<Asset> {
  const asset = device.library.addPhoto(PHOTO, 'a.jpg')
  device.library.addPhoto(OTHER, 'b.jpg')
  await sync(device)
  device.library.act({ op: 'trash', args: { assetId: asset.id } })
  await sync(device)
  assert.ok(isAside(device))
  return asset
}

function isAside(device: TestDevice): boolean {
  return existsSync(`${device.root}/.rollcall/trash/${SHA256}`)
}

/** The server purges it; a caption elsewhere moves the feed, as everything does that a server tells. */
function purge({ library }: TestDevice, { id }: Asset): void {
  const asset = library.assets.get(id)
  assert.ok(asset)
  library.assets.set(id, { ...asset, purgedAt: 9 })
  library.act({ op: 'setCaption', args: { assetId: otherId(library.assets.values()), value: 'x' } })
  const moved = library.assets.get(id)
  assert.ok(moved)
  library.assets.set(id, { ...moved, seq: Math.max(...[...library.assets.values()].map(({ seq }) => seq)) })
}

function otherId(assets: Iterable<Asset>) {
  const other = [...assets].find(({ primarySha256 }) => primarySha256 === hashOf(OTHER))
  assert.ok(other)
  return other.id
}

test('a file that was set aside stays until the server has purged its photo, and then goes', async () => {
  using device = createTestDevice()
  const asset = await setAside(device)
  device.library.act({ op: 'deleteForGood', args: { assetId: asset.id } })
  await sync(device)
  assert.ok(isAside(device), 'deleted for good, and kept by the server still')
  purge(device, asset)
  await sync(device)
  assert.ok(!isAside(device))
})

test('a file that was set aside and that the disk does not let go of is told of, and goes after the next start', async () => {
  let refuses = true
  using device = createTestDevice({
    wrapDisk: (disk) => ({
      ...disk,
      remove: async (path) => {
        if (refuses && path.includes('/trash/')) throw new DiskFailure('io', 'Cannot remove file: EIO')
        await disk.remove(path)
      },
    }),
  })
  const asset = await setAside(device)
  device.library.act({ op: 'deleteForGood', args: { assetId: asset.id } })
  purge(device, asset)
  await sync(device)
  assert.ok(isAside(device))
  assert.ok(device.events.some(({ kind }) => kind === 'disk_trouble'))
  refuses = false
  await sync(device)
  assert.ok(!isAside(device))
})

test('other things that lie beside files set aside are left alone', async () => {
  using device = createTestDevice()
  const asset = await setAside(device)
  device.write('.rollcall/trash/notes.txt', 'mine')
  device.library.act({ op: 'deleteForGood', args: { assetId: asset.id } })
  purge(device, asset)
  await sync(device)
  assert.ok(!isAside(device))
  assert.ok(existsSync(`${device.root}/.rollcall/trash/notes.txt`))
})
