import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { ServerAway } from '@rollcall/platform-client'
import type { Sha256 } from '@rollcall/protocol'
import { accepted, LEASE_HASHES_MAX } from '@rollcall/protocol'
import { createEngine } from '../engine/engine.ts'
import { runEngineOnce } from '../engine/run-engine.ts'
import { hashOf } from '../test-kit/fake-bytes.ts'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { checkSafeToWipe } from './check-safe-to-wipe.ts'
import type { Removable, RemovePorts } from './remove-what-is-safe.ts'
import { cutByHashes, removableOf, removeWhatIsSafe } from './remove-what-is-safe.ts'

async function sync({ ports }: TestDevice): Promise<void> {
  await runEngineOnce(createEngine(ports), ports.clock, new AbortController().signal)
}

async function removables(device: TestDevice): Promise<readonly Removable[]> {
  const signed = await device.library.api.statement([], 0)
  assert.ok(signed.ok)
  const { publicKey } = signed.value
  const report = await checkSafeToWipe({
    ...device.ports,
    server: { serverKey: async () => accepted({ publicKey }) },
    libraryId: '2'.repeat(32),
    pinnedKey: () => publicKey,
    pinKey: () => undefined,
    onProgress: { read: () => undefined, attested: () => undefined },
  })
  return removableOf(report)
}

function portsOf(device: TestDevice, api: Partial<RemovePorts['api']> = {}): RemovePorts {
  return { ...device.ports, api: { ...device.library.api, ...api }, onRemoved: () => undefined }
}

function liesHere(device: TestDevice, path: string): boolean {
  return existsSync(`${device.root}/${path}`)
}

/** A synced device with two photos, one that is not sent, and a file that is no photo. */
async function openDevice(): Promise<TestDevice> {
  const device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  device.write('deep/b.jpg', samplePhoto('two', 3_000))
  device.write('notes.txt', 'no photo')
  await sync(device)
  device.write('new.jpg', samplePhoto('new'))
  device.clock.advance(5_000)
  return device
}

test('[R5] removeWhatIsSafe() removes what the server vouches for, and nothing else', async () => {
  using device = await openDevice()
  const { removed, kept } = await removeWhatIsSafe(portsOf(device), await removables(device))
  assert.deepEqual([removed.map(({ path }) => path).toSorted(), kept], [['a.jpg', 'deep/b.jpg'], []])
  assert.deepEqual(
    ['a.jpg', 'deep/b.jpg', 'new.jpg', 'notes.txt'].filter((path) => liesHere(device, path)),
    ['new.jpg', 'notes.txt'],
  )
})

test('[R5] removeWhatIsSafe() leaves what no lease covers at that moment', async () => {
  using device = await openDevice()
  const files = await removables(device)
  device.library.rotten.add(hashOf(samplePhoto('one')))
  const { kept } = await removeWhatIsSafe(portsOf(device), files)
  assert.deepEqual(kept, [{ path: 'a.jpg', because: 'no_lease' }])
  assert.ok(liesHere(device, 'a.jpg'))
})

test('[R5] removeWhatIsSafe() leaves everything when the lease is over', async () => {
  using device = await openDevice()
  const over = portsOf(device, {
    checkLease: async (_, hashes) => accepted({ held: [...hashes], keptMs: 0 }),
  })
  const { removed, kept } = await removeWhatIsSafe(over, await removables(device))
  assert.deepEqual([removed, kept.length], [[], 2])
  assert.ok(liesHere(device, 'a.jpg') && liesHere(device, 'deep/b.jpg'))
})

test('removeWhatIsSafe() leaves a file that changed after it was hashed', async () => {
  using device = await openDevice()
  const files = await removables(device)
  device.write('a.jpg', samplePhoto('other'))
  const { kept } = await removeWhatIsSafe(portsOf(device), files)
  assert.deepEqual(kept, [{ path: 'a.jpg', because: 'changed' }])
  assert.deepEqual([...device.read('a.jpg')], [...samplePhoto('other')])
})

test('[R17] removeWhatIsSafe() that is broken off is no deletion: the next sync brings everything back', async () => {
  using device = await openDevice()
  const files = await removables(device)
  let asked = 0
  const breaking = portsOf(device, {
    checkLease: async (leaseId, hashes) => {
      if (asked++ > 0) throw new ServerAway('server_unreachable', { failure: 'ECONNRESET' })
      return device.library.api.checkLease(leaseId, hashes)
    },
  })
  const slow: RemovePorts = {
    ...breaking,
    disk: {
      ...breaking.disk,
      remove: async (path) => {
        await breaking.disk.remove(path)
        device.clock.advance(60_000)
      },
    },
  }
  await assert.rejects(removeWhatIsSafe(slow, files), ServerAway)
  assert.equal(['a.jpg', 'deep/b.jpg'].filter((path) => liesHere(device, path)).length, 1)
  using again = device.reopen()
  await sync(again)
  await sync(again)
  assert.ok(liesHere(again, 'a.jpg') && liesHere(again, 'deep/b.jpg'))
  assert.ok([...device.library.assets.values()].every(({ state }) => state === 'live'))
})

test('cutByHashes() puts no more hashes into a group than a lease takes, and files of one hash together', () => {
  const stat = { bytes: 1, modifiedNs: '0', changedNs: '0', inode: '0' }
  const files = Array.from({ length: LEASE_HASHES_MAX * 2 + 10 }, (_, index) => ({
    path: `${index}.jpg`,
    bytes: 1,
    sha256: (index % (LEASE_HASHES_MAX + 5)).toString(16).padStart(64, '0') as Sha256,
    stat,
  }))
  const groups = cutByHashes(files)
  assert.deepEqual(
    groups.map((group) => new Set(group.map(({ sha256 }) => sha256)).size),
    [LEASE_HASHES_MAX, 5],
  )
  assert.equal(groups.flat().length, files.length)
})
