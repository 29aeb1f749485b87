import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSha256, hmacSha256, sha256Text } from './sha256.ts'

/** FIPS 180-4, example of one block. */
const OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

test('createSha256() sums pieces as the whole', () => {
  const sum = createSha256()
  sum.update(Buffer.from('a'))
  sum.update(Buffer.from('bc'))
  assert.equal(sum.digestHex(), OF_ABC)
})

test('sha256Text() sums UTF-8', () => {
  assert.equal(sha256Text('abc'), OF_ABC)
})

test('hmacSha256() agrees with RFC 4231, test case 2', () => {
  const key = Buffer.from('Jefe').toString('hex')
  const expected = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
  assert.equal(hmacSha256(key, 'what do ya want for nothing?'), expected)
})
