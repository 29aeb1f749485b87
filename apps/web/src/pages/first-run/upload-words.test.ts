import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UploadEntry } from '../../engine/library-client.ts'
import { formatsOf } from '../../words/formats.ts'
import { uploadWords } from './upload-words.ts'
import { firstRunDe, firstRunEn } from './words.ts'

const NOW = Date.UTC(2026, 10, 14, 12)

const say = (changed: Partial<UploadEntry>, now = NOW, words = firstRunEn) => {
  const upload: UploadEntry = {
    id: '1',
    name: 'IMG_1.JPG',
    bytes: 200,
    sentBytes: 50,
    state: 'safe',
    reason: null,
    facts: {},
    sentence: null,
    assetId: null,
    thumbnail: null,
    verifiedAt: NOW,
    isKept: true,
    ...changed,
  }
  return uploadWords(upload, now, words, formatsOf(words === firstRunEn ? 'en' : 'de'))
}

test('uploadWords() says how long ago the server has read the photo back, and never in the future', () => {
  assert.equal(say({}, NOW + 800), 'On your server, checked 0.8 s ago')
  assert.equal(say({}, NOW + 800, firstRunDe), 'Auf deinem Server, geprüft vor 0,8 s')
  assert.equal(say({}, NOW - 5_000), 'On your server, checked 0 s ago')
  assert.equal(say({}, NOW + 120_000), 'On your server, checked 2 minutes ago')
})

test('uploadWords() says the reason when it does not move, and how far it is when it does', () => {
  assert.equal(say({ state: 'uploading' }), 'Uploading, 25%')
  assert.equal(say({ state: 'blocked', sentence: 'The server is full.' }), 'The server is full.')
  assert.equal(say({ state: 'waiting' }), 'Waiting')
})
