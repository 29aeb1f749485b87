import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSigningKey, isSignedBy, publicKeyOf, signEd25519 } from './ed25519.ts'

const TEXT = 'what is so, née Ö'

test('signEd25519() makes what isSignedBy() takes, of this text and this key only', () => {
  const key = createSigningKey()
  const signature = signEd25519(key, TEXT)
  assert.equal(isSignedBy(publicKeyOf(key), TEXT, signature), true)
  assert.equal(isSignedBy(publicKeyOf(createSigningKey()), TEXT, signature), false)
  assert.equal(isSignedBy(publicKeyOf(key), TEXT.slice(1), signature), false)
  assert.equal(publicKeyOf(key), publicKeyOf(key))
})

test('isSignedBy() is false for what is no key or no signature', () => {
  const key = createSigningKey()
  assert.equal(isSignedBy('not a key', TEXT, signEd25519(key, TEXT)), false)
  assert.equal(isSignedBy(publicKeyOf(key), TEXT, ''), false)
  assert.throws(() => publicKeyOf('not a key'))
})
