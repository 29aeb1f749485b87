import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Sha256 } from '@rollcall/protocol'
import { gunzipWithin } from './gunzip-within.ts'
import { unpackSegment } from './unpack-segment.ts'

const packed = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes))

test('gunzipWithin() gives back what was packed, up to its bound', async () => {
  const file = packed(new Uint8Array(10_000).fill(7))
  assert.deepEqual(await gunzipWithin(file, 10_000), new Uint8Array(10_000).fill(7))
  assert.equal(await gunzipWithin(file, 9_999), null)
  assert.equal((await gunzipWithin(file, 20_000))?.length, 10_000)
  assert.equal((await gunzipWithin(packed(new Uint8Array(0)), 5))?.length, 0)
})

test('gunzipWithin() answers null for what is no whole gzip file', async () => {
  const file = packed(new Uint8Array(100))
  assert.equal(await gunzipWithin(file.slice(0, -4), 1_000), null)
  assert.equal(await gunzipWithin(new Uint8Array(20), 1_000), null)
  assert.equal(await gunzipWithin(new Uint8Array(0), 1_000), null)
})

test('unpackSegment() gives back a segment only when it is what its hash and its size say', async () => {
  const raw = new Uint8Array(500).fill(3)
  const bytes = packed(raw)
  const sha256 = createHash('sha256').update(bytes).digest('hex') as Sha256
  const file = { sha256, bytes: bytes.length, rawBytes: raw.length }
  assert.deepEqual(await unpackSegment(bytes, file), raw)
  assert.equal(await unpackSegment(bytes, { ...file, sha256: '0'.repeat(64) as Sha256 }), null)
  assert.equal(await unpackSegment(bytes, { ...file, rawBytes: raw.length - 1 }), null)
})
