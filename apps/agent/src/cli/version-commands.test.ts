import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePhotoRow } from '../test-kit/sample-photo-row.ts'
import { lookWords } from './version-commands.ts'

test('lookWords() makes a name fit for a terminal: it is a file that some device sent', () => {
  const [file] = samplePhotoRow(1).resources
  assert.ok(file !== undefined)
  const asset = samplePhotoRow(1, { resources: [{ ...file, role: 'edit', name: 'a\u001b[31m.jpg' }] })
  assert.equal(lookWords(asset, { recipe: null, sha256: file.sha256 }), 'the file a\\u{1b}[31m.jpg')
})
