import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { gunzipWithin } from './gunzip-within.ts'

test('gunzipWithin() gives back what was packed, up to its bound', () => {
  const file = gzipSync(new Uint8Array(10_000).fill(7))
  assert.ok(file.length < 200)
  assert.deepEqual(new Uint8Array(gunzipWithin(file, 10_000) ?? []), new Uint8Array(10_000).fill(7))
  assert.equal(gunzipWithin(file, 9_999), null)
})

test('gunzipWithin() answers null for what is no whole gzip file', () => {
  const file = gzipSync(new Uint8Array(100))
  assert.equal(gunzipWithin(file.subarray(0, file.length - 4), 1_000), null)
  assert.equal(gunzipWithin(new Uint8Array(20), 1_000), null)
})
