import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createArgon2Hasher } from './argon2-hasher.ts'

test('createArgon2Hasher() knows the right password, however its letters are composed, and no other', async () => {
  const hasher = createArgon2Hasher()
  const kept = await hasher.hash('Zo\u00eb likes rain')
  assert.match(kept, /^\$argon2id\$/)
  assert.equal(await hasher.isRight(kept, 'Zoe\u0308 likes rain'), true)
  assert.equal(await hasher.isRight(kept, 'Zoe likes rain'), false)
  assert.equal(await hasher.isRight('not a hash', 'Zoe likes rain'), false)
})

test('createArgon2Hasher() has a decoy of the same cost, which nothing fits', async () => {
  const hasher = createArgon2Hasher()
  const cost = (hash: string) => hash.split('$').slice(0, 4)
  assert.deepEqual(cost(hasher.decoy), cost(await hasher.hash('any password')))
  assert.equal(await hasher.isRight(hasher.decoy, ''), false)
})

test('createArgon2Hasher() answers everybody when many ask at once', async () => {
  const hasher = createArgon2Hasher()
  const answers = await Promise.all(Array.from({ length: 6 }, () => hasher.isRight(hasher.decoy, 'x')))
  assert.deepEqual(
    answers,
    Array.from({ length: 6 }, () => false),
  )
})
