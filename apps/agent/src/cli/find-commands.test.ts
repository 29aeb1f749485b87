import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkFolder, printed } from '../test-kit/linked-folder.ts'
import { samplePhotoRow as photo } from '../test-kit/sample-photo-row.ts'
import { duplicatesCommand } from './duplicates-command.ts'
import { CommandStop } from './exit.ts'
import { openDevice } from './open-device.ts'
import { searchCommand } from './search-command.ts'

/* The commands that find photos, on a folder that is linked to a server which is away. */

test('searchCommand() says what it understood and lists the newest first', async () => {
  await using linked = await linkFolder([
    photo(1, { caption: 'at the harbour' }),
    photo(2),
    photo(3, { favourite: true }),
  ])
  const { folder } = linked
  const all = await printed(() => searchCommand(['June', '2019'], { folder }))
  assert.match(all, /^June 2019: 3 found\n/)
  assert.ok(all.indexOf('IMG_3.jpg') < all.indexOf('IMG_1.jpg'))
  assert.match(await printed(() => searchCommand(['harb'], { folder })), /at the harbour/)
  assert.match(await printed(() => searchCommand(['zebra'], { folder })), /^"zebra": nothing found$/)
  const two = JSON.parse(await printed(() => searchCommand(['-harbour'], { folder, json: true, limit: '1' })))
  assert.deepEqual([two.understood, two.total, two.photos.length], ['not "harbour"', 2, 1])
  assert.equal(two.photos[0].name, 'IMG_3.jpg')
  await assert.rejects(searchCommand(['a'], { folder, limit: 'many' }), CommandStop)
})

test('searchCommand() answers "not synced" as the roll call does', async () => {
  await using linked = await linkFolder([photo(1), photo(2, { caption: 'boat' })])
  const { folder } = linked
  // Nothing is in the folder: both wait to be downloaded.
  const answer = JSON.parse(
    await printed(() => searchCommand(['not', 'synced', 'boat'], { folder, json: true })),
  )
  assert.deepEqual([answer.total, answer.photos[0].name], [1, 'IMG_2.jpg'])
})

test('duplicatesCommand() lists groups, and unites one after a second word, as one deed', async () => {
  const look = { lookHash: '5a3c96f01e2d4b87' }
  await using linked = await linkFolder([
    photo(1, {}, look),
    photo(2, {}, look),
    photo(3, {}, { lookHash: 'ffff0000ffff0000' }),
  ])
  const { folder } = linked
  const list = await printed(() => duplicatesCommand({ folder }))
  assert.match(list, /^1\. look the same\n[^]*keep {2,}2019-06-02[^]*IMG_2[^]*IMG_1/)
  await assert.rejects(duplicatesCommand({ folder, unite: '2', yes: true }), CommandStop)
  await printed(() => assert.rejects(duplicatesCommand({ folder, unite: '1' }), /--yes/))
  const united = JSON.parse(
    await printed(() => duplicatesCommand({ folder, unite: 'all', yes: true, json: true })),
  )
  assert.equal(united.groups.length, 1)
  const device = openDevice(folder)
  try {
    const { state } = device.ports
    const [mutation] = state.replica.mutations()
    assert.equal(mutation?.op, 'uniteDuplicates')
    assert.equal(mutation?.batch?.id, united.batchId)
    assert.equal(state.replica.view().asset(photo(1).id)?.state, 'trashed')
  } finally {
    device.close()
  }
  assert.match(await printed(() => duplicatesCommand({ folder })), /^No two photos/)
})
