import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findIgnoreReason, isSystemFolder } from './find-ignore-reason.ts'

const SYSTEM_FILES = [
  '.DS_Store',
  'Thumbs.db',
  'THUMBS.DB',
  'desktop.ini',
  'ehthumbs.db',
  'Icon\r',
  '._IMG_0001.JPG',
  '~$Budget.xlsx',
  '.~lock.Budget.ods#',
  '.fuse_hidden0000001a00000002',
  '.nfs000000000123abcd00000001',
]

const SYSTEM_FOLDERS = [
  '.Trash',
  '.Trashes',
  '.Trash-1000',
  '$RECYCLE.BIN',
  '@eaDir',
  '.thumbnails',
  '.Spotlight-V100',
  'lost+found',
  'System Volume Information',
  '#recycle',
  '.stfolder',
]

const PARTIAL_DOWNLOADS = [
  'IMG.jpg.part',
  'IMG.jpg.partial',
  'Unconfirmed 123.crdownload',
  'IMG.jpg.download',
  'IMG.jpg.tmp',
  'IMG.jpg.filepart',
]

const ORIGINALS = [
  'IMG_0001.JPG',
  '.hidden.jpg',
  '.jpg',
  '._',
  '_IMG_0001.JPG',
  '~$lock.jpg',
  '.nfs-holiday.jpg',
  '.fuse_hidden.jpg',
  '.~lock.jpg',
  'part.jpg',
  'tmp',
  'Thumbs.db.jpg',
  'lost+found.jpg',
  '.trashed-1720000000-IMG_0001.jpg',
]

test('findIgnoreReason() leaves out what systems write for themselves', () => {
  for (const name of SYSTEM_FILES) assert.equal(findIgnoreReason(name, []), 'system_file', name)
})

test('findIgnoreReason() leaves out downloads that are not whole', () => {
  for (const name of PARTIAL_DOWNLOADS) assert.equal(findIgnoreReason(name, []), 'partial_download', name)
})

test('findIgnoreReason() leaves out whatever lies below a folder of a system', () => {
  for (const folder of SYSTEM_FOLDERS) {
    assert.ok(isSystemFolder(folder), folder)
    assert.equal(findIgnoreReason('IMG.jpg', ['2024', folder, 'deep']), 'system_folder', folder)
  }
})

test('findIgnoreReason() keeps names that only resemble those of systems', () => {
  for (const name of ORIGINALS) assert.equal(findIgnoreReason(name, ['DCIM', '.hidden']), null, name)
  for (const folder of ['Trash', '.Trash for later', 'recycle', 'thumbnails', '.sync', '2024.download', '']) {
    assert.equal(isSystemFolder(folder), false, folder)
  }
})

test('findIgnoreReason() goes by the name of a file, not by that of a folder called so', () => {
  assert.equal(findIgnoreReason('IMG.jpg', ['Thumbs.db', 'IMG.part', '._x']), null)
})

test('findIgnoreReason() keeps every photo whose name begins with a letter or a digit', () => {
  const names = fc
    .tuple(fc.stringMatching(/^[A-Za-z0-9]/), fc.constantFrom('.jpg', '.HEIC', '.mov', '.xmp'))
    .map(([stem, extension]) => stem + extension)
  fc.assert(fc.property(names, (name) => assert.equal(findIgnoreReason(name, ['DCIM']), null)))
})
