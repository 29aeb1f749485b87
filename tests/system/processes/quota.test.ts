import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { hashesBelow, photoOf, putFiles } from './media-files.ts'
import { intactBlobs, listOf, openHousehold, openScene, succeeds, syncOnce } from './scene.ts'

const QUOTA_BYTES = 1_000_000

test('[R8] [R15] a quota that does not fit blocks only what does not fit, by name, until it is larger', async (t) => {
  await using scene = await openScene()
  const a = join(scene.folder, 'a')
  await putFiles(a, {
    'one.jpg': photoOf(1, 300_000),
    'two.jpg': photoOf(2, 300_000),
    'three.jpg': photoOf(3, 300_000),
    'four.jpg': photoOf(4, 300_000),
    'huge.jpg': photoOf(5, 2_000_000),
  })
  const { server, folders } = await openHousehold(scene, ['a', 'b'], { quota: '1MB' })

  await t.test('three of four fit; each other one says what it needs and what there is', async () => {
    const roll = await syncOnce(a, 1)
    assert.deepEqual([roll.total, roll.safe, roll.blocked], [5, 3, 2])
    const blocked = await listOf(a, 'blocked')
    const full = blocked.find(({ code }) => code === 'quota_full')
    const tooLarge = blocked.find(({ code }) => code === 'too_large_for_quota')
    assert.deepEqual([full?.bytes, full?.facts['quotaBytes']], [300_000, QUOTA_BYTES])
    assert.deepEqual([tooLarge?.path, tooLarge?.facts['quotaBytes']], ['huge.jpg', QUOTA_BYTES])
    for (const { fix, since } of blocked) assert.ok(fix?.includes('rollcall plan') && since !== null)
    assert.equal(intactBlobs(server.data).size, 3)
  })

  await t.test('what fits goes on: downloads, smaller files, deletions', async () => {
    await putFiles(a, { 'small.jpg': photoOf(6, 50_000) })
    assert.equal((await syncOnce(a, 1)).safe, 4)
    const [safe] = await listOf(a, 'safe')
    assert.ok(safe)
    await rm(join(a, safe.path))
    const roll = await syncOnce(a, 1)
    assert.deepEqual([roll.safe, roll.deleted, roll.blocked], [3, 1, 2])
    const rollOfB = await syncOnce(folders.b)
    assert.deepEqual([rollOfB.safe, rollOfB.deleted], [3, 1])
  })

  await t.test('after set-quota the next sync --once makes all safe', async () => {
    await succeeds(['admin', 'set-quota', 'ana', '5MB', '--data', server.data])
    const roll = await syncOnce(a)
    assert.deepEqual([roll.safe, roll.deleted, roll.blocked], [5, 1, 0])
    await syncOnce(folders.b)
    assert.deepEqual(hashesBelow(folders.b), hashesBelow(a))
  })
})
