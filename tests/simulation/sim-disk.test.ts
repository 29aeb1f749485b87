import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeWhole } from '@rollcall/sync'
import { diskContract } from '../contracts/disk-contract.ts'
import { createSeededRandom } from './seeded-random.ts'
import { SimDisk } from './sim-disk.ts'

/** Power cuts tried for each claim. */
const CUTS = 40

const BYTES = new TextEncoder().encode('a photo')

function newDisk(seed: number) {
  const disk = new SimDisk({ random: createSeededRandom(seed, 'disk'), wallNow: () => 1_000 })
  return { disk, port: disk.port(async (act) => act()) }
}

diskContract('SimDisk', async () => {
  const { disk, port } = newDisk(1)
  disk.put('/volume/.keep', BYTES)
  disk.take('/volume/.keep')
  return { disk: port, root: '/volume', cleanUp: async () => undefined }
})

async function cutAfter(work: (world: ReturnType<typeof newDisk>) => Promise<void>): Promise<Set<string>> {
  const ends = new Set<string>()
  for (let seed = 0; seed < CUTS; seed++) {
    const world = newDisk(seed)
    await world.port.makeFolder('/f')
    await world.port.syncFolder('/')
    await work(world)
    world.disk.cutPower()
    const files = world.disk
      .filesBelow('/f')
      .map((path) => `${path}=${new TextDecoder().decode(world.disk.bytesAt(path) ?? BYTES)}`)
    ends.add(files.join(','))
  }
  return ends
}

async function write({ port }: ReturnType<typeof newDisk>, path: string, isSynced: boolean): Promise<void> {
  const file = await port.create(path)
  await writeWhole(file, BYTES, 0)
  if (isSynced) await file.sync()
  await file.close()
}

test('[R14] SimDisk.cutPower() leaves what was synced, name and bytes', async () => {
  const ends = await cutAfter(async (world) => {
    await write(world, '/f/a', true)
    await world.port.syncFolder('/f')
  })
  assert.deepEqual([...ends], ['/f/a=a photo'])
})

test('[R14] SimDisk.cutPower() can take a name that was not synced', async () => {
  const ends = await cutAfter((world) => write(world, '/f/a', true))
  assert.deepEqual(ends, new Set(['/f/a=a photo', '']))
})

test('[R14] SimDisk.cutPower() can take or tear bytes that were not synced', async () => {
  const ends = await cutAfter(async (world) => {
    await write(world, '/f/a', false)
    await world.port.syncFolder('/f')
  })
  assert.ok(ends.has('/f/a='))
  assert.ok(ends.has('/f/a=a photo'))
  assert.ok(ends.size > 2)
})

test('SimDisk.cutPower() leaves a renaming done or undone', async () => {
  const ends = await cutAfter(async (world) => {
    await write(world, '/f/a', true)
    await world.port.syncFolder('/f')
    await world.port.rename('/f/a', '/f/b')
  })
  assert.deepEqual(ends, new Set(['/f/a=a photo', '/f/b=a photo']))
})

test('[R14] a sync of SimDisk that failed has lost the bytes, whatever a second one says', async () => {
  const ends = await cutAfter(async (world) => {
    const file = await world.port.create('/f/a')
    await writeWhole(file, BYTES, 0)
    world.disk.faults.syncFailures = 1
    await assert.rejects(file.sync(), { kind: 'io' })
    await file.sync()
    await world.port.syncFolder('/f')
    assert.deepEqual(world.disk.bytesAt('/f/a'), BYTES)
  })
  assert.ok(!ends.has('/f/a=a photo'))
})

test('[R15] SimDisk takes a part of what does not fit, and refuses the next bytes', async () => {
  const { disk, port } = newDisk(1)
  const file = await port.create('/a')
  disk.faults.bytesLeft = 4
  assert.equal(await file.write(BYTES, 0), 4)
  await assert.rejects(file.write(BYTES, 4), { kind: 'full' })
})

test('SimDisk.renameToNew() leaves what lies there', async () => {
  const { disk, port } = newDisk(1)
  disk.put('/a', BYTES)
  disk.put('/b', new Uint8Array(1))
  await assert.rejects(port.renameToNew('/a', '/b'), { kind: 'exists' })
  assert.deepEqual(disk.bytesAt('/a'), BYTES)
})
