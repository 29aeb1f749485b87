import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceWith, optimise, PHOTO_BYTES, PREVIEW_BYTES, sync } from '../test-kit/optimised-device.ts'
import { bytesHereFinder, countFidelity } from './fidelity.ts'

test('bytesHereFinder() tells what lies here beside what the original has', async () => {
  using device = await deviceWith(4)
  device.write('notes.txt', 'milk')
  optimise(device, 2 * PHOTO_BYTES)
  const roll = await sync(device)
  const bytesHere = bytesHereFinder(device.state)
  const sizes = roll.entries.map((entry) => [entry.item.bytes, bytesHere(entry)] as const)
  const previews = sizes.filter(([bytes, here]) => bytes === PHOTO_BYTES && here === PREVIEW_BYTES)
  const originals = sizes.filter(([bytes, here]) => bytes === PHOTO_BYTES && here === PHOTO_BYTES)
  assert.ok(previews.length > 0 && originals.length > 0)
  assert.equal(previews.length + originals.length, 4)
  assert.deepEqual(
    sizes.filter(([, here]) => here === null),
    [[4, null]],
  )
  const total = sizes.reduce((sum, [, here]) => sum + (here ?? 0), 0)
  const { original, preview } = countFidelity(device.state, roll)
  assert.equal(total, original.bytes + preview.bytes)
})
