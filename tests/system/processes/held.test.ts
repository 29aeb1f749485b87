import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesBelow, hashesBelow, photoOf, putFiles } from './media-files.ts'
import { assetsOf, listOf, openHousehold, openScene, statusOf, succeeds, syncOnce } from './scene.ts'

/** Photos of the library, and how many each folder loses: an ordinary number for each, too many for both together. */
const PHOTOS = 40
const LOST_IN_A = 12
const LOST_IN_B = 11

async function trashedIn(folder: string): Promise<number> {
  return (await assetsOf(folder)).filter(({ state }) => state === 'trashed').length
}

test('[R17] deletions of several devices that are too many together are held, and undone they come back', async () => {
  await using scene = await openScene()
  const names = Array.from({ length: PHOTOS }, (_, index) => `${index}.jpg`)
  const a = join(scene.folder, 'a')
  await putFiles(a, Object.fromEntries(names.map((name, index) => [name, photoOf(index, 1_000 + index)])))
  const { folders } = await openHousehold(scene, ['a', 'b'])
  const { b } = folders
  await syncOnce(a)
  await syncOnce(b)
  const all = hashesBelow(a)
  assert.deepEqual(hashesBelow(b), all)

  for (const name of names.slice(0, LOST_IN_A)) await rm(join(a, name))
  await syncOnce(a)
  assert.equal(await trashedIn(a), LOST_IN_A)
  await syncOnce(b)
  for (const { path } of filesBelow(b).slice(0, LOST_IN_B)) await rm(join(b, path))
  await syncOnce(b, 1)
  assert.equal(await trashedIn(a), LOST_IN_A, 'nothing of the second batch takes effect')

  const held = await listOf(b, 'blocked')
  assert.deepEqual([held.length, held[0]?.code], [LOST_IN_B, 'held_by_firewall'])
  await syncOnce(b, 1)
  assert.equal(hashesBelow(b).length, PHOTOS - LOST_IN_A - LOST_IN_B, 'nothing comes back unasked')
  await syncOnce(a)
  await succeeds(['held', '--restore', '--folder', a])
  await syncOnce(a)
  await syncOnce(b)
  assert.equal((await statusOf(b)).safe, PHOTOS - LOST_IN_A)
  assert.deepEqual(hashesBelow(b), hashesBelow(a))
  await syncOnce(b)
  assert.equal(await trashedIn(a), LOST_IN_A, 'what came back is not deleted again')
})
