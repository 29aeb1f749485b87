import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepNamesApart } from './keep-names-apart.ts'

test('keepNamesApart() numbers names that some system takes for one, and no others', () => {
  assert.deepEqual(keepNamesApart(['IMG_1.JPG', 'img_1.jpg', 'IMG_1 (2).JPG', 'IMG_1.HEIC', 'IMG_1.JPG']), [
    'IMG_1.JPG',
    'img_1 (2).jpg',
    'IMG_1 (2) (2).JPG',
    'IMG_1.HEIC',
    'IMG_1 (3).JPG',
  ])
  assert.deepEqual(keepNamesApart(['no ending', 'no ending']), ['no ending', 'no ending (2)'])
})

test('keepNamesApart() leaves no name that would leave the folder, or that a system refuses', () => {
  assert.deepEqual(keepNamesApart(['../../etc/passwd', 'a:b\u0000.jpg', '..', '', ' . ']), [
    '_.._etc_passwd',
    'a_b_.jpg',
    'photo',
    'photo (2)',
    'photo (3)',
  ])
  const [long = ''] = keepNamesApart([`${'日'.repeat(200)}.jpeg`])
  assert.ok(Buffer.byteLength(long) <= 240)
  assert.ok(long.endsWith('.jpeg'))
})
