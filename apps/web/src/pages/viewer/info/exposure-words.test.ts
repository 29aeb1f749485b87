import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cameraWords, exposureWords } from './exposure-words.ts'

test('exposureWords() tells what is known, fast times as fractions', () => {
  const exposure = { fNumber: 1.78, seconds: 1 / 250, iso: 64, focalLengthMm: 6.86 }
  assert.equal(exposureWords({ exposure }), 'f/1.8 · 1/250 s · ISO 64 · 6.9 mm')
  assert.equal(
    exposureWords({ exposure: { ...exposure, fNumber: null, seconds: 2.5, focalLengthMm: null } }),
    '2.5 s · ISO 64',
  )
})

test('cameraWords() does not name the maker twice', () => {
  assert.equal(cameraWords({ make: 'Canon', model: 'Canon EOS 5D' }), 'Canon EOS 5D')
  assert.equal(cameraWords({ make: 'Apple', model: 'iPhone 15' }), 'Apple iPhone 15')
  assert.equal(cameraWords({ make: null, model: null }), '')
})
