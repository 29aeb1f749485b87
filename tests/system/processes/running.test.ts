import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Asset } from '@rollcall/protocol'
import { filesBelow, hashesBelow, photoOf, putFiles, shaOf } from './media-files.ts'
import { countsOf, assetsOf, listOf, openHousehold, openScene, statusOf, succeeds } from './scene.ts'
import { until } from './until.ts'

/* Stays whole: each test is one story on one household, told in steps. */

test('two devices that sync all the time', async (t) => {
  await using scene = await openScene()
  const photos = Object.fromEntries([1, 2, 3, 4].map((index) => [`trip/${index}.jpg`, photoOf(index)]))
  const a = join(scene.folder, 'a')
  await putFiles(a, photos)
  const { folders } = await openHousehold(scene, ['a', 'b'])
  const { b } = folders
  const syncOfA = scene.start(['sync', '--folder', a])
  scene.start(['sync', '--folder', b])
  const all = hashesBelow(a)
  const areSame = () => hashesBelow(b).join() === all.join()
  await until('all files in the other folder', areSame)
  await until('a roll that is all safe', async () => (await statusOf(b)).safe === 4)

  await t.test(
    'a deleted file goes to the trash of the other device; restore brings the same bytes back',
    async () => {
      const sha256 = shaOf(photoOf(1))
      await rm(join(a, 'trip/1.jpg'))
      await until('the file gone from the other folder', () => !hashesBelow(b).includes(sha256))
      assert.ok(existsSync(join(b, '.rollcall/trash', sha256)), 'it is set aside, not deleted')
      const [deleted] = await until('the deletion in the roll', async () => {
        const items = await listOf(a, 'deleted')
        return items.length === 1 && items
      })
      assert.deepEqual([deleted?.code, deleted?.sha256], ['deleted_by_you', sha256])
      assert.equal((await statusOf(b)).deleted, 1)

      await succeeds(['restore', 'trip/1.jpg', '--folder', a])
      await until(
        'the same bytes in both folders again',
        () => areSame() && hashesBelow(a).join() === all.join(),
      )
      assert.equal(filesBelow(a).find((file) => file.sha256 === sha256)?.path, 'trip/1.jpg')
    },
  )

  await t.test('moving a file is no change', async () => {
    const before = await until('a quiet library', async () => {
      const roll = await statusOf(a)
      return roll.safe === 4 && roll
    })
    const filesOfB = filesBelow(b)
    await mkdir(join(a, 'moved'))
    await rename(join(a, 'trip/2.jpg'), join(a, 'moved/two.jpg'))
    await until('the new path in the roll', async () => {
      const paths = (await listOf(a, 'safe')).map(({ path }) => path)
      return paths.includes('moved/two.jpg') && !paths.includes('trip/2.jpg')
    })
    assert.deepEqual(countsOf(await statusOf(a)), countsOf(before))
    assert.deepEqual(filesBelow(b), filesOfB)
  })

  await t.test(
    '[R17] moving the whole folder away deletes nothing, and all is well when it comes back',
    async () => {
      const assets = await assetsOf(b)
      const elsewhere = join(scene.folder, 'elsewhere')
      await rename(a, elsewhere)
      await until('a word that the folder is not there', () =>
        syncOfA.stderr().includes('The folder is not there'),
      )
      assert.ok(areSame())
      await rename(elsewhere, a)
      await until('a word that the folder is back', () => syncOfA.stderr().includes('The folder is back'))
      await until('a roll that is all safe', async () => (await statusOf(a)).safe === 4)
      assert.deepEqual(standingOf(await assetsOf(b)), standingOf(assets))
      assert.ok(areSame())
      await putFiles(a, { 'trip/5.jpg': photoOf(5) })
      await until('a new file in the other folder', () => hashesBelow(b).includes(shaOf(photoOf(5))))
      await rm(join(a, 'trip/5.jpg'))
      await until('a deleted file gone from the other folder', areSame)
    },
  )

  await t.test('[R17] removing every file is held and deletes nothing, until somebody answers', async () => {
    await rm(join(a, 'trip'), { recursive: true })
    await rm(join(a, 'moved'), { recursive: true })
    const held = await until('a held deletion', async () => {
      const items = await listOf(a, 'blocked')
      return items.length === 4 && items
    })
    for (const { code, facts } of held)
      assert.deepEqual({ code, facts }, { code: 'held_by_firewall', facts: { missing: 4, of: 4 } })
    assert.ok(areSame())
    await succeeds(['held', '--restore', '--folder', a])
    await until('every file back', () => hashesBelow(a).join() === all.join())
    assert.ok(areSame())
  })
})

/** Which photos there are, and whether they are in the trash; not what the server has found out about them meanwhile. */
function standingOf(assets: readonly Asset[]) {
  return assets.map(({ id, state }) => `${id} ${state}`).toSorted()
}
