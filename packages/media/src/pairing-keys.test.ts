import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MediaFacts } from './media-facts.ts'
import { isSidecarOf, pairingKeysOf } from './pairing-keys.ts'
import { readMediaFacts } from './read-media-facts.ts'
import { countingSource } from './test-kit/build-still.ts'

const EMPTY: MediaFacts = await readMediaFacts(countingSource(new Uint8Array()), {
  name: 'a.jpg',
  modifiedAt: 0,
})
const TAKEN = {
  local: '2024-06-02T12:00:00.10',
  offsetMinutes: 120,
  offsetFrom: 'tag',
  at: 0,
  source: 'exif_original',
} as const
const RAW: MediaFacts = { ...EMPTY, type: 'image/x-canon-cr2', model: 'EOS 5D', taken: TAKEN }
const JPEG: MediaFacts = { ...RAW, type: 'image/jpeg', taken: { ...TAKEN, local: '2024-06-02T12:00:00.9' } }

const SIDECARS: readonly (readonly [sidecar: string, photo: string, is: boolean])[] = [
  ['IMG_1.CR2.xmp', 'IMG_1.CR2', true],
  ['IMG_1.CR2.xmp', 'IMG_1.JPG', false],
  ['IMG_1.xmp', 'IMG_1.CR2', true],
  ['IMG_1.XMP', 'img_1.jpg', true],
  ['Chars.jpg.xmp', 'Chars.jpg', true],
  ['bunny_1sec_v3.xmp', 'bunny_1sec.mp4', false],
  ['IMG_1.AAE', 'IMG_1.HEIC', true],
  ['IMG_1.AAE', 'IMG_1.MOV', true],
  ['IMG_E1.AAE', 'IMG_1.HEIC', true],
  ['IMG_O1.AAE', 'IMG_1.HEIC', true],
  ['IMG_1.AAE', 'IMG_E1.HEIC', false],
  ['IMG_E1.xmp', 'IMG_1.HEIC', false],
  ['MVI_1.THM', 'MVI_1.MOV', true],
  ['IMG_10.xmp', 'IMG_1.CR2', false],
  ['Caf\u00e9.xmp', 'Cafe\u0301.jpg', true],
  ['IMG_1.xmp', 'IMG_1.xmp', false],
  ['IMG_1.xmp', 'IMG_1.AAE', false],
  ['IMG_1.jpg', 'IMG_1.CR2', false],
  ['.xmp', '.jpg', false],
]

for (const [sidecar, photo, is] of SIDECARS) {
  test(`isSidecarOf() of "${sidecar}" and "${photo}"`, () => assert.equal(isSidecarOf(sidecar, photo), is))
}

test('pairingKeysOf() gives both halves of a Live Photo one key, whatever their names', () => {
  const still = pairingKeysOf({ ...EMPTY, contentId: '9b539ab8-A668' }, 'IMG_7943.HEIC')
  const moving = pairingKeysOf(
    { ...EMPTY, type: 'video/quicktime', kind: 'video', contentId: '9B539AB8-A668' },
    'clip.MOV',
  )
  assert.deepEqual(still, ['live:9B539AB8-A668'])
  assert.deepEqual(moving, still)
})

test('pairingKeysOf() gives the frames of a burst one key', () => {
  assert.deepEqual(pairingKeysOf({ ...EMPTY, burstId: '1E27A1C0' }, 'IMG_200.JPG'), ['burst:1E27A1C0'])
})

test('pairingKeysOf() gives a raw file and its JPEG one key, whatever the fractions of their seconds', () => {
  const key = 'raw:img_1|2024-06-02T12:00:00|EOS 5D'
  assert.deepEqual(pairingKeysOf(RAW, 'IMG_1.CR2'), [key])
  assert.deepEqual(pairingKeysOf(JPEG, 'img_1.jpg'), [key])
  const pixel = pairingKeysOf(RAW, 'PXL_1.RAW-02.ORIGINAL.dng')
  assert.deepEqual(pairingKeysOf(JPEG, 'PXL_1.RAW-01.COVER.jpg'), pixel)
})

test('pairingKeysOf() gives no raw key to what a camera did not date, name or write', () => {
  assert.deepEqual(pairingKeysOf({ ...RAW, model: null }, 'IMG_1.CR2'), [])
  assert.deepEqual(pairingKeysOf({ ...RAW, taken: { ...TAKEN, source: 'file_name' } }, 'IMG_1.CR2'), [])
  assert.deepEqual(pairingKeysOf({ ...RAW, type: 'image/png' }, 'IMG_1.PNG'), [])
  assert.deepEqual(pairingKeysOf(EMPTY, 'IMG_1.JPG'), [])
  assert.notDeepEqual(pairingKeysOf(JPEG, 'IMG_2.JPG'), pairingKeysOf(RAW, 'IMG_1.CR2'))
})
