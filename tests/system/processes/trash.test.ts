import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesBelow, hashesBelow, photoOf, putFiles } from './media-files.ts'
import { exits, openScene, syncOnce } from './scene.ts'
import type { Home } from './two-devices.ts'
import {
  answerOf,
  namesFrom,
  namesOf,
  on,
  openHome,
  sameAlbum,
  sameList,
  send,
  settle,
  showAlbum,
} from './two-devices.ts'

/* What becomes of photos that people delete, through the command line of two devices. */

const DAY_MS = 24 * 3600_000

test('what people delete on one device is gone on both, and comes back on both', async (t) => {
  await using scene = await openScene()
  const home = await openHome(scene, [...namesFrom('other', 3), ...namesFrom('gone', 22)])
  await t.test('a photo comes back from the trash with its albums and edits, and its file', () =>
    trashAndRestore(home),
  )
  await t.test('deleted for good stays away by itself, and comes back when it is asked for', () =>
    deleteForGood(home),
  )
  await t.test('[R17] deletions that the server holds are announced and answered on any device', () =>
    answerHold(home),
  )
})

async function trashAndRestore({ a, b }: Home): Promise<void> {
  const before = hashesBelow(a)
  await on(a, 'album', 'create', 'Kept')
  await on(a, 'album', 'add', 'Kept', 'other1.jpg', 'other2.jpg')
  await on(a, 'edit', 'other1.jpg', '--rotate', '90', '--exposure', '20')
  await send(a, b)
  await on(b, 'trash', 'other1.jpg')
  await send(b, a)
  for (const folder of [a, b]) assert.equal(filesBelow(folder).length, before.length - 1)
  assert.deepEqual((await showAlbum(a, 'Kept')).names, ['other2.jpg'])
  const [trashed, ...others] = await trashOf(a)
  assert.deepEqual(others, [])
  assert.partialDeepStrictEqual(trashed, { name: 'other1.jpg', trashedBy: 'b' })
  assert.ok(Date.parse(trashed?.staysUntil ?? '') > Date.now() + 29 * DAY_MS)

  await on(a, 'restore', 'other1.jpg')
  await settle(a, b)
  for (const folder of [a, b]) assert.deepEqual(hashesBelow(folder), before)
  assert.deepEqual((await sameAlbum(a, b, 'Kept')).names, ['other1.jpg', 'other2.jpg'])
  const restored = (await sameList(a, b)).find(({ name }) => name === 'other1.jpg')
  assert.partialDeepStrictEqual(restored, { edited: true, recipe: { rotate: 90, light: { exposure: 20 } } })
}

async function deleteForGood({ a, b }: Home): Promise<void> {
  const before = hashesBelow(a)
  const { stderr } = await exits(1, ['delete-for-good', 'other3.jpg', '--yes', '--folder', a])
  assert.match(stderr, /Only what is in the trash/)
  await on(a, 'caption', 'other3.jpg', 'kept in mind')
  await on(a, 'trash', 'other3.jpg')
  await send(a, b)
  assert.match((await exits(1, ['delete-for-good', 'other3.jpg', '--folder', b])).stderr, /--yes/)
  await on(b, 'delete-for-good', 'other3.jpg', '--yes')
  await send(b, a)
  assert.deepEqual(await trashOf(a), [])
  assert.match((await exits(1, ['restore', 'other3.jpg', '--folder', a])).stderr, /deleted for good.* by b/)

  await putFiles(a, { 'again/other3.jpg': photoOf('other3.jpg', 2_000) })
  await send(a, b)
  assert.equal(filesBelow(b).length, before.length - 1, 'nothing brings it back by itself')
  await on(a, 'restore', '--reimport', 'again/other3.jpg')
  await settle(a, b)
  for (const folder of [a, b]) assert.deepEqual(hashesBelow(folder), before)
  const back = (await sameList(a, b)).find(({ name }) => name === 'other3.jpg')
  assert.partialDeepStrictEqual(back, { caption: 'kept in mind', state: 'live', stands: 'safe' })
}

async function answerHold({ a, b }: Home): Promise<void> {
  const [first, second] = [namesFrom('gone', 11), namesFrom('gone', 22).slice(11)]
  await deleteFiles(a, first)
  await send(a, b)
  const before = hashesBelow(b)
  await deleteFiles(b, second)
  await syncOnce(b, 1)
  await syncOnce(a)
  assert.match((await on(a, 'status')).stdout, /11 photos deleted on b at once: held/)
  const shown = await exits(1, ['held', '--json', '--folder', a])
  const { holds } = JSON.parse(shown.stdout)
  assert.equal(holds.length, 1)
  assert.deepEqual(namesOf(holds[0].photos).toSorted(), second.toSorted())
  assert.equal(holds[0].device, 'b')
  await on(a, 'held', holds[0].id.slice(0, 8), '--restore')
  await send(a, b)
  await exits(0, ['held', '--folder', b])
  assert.deepEqual(hashesBelow(b), before, 'they came back to where they were missing')
  assert.deepEqual(hashesBelow(a), before)
}

/** Deletes files of these names, wherever they lie in a folder. */
async function deleteFiles(folder: string, names: readonly string[]): Promise<void> {
  const files = filesBelow(folder).filter(({ path }) =>
    names.some((name) => path === name || path.endsWith(`/${name}`)),
  )
  assert.equal(files.length, names.length)
  for (const { path } of files) await rm(join(folder, path))
}

/** What lies in the trash. */
async function trashOf(folder: string) {
  const { photos } = await answerOf<{
    photos: readonly { name: string; trashedBy: string; staysUntil: string }[]
  }>(folder, 'trash', '--list')
  return photos
}
