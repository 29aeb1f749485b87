import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { assetIdSchema } from '@rollcall/protocol'
import { sampleHash } from '../test-kit/sample-asset.ts'
import { assetIdOf } from './asset-id-of.ts'

function hmacSha256(keyHex: string, text: string): string {
  return createHmac('sha256', Buffer.from(keyHex, 'hex')).update(text).digest('hex')
}

const KEY = '00112233445566778899aabbccddeeff'.repeat(2)

test('[S4] assetIdOf() gives the same file the same id on every device of a library, and another in another', () => {
  const id = assetIdOf(KEY, sampleHash(1), 0, hmacSha256)
  assert.equal(assetIdOf(KEY, sampleHash(1), 0, hmacSha256), id)
  assert.ok(assetIdSchema.safeParse(id).success)
  assert.notEqual(assetIdOf(KEY, sampleHash(2), 0, hmacSha256), id)
  assert.notEqual(assetIdOf(KEY, sampleHash(1), 1, hmacSha256), id)
  assert.notEqual(assetIdOf('ff'.repeat(32), sampleHash(1), 0, hmacSha256), id)
})

test('[S4] assetIdOf() goes on giving the ids that libraries already hold', () => {
  assert.equal(
    assetIdOf(KEY, sampleHash(1), 0, hmacSha256),
    hmacSha256(KEY, `${sampleHash(1)}:0`).slice(0, 32),
  )
})
