/* Real processes and real files: a library ten times as large as what its device may keep. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'node:test'
import sharp from 'sharp'
import { filesBelow, photoOf, putFiles, shaOf } from './media-files.ts'
import { assetsOf, intactBlobs, openHousehold, openScene, statusOf, succeeds, syncOnce } from './scene.ts'
import { until } from './until.ts'

const PHOTOS = 24
const PHOTO_BYTES = 1_650_000
const BUDGET = 4_000_000

/** A JPEG that everything can show, and bytes behind it that make the file large and different. */
async function pictureOf(seed: number): Promise<Buffer> {
  const background = { r: (seed * 37) % 256, g: (seed * 101) % 256, b: (seed * 13) % 256 }
  const picture = await sharp({ create: { width: 900, height: 600, channels: 3, background } })
    .jpeg()
    .toBuffer()
  return Buffer.concat([picture, photoOf(seed, PHOTO_BYTES - picture.length)])
}

async function picturesOf(from: number, to: number): Promise<Readonly<Record<string, Buffer>>> {
  const pictures: Record<string, Buffer> = {}
  for (let seed = from; seed < to; seed++) pictures[`IMG_${1_000 + seed}.jpg`] = await pictureOf(seed)
  return pictures
}

function bytesBelow(folder: string): number {
  return filesBelow(folder).reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Waits until the server has made smaller versions of so many photos. */
async function derived(folder: string, count: number): Promise<void> {
  await until(`smaller versions of ${count} photos`, async () => {
    const resources = (await assetsOf(folder)).flatMap((asset) => asset.resources)
    return resources.filter(({ derivatives }) => derivatives?.kinds.includes('preview')).length === count
  })
}

/** Every photo is here, as itself or smaller, can be shown, and its original is intact on the server. */
async function assertWhole(folder: string, data: string, originals: readonly Buffer[]): Promise<void> {
  const files = filesBelow(folder)
  assert.equal(files.length, originals.length, files.map(({ path }) => path).join(' '))
  for (const { path } of files) {
    const { width } = await sharp(await readFile(join(folder, path))).metadata()
    assert.ok(width > 0, path)
  }
  const held = intactBlobs(data)
  for (const original of originals) assert.ok(held.has(shaOf(original)))
  const live = (await assetsOf(folder)).filter(({ state }) => state === 'live')
  assert.equal(live.length, originals.length)
}

test('[R5] a device keeps to a tenth of its library: every photo is viewable, every original comes back', async (t) => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['all', 'small'])
  const { all, small } = folders
  const pictures = { ...(await picturesOf(0, PHOTOS)) }
  await putFiles(all, pictures)
  await syncOnce(all)
  await derived(all, PHOTOS)
  const optimise = ['optimise', 'on', '--budget', '4MB', '--yes', '--folder', small]

  await t.test('what is there already comes small, within the budget', async () => {
    await succeeds(optimise)
    const roll = await syncOnce(small)
    assert.equal(roll.safe, PHOTOS)
    assert.ok(bytesBelow(small) <= BUDGET, `${bytesBelow(small)} bytes`)
    await assertWhole(small, server.data, Object.values(pictures))
    const { fidelity } = JSON.parse(JSON.stringify(await statusOf(small)))
    assert.equal(fidelity.original.items + fidelity.preview.items, PHOTOS)
    assert.equal(fidelity.none.items, 0)
  })

  await t.test('what is added here goes up and makes way', async () => {
    const added = await picturesOf(PHOTOS, PHOTOS + 4)
    await putFiles(small, added)
    Object.assign(pictures, added)
    await syncOnce(small)
    await derived(small, PHOTOS + 4)
    await syncOnce(small)
    assert.ok(bytesBelow(small) <= BUDGET, `${bytesBelow(small)} bytes`)
    await assertWhole(small, server.data, Object.values(pictures))
  })

  await t.test('any original comes back byte for byte, by its path, and the budget is kept', async () => {
    for (const seed of [0, 7, PHOTOS + 1]) {
      const name = `IMG_${1_000 + seed}.jpg`
      await succeeds(['fetch', name, '--folder', small])
      await syncOnce(small)
      await syncOnce(small)
      const file = filesBelow(small).find(({ path }) => path.endsWith(name))
      assert.equal(file?.sha256, shaOf(pictures[name] ?? Buffer.of()), name)
      assert.ok(bytesBelow(small) <= BUDGET, `${bytesBelow(small)} bytes after ${name}`)
    }
    await assertWhole(small, server.data, Object.values(pictures))
  })

  await t.test('killed again and again while it makes room, it loses nothing', async () => {
    await succeeds(['optimise', 'off', '--yes', '--folder', small])
    await syncOnce(small)
    assert.deepEqual(
      filesBelow(small)
        .map(({ sha256 }) => sha256)
        .toSorted(),
      Object.values(pictures).map(shaOf).toSorted(),
    )
    await succeeds(optimise)
    for (let kills = 0; kills < 4; kills++) {
      const sync = scene.start(['sync', '--folder', small])
      await pause(1_200 + 250 * kills)
      await sync.kill()
    }
    await syncOnce(small)
    await syncOnce(small)
    assert.ok(bytesBelow(small) <= BUDGET, `${bytesBelow(small)} bytes`)
    await assertWhole(small, server.data, Object.values(pictures))
  })
})
