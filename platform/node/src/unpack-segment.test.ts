import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Sha256 } from '@rollcall/protocol'
import { createSha256 } from './sha256.ts'
import { unpackSegment } from './unpack-segment.ts'

test('unpackSegment() gives back a segment only when it is what its hash and its size say', async () => {
  const raw = new Uint8Array(500).fill(3)
  const packed = gzipSync(raw)
  const sum = createSha256()
  sum.update(packed)
  const file = { sha256: sum.digestHex(), bytes: packed.length, rawBytes: raw.length }
  assert.deepEqual(new Uint8Array((await unpackSegment(packed, file)) ?? []), raw)
  assert.equal(await unpackSegment(packed, { ...file, sha256: '0'.repeat(64) as Sha256 }), null)
  assert.equal(await unpackSegment(packed, { ...file, rawBytes: raw.length - 1 }), null)
})
