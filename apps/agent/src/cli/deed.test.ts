import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Intent } from '@rollcall/protocol'
import { linkFolder, printed } from '../test-kit/linked-folder.ts'
import { samplePhotoRow } from '../test-kit/sample-photo-row.ts'
import { dateCommand } from './date-command.ts'
import { doDeed } from './deed.ts'
import { CommandStop } from './exit.ts'
import { listCommand } from './list-command.ts'
import { openDevice } from './open-device.ts'

test('doDeed() queues nothing that the server would not even read, or nothing would ever be sent again', async () => {
  await using linked = await linkFolder([samplePhotoRow(1)])
  const device = openDevice(linked.folder)
  try {
    const { id: assetId } = samplePhotoRow(1)
    const good: Intent = { op: 'setCaption', args: { assetId, value: 'fine' } }
    const bad: Intent = { op: 'setDated', args: { assetId, value: { at: 8.64e15 + 1, offsetMinutes: null } } }
    assert.throws(() => doDeed(device, [good, bad]), CommandStop)
    assert.deepEqual(device.ports.state.replica.mutations(), [])
  } finally {
    device.close()
  }
})

test('dateCommand() takes no date beyond those that lists can show', async () => {
  await using linked = await linkFolder([samplePhotoRow(1)])
  const { folder } = linked
  assert.throws(
    () => dateCommand(['IMG_1.jpg'], { folder, shift: `+${'999999d'.repeat(99)}` }),
    /years 1 to 9999/,
  )
  assert.throws(
    () => dateCommand(['IMG_1.jpg'], { folder, shift: `-${'999999d'.repeat(2)}` }),
    /years 1 to 9999/,
  )
  await printed(() => dateCommand(['IMG_1.jpg', '9999-12-31 23:59'], { folder }))
})

test('listCommand() lists a photo whose file tells the last moment of all, in a zone after it', async () => {
  await using linked = await linkFolder([samplePhotoRow(1, { dated: { at: 8.64e15, offsetMinutes: 60 } })])
  const list = await printed(() => listCommand({ folder: linked.folder, limit: '9', sort: 'newest' }))
  assert.match(list, /IMG_1\.jpg/)
})
