import assert from 'node:assert/strict'
import { test } from 'node:test'
import { haveRequestSchema, verifyQuerySchema } from './blob.ts'
import { HAVE_HASHES_MAX } from './limits.ts'

test('haveRequestSchema bounds how much one question may ask', () => {
  const hashes = (count: number) => Array<string>(count).fill('e'.repeat(64))
  assert.ok(haveRequestSchema.safeParse({ hashes: hashes(HAVE_HASHES_MAX) }).success)
  assert.ok(!haveRequestSchema.safeParse({ hashes: hashes(HAVE_HASHES_MAX + 1) }).success)
})

test('verifyQuerySchema reads the originals of live photos unless asked for everything', () => {
  assert.deepEqual(verifyQuerySchema.parse({}), { scope: 'live' })
  assert.deepEqual(verifyQuerySchema.parse({ scope: 'everything' }), { scope: 'everything' })
  assert.ok(!verifyQuerySchema.safeParse({ scope: 'some' }).success)
})
