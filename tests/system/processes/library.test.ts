import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesBelow, hashesBelow, photoOf, shaOf } from './media-files.ts'
import { exits, openScene } from './scene.ts'
import type { Home } from './two-devices.ts'
import {
  answerOf,
  listOf,
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

/* What people say of their photos, through the command line of two devices and a server that comes and goes. */

test('what people say of their photos on two devices is so on both', async (t) => {
  await using scene = await openScene()
  const home = await openHome(scene, [
    ...namesFrom('said', 5),
    ...namesFrom('album', 5),
    ...namesFrom('other', 5),
  ])
  await t.test('what both say while offline is seen by both after a sync', () => sayThings(home))
  await t.test('an album that both fill while offline holds what both put into it, in one order', () =>
    fillAlbum(home),
  )
  await t.test('an album that was moved, emptied or deleted is so on both, and comes back whole', () =>
    moveAlbum(home),
  )
  await t.test('a smart album shows what its search finds, offline and on every device', () =>
    searchAlbum(home),
  )
  await t.test('an edit of one device is reverted from another, and every version stays', () =>
    revertEdit(home),
  )
  await t.test('a change that loses against a later one is told of where it was made', () => loseChange(home))
  await t.test('a command about several photos changes none when a name is wrong', () =>
    changeAllOrNone(home),
  )
})

async function sayThings({ a, b, alone }: Home): Promise<void> {
  await alone(async () => {
    await on(a, 'favourite', 'said1.jpg', 'said2.jpg')
    await on(a, 'caption', 'said1.jpg', 'a boat')
    await on(a, 'keyword', 'said1.jpg', 'said3.jpg', '--add', 'sea', 'summer')
    await on(a, 'date', 'said4.jpg', '2019-06-03 14:00', '--zone', '+02:00')
    await on(b, 'rate', 'said2.jpg', '--stars', '4')
    await on(b, 'keyword', 'said1.jpg', '--add', 'harbour')
    await on(b, 'title', 'said1.jpg', 'The harbour')
    await on(b, 'place', 'said3.jpg', '--at', '-33.9,151.2')
    await on(b, 'hide', 'said5.jpg')
    const said = (await listOf(a)).find(({ name }) => name === 'said1.jpg')
    assert.equal(said?.unsent, true, 'it says that it waits')
  })
  await settle(a, b)
  const photos = await sameList(a, b)
  assert.partialDeepStrictEqual(Object.fromEntries(photos.map((photo) => [photo.name, photo])), {
    'said1.jpg': {
      favourite: true,
      caption: 'a boat',
      title: 'The harbour',
      keywords: ['harbour', 'sea', 'summer'],
      stands: 'safe',
      unsent: false,
    },
    'said2.jpg': { favourite: true, rating: 4 },
    'said3.jpg': { keywords: ['sea', 'summer'], location: { latitude: -33.9, longitude: 151.2 } },
    'said4.jpg': { takenAt: '2019-06-03T12:00:00.000Z', offsetMinutes: 120 },
  })
  assert.equal(photos.at(-1)?.name, 'said4.jpg', 'the oldest stands last')
  assert.deepEqual(namesOf(await sameList(a, b, '--hidden')), ['said5.jpg'])
  const favourites = namesOf(await sameList(a, b, '--favourites', '--sort', 'oldest'))
  assert.deepEqual(favourites.toSorted(), ['said1.jpg', 'said2.jpg'])
}

async function fillAlbum({ a, b, alone }: Home): Promise<void> {
  await on(a, 'album', 'create', 'Trips', '--as-folder')
  await on(a, 'album', 'create', 'Trips/Norway')
  await on(a, 'album', 'add', 'Norway', 'album1.jpg', 'album2.jpg')
  await send(a, b)
  await alone(async () => {
    await on(a, 'album', 'add', 'norway', 'album3.jpg', '--after', 'album1.jpg')
    await on(a, 'album', 'cover', 'Norway', 'album2.jpg')
    await on(b, 'album', 'add', 'Trips/Norway', 'album4.jpg', 'album5.jpg', '--start')
    await on(b, 'album', 'move-photo', 'Norway', 'album1.jpg', '--end')
    await on(b, 'album', 'rename', 'Norway', 'Norway 2024')
  })
  await settle(a, b)
  const album = await sameAlbum(a, b, 'norway 2024')
  assert.equal(album.path, 'Trips/Norway 2024')
  assert.deepEqual(album.names.toSorted(), namesFrom('album', 5))
  assert.deepEqual(album.names.slice(0, 2), ['album4.jpg', 'album5.jpg'])
  assert.equal(album.cover, (await listOf(a)).find(({ name }) => name === 'album2.jpg')?.id)
}

async function moveAlbum({ a, b }: Home): Promise<void> {
  const files = filesBelow(b).length
  await on(b, 'album', 'remove', 'Norway 2024', 'album2.jpg')
  await on(b, 'album', 'move', 'Norway 2024', '--top')
  await send(b, a)
  const moved = await sameAlbum(a, b, 'Norway 2024')
  assert.equal(moved.path, 'Norway 2024')
  assert.equal(moved.names.length, 4)
  await on(a, 'album', 'delete', 'Norway 2024')
  await send(a, b)
  await exits(2, ['album', 'show', 'Norway 2024', '--folder', b])
  assert.equal(filesBelow(b).length, files, 'the photos stay')
  await on(b, 'album', 'restore', 'Norway 2024')
  await send(b, a)
  assert.deepEqual(await sameAlbum(a, b, 'Norway 2024'), moved)
}

async function searchAlbum({ a, b }: Home): Promise<void> {
  await on(a, 'album', 'create', 'Best', '--smart', 'rating:5')
  await on(a, 'rate', 'other4.jpg', 'other5.jpg', '--stars', '5')
  assert.deepEqual((await showAlbum(a, 'Best')).names.toSorted(), ['other4.jpg', 'other5.jpg'])
  await send(a, b)
  assert.equal((await sameAlbum(a, b, 'Best')).names.length, 2)
  await exits(2, ['album', 'add', 'Best', 'other1.jpg', '--folder', b])
}

async function revertEdit({ a, b }: Home): Promise<void> {
  await on(a, 'edit', 'other4.jpg', '--rotate', '90')
  await on(a, 'edit', 'other4.jpg', '--filter', 'mono')
  await send(a, b)
  await on(b, 'revert', 'other4.jpg')
  await send(b, a)
  const { shown, versions } = await answerOf<{
    shown: number
    versions: readonly { recipe: unknown; madeBy: string }[]
  }>(a, 'versions', 'other4.jpg')
  assert.equal(shown, 3)
  assert.deepEqual(
    versions.map(({ recipe, madeBy }) => [recipe, madeBy]),
    [
      [{ rotate: 90 }, 'a'],
      [{ rotate: 90, filter: 'mono' }, 'a'],
      [null, 'b'],
    ],
  )
  await on(a, 'revert', 'other4.jpg', '--to', '2')
  await send(a, b)
  const again = (await sameList(a, b)).find(({ name }) => name === 'other4.jpg')
  assert.partialDeepStrictEqual(again, { recipe: { rotate: 90, filter: 'mono' } })
  assert.ok(hashesBelow(b).includes(shaOf(photoOf('other4.jpg', 2_000))), 'the file is as it was taken')
}

async function loseChange({ a, b }: Home): Promise<void> {
  await on(b, 'caption', 'other5.jpg', 'said first')
  await on(a, 'caption', 'other5.jpg', 'said later')
  await settle(a, b)
  assert.match((await on(b, 'status')).stdout, /1 change made here did not take effect/)
  assert.match((await on(b, 'status', '--list', 'refused')).stdout, /other5\.jpg\n.*said first.*said later/)
  assert.doesNotMatch((await on(b, 'status')).stdout, /did not take effect/)
  assert.doesNotMatch((await on(a, 'status')).stdout, /did not take effect/)
}

async function changeAllOrNone({ a }: Home): Promise<void> {
  const before = await listOf(a, '--favourites')
  const { stderr } = await exits(2, ['favourite', 'other1.jpg', 'nowhere.jpg', '--folder', a])
  assert.match(stderr, /no photo nowhere\.jpg/)
  assert.deepEqual(await listOf(a, '--favourites'), before)
}
