import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyOnlineOnly } from './why-online-only.ts'

const WHOLE = { serviceWorker: {}, storage: { getDirectory: async () => ({}) } }

test('whyOnlineOnly() names plain http before anything else', async () => {
  assert.equal(await whyOnlineOnly({ isSecureContext: false, navigator: {} }), 'insecure')
})

test('whyOnlineOnly() names a store that is missing, or that refuses as private windows do', async () => {
  const refusing = {
    ...WHOLE,
    storage: {
      getDirectory: async () => {
        throw new Error('SecurityError')
      },
    },
  }
  assert.equal(await whyOnlineOnly({ isSecureContext: true, navigator: refusing }), 'no_store')
  const { serviceWorker: _, ...without } = WHOLE
  assert.equal(await whyOnlineOnly({ isSecureContext: true, navigator: without }), 'no_store')
  assert.equal(await whyOnlineOnly({ isSecureContext: true, navigator: { serviceWorker: {} } }), 'no_store')
})

test('whyOnlineOnly() has nothing to say of a browser that gives all of it', async () => {
  assert.equal(await whyOnlineOnly({ isSecureContext: true, navigator: WHOLE }), null)
})
