import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BLOB_MAX_BYTES, JSON_BODY_MAX_BYTES, PART_BYTES, PARTS_MAX, SINGLE_PUT_MAX_BYTES } from './limits.ts'

test('JSON_BODY_MAX_BYTES takes the declaration of the largest upload', () => {
  const hash = 'e'.repeat(64)
  const body = JSON.stringify({ sha256: hash, bytes: BLOB_MAX_BYTES, parts: Array(PARTS_MAX).fill(hash) })
  assert.ok(body.length <= JSON_BODY_MAX_BYTES)
})

test('BLOB_MAX_BYTES is a size that parts add up to and that a number holds exactly', () => {
  assert.equal(BLOB_MAX_BYTES, PART_BYTES * PARTS_MAX)
  assert.ok(Number.isSafeInteger(BLOB_MAX_BYTES))
  assert.ok(SINGLE_PUT_MAX_BYTES <= PART_BYTES)
})
