import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fileNameTime } from './file-name-time.ts'

const NOON = '2024-06-02T12:00:00'
const NAMES: readonly (readonly [name: string, local: string | null, offsetMinutes?: number])[] = [
  ['IMG_20240602_120000.jpg', NOON],
  ['IMG_20240602_120000123.jpg', `${NOON}.123`],
  ['PXL_20240602_120000123.MP.jpg', `${NOON}.123`, 0],
  ['20240602_120000.jpg', NOON],
  ['20240602120000.jpg', NOON],
  ['DJI_20240602120000_0001_D.JPG', NOON],
  ['IMG-20240602-WA0001.jpg', '2024-06-02T00:00:00'],
  ['VID-20240602-WA0001.mp4', '2024-06-02T00:00:00'],
  ['2024-06-02 12.00.00.jpg', NOON],
  ['Photo 2024-06-02 12 00 00.jpg', NOON],
  ['Screenshot_2024-06-02-12-00-00.png', NOON],
  ['Screenshot_20240602-120000_Chrome.jpg', NOON],
  ['Screen Shot 2024-06-02 at 12.00.00 PM.png', NOON],
  ['Screenshot 2024-06-02 at 1.05.07\u202fPM.png', '2024-06-02T13:05:07'],
  ['signal-2024-06-02-120000.jpg', NOON],
  ['signal-2024-06-02-12-00-00-678.jpg', `${NOON}.678`],
  ['WhatsApp Image 2024-06-02 at 12.00.00.jpeg', NOON],
  ['photo_2024-06-02_12-00-00.jpg', NOON],
  ['FB_IMG_1504629853013.jpg', '2017-09-05T16:44:13.013', 0],
  ['1504629853013.jpg', '2017-09-05T16:44:13.013', 0],
  ['Scan 1975-08-02.jpg', '1975-08-02T00:00:00'],
  ['IMG_0042.jpg', null],
  ['DSC_20241.jpg', null],
  ['IMG_12345678.jpg', null],
  ['IMG_20241301_120000.jpg', null],
  ['IMG_99999999999999.jpg', null],
  ['9781234567897.jpg', null],
  ['20240102.jpg', null],
  ['1920x1080.jpg', null],
  ['received_1504629853013123.jpeg', null],
  ['192.168.01.02.jpg', null],
  ['', null],
]

for (const [name, local, offsetMinutes = null] of NAMES) {
  test(`fileNameTime() of "${name}"`, () => {
    assert.deepEqual(fileNameTime(name), local === null ? null : { local, offsetMinutes })
  })
}

test('fileNameTime() finds no time in a counter', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('IMG_', 'DSC', 'P', '', 'scan-'),
      fc.integer({ min: 0, max: 9_999_999 }),
      (word, number) => {
        assert.equal(fileNameTime(`${word}${number}.jpg`), null)
      },
    ),
  )
})

test('fileNameTime() never throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => void fileNameTime(name)))
})
