import assert from 'node:assert/strict'
import { test } from 'node:test'
import { namesLike } from './names-like.ts'

const NAMES = ['São Paulo', 'Paris', 'Saint-Denis'].map((name) => ({ name, photos: 1 }))

test('namesLike() finds by beginnings of words, without their accents', () => {
  const found = (typed: string) => namesLike(NAMES, typed).map(({ name }) => name)
  assert.deepEqual(found('sao'), ['São Paulo'])
  assert.deepEqual(found('pa'), ['São Paulo', 'Paris'])
  assert.deepEqual(found('denis saint'), ['Saint-Denis'])
  assert.deepEqual(found(''), ['São Paulo', 'Paris', 'Saint-Denis'])
  assert.deepEqual(found('oslo'), [])
})
