import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '@rollcall/platform-node'
import type { AccountId } from '@rollcall/protocol'
import type { PasskeyRow } from './passkey-store.ts'
import { createPasskeyStore } from './passkey-store.ts'
import { MIGRATIONS } from './schema.ts'

const [ANA, BEN] = ['a'.repeat(32) as AccountId, 'b'.repeat(32) as AccountId]

const PASSKEY: PasskeyRow = {
  passkeyId: 'one',
  accountId: ANA,
  name: 'Phone',
  host: 'photos.test',
  publicKey: 'AQID',
  counter: 4,
  transports: ['internal', 'hybrid'],
  createdAt: 1,
  lastUsedAt: null,
}

test('createPasskeyStore() keeps passkeys whole, each under one id, and of an account so many', async () => {
  const store = createPasskeyStore(openDatabase(':memory:', MIGRATIONS))
  assert.equal(await store.put(PASSKEY, 2), 'kept')
  assert.deepEqual(await store.byId('one'), PASSKEY)
  assert.equal(await store.byId('two'), null)
  assert.equal(await store.put({ ...PASSKEY, accountId: BEN }, 2), 'taken')
  assert.equal(await store.put({ ...PASSKEY, passkeyId: 'two', createdAt: 0 }, 2), 'kept')
  assert.equal(await store.put({ ...PASSKEY, passkeyId: 'three' }, 2), 'too_many')
  assert.equal(await store.put({ ...PASSKEY, passkeyId: 'four', accountId: BEN }, 2), 'kept')
  const ids = async (accountId: AccountId) => (await store.of(accountId)).map(({ passkeyId }) => passkeyId)
  assert.deepEqual([await ids(ANA), await ids(BEN)], [['two', 'one'], ['four']])
})

test('createPasskeyStore() notes a use once for what was looked up, and none of a passkey that is gone', async () => {
  const store = createPasskeyStore(openDatabase(':memory:', MIGRATIONS))
  await store.put(PASSKEY, 9)
  assert.equal(await store.noteUse(PASSKEY, { counter: 5, now: 70 }), true)
  assert.equal(await store.noteUse(PASSKEY, { counter: 6, now: 80 }), false)
  assert.deepEqual(await store.byId('one'), { ...PASSKEY, counter: 5, lastUsedAt: 70 })
  assert.equal(await store.drop(BEN, 'one'), false)
  assert.deepEqual([await store.drop(ANA, 'one'), await store.drop(ANA, 'one')], [true, false])
  assert.equal(await store.noteUse({ passkeyId: 'one', counter: 5 }, { counter: 6, now: 90 }), false)
})
