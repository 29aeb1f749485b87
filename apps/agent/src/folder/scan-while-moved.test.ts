import assert from 'node:assert/strict'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Disk } from '@rollcall/sync'
import type { TestDevice, TestDeviceOptions } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import type { Scan } from './scan-folder.ts'
import { scanFolder } from './scan-folder.ts'

/*
 * What a scan makes of a folder in which things are moved while it looks.
 */

/** Long after any file of a test was written. */
const LATER_MS = 60_000

/** Lists folders in the order of their names, and does something each time that it has listed one. */
function afterListing(act: (folder: string) => void): TestDeviceOptions {
  const inOrder = (one: { readonly name: string }, other: { readonly name: string }) =>
    one.name < other.name ? -1 : 1
  const wrapDisk = (disk: Disk): Disk => ({
    ...disk,
    list: async (path) => {
      const entries = await disk.list(path)
      act(path.slice(path.lastIndexOf('/') + 1))
      return entries.toSorted(inOrder)
    },
  })
  return { wrapDisk }
}

/** Scans and keeps what was found, as the engine does. */
async function scan(device: TestDevice): Promise<Scan> {
  device.clock.advance(LATER_MS)
  const found = await scanFolder(device.ports, device.root, device.state.folder, null)
  assert.ok(found !== null)
  device.state.transaction(() => device.state.folder.putScan(found.found, found.gone))
  return found
}

test('[R17] scanFolder() finds a file that is moved to where it has looked already', async () => {
  const moves: (() => void)[] = []
  using device = createTestDevice(afterListing((folder) => (folder === 'a' ? moves.shift()?.() : undefined)))
  device.write('a/other.jpg', samplePhoto('other'))
  device.write('b/moved.jpg', samplePhoto('moved'))
  device.write('b/deep/c.jpg', samplePhoto('c'))
  await scan(device)
  moves.push(() => {
    renameSync(join(device.root, 'b/moved.jpg'), join(device.root, 'a/moved.jpg'))
    renameSync(join(device.root, 'b/deep'), join(device.root, 'a/deep'))
  })
  const moved = await scan(device)
  assert.deepEqual(moved.found.map(({ path }) => path).toSorted(), ['a/deep/c.jpg', 'a/moved.jpg'])
  assert.deepEqual(moved.gone.toSorted(), ['b/deep/c.jpg', 'b/moved.jpg'])
  assert.equal(moved.isSteady, true)
})

test('[R17] scanFolder() says so when folders do not rest while it looks', async () => {
  let count = 0
  const touch = () => writeFileSync(join(device.root, 'a', `${count++}.txt`), '')
  using device = createTestDevice(afterListing((folder) => (folder === 'a' ? touch() : undefined)))
  device.write('a/one.jpg', samplePhoto('one'))
  assert.equal((await scan(device)).isSteady, false)
})
