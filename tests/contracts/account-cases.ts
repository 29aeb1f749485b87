import assert from 'node:assert/strict'
import type { StoreCases } from './store-rows.ts'
import { DEVICE, newAccount, newLibrary, sha } from './store-rows.ts'

/** What a store must do with accounts, devices, codes and settings. */
export const accountCases: StoreCases = {
  'create() refuses a name that is taken, however it is written': async (store) => {
    assert.ok(await store.accounts.create({ ...newAccount(1), name: 'Zoë' }))
    assert.equal(await store.accounts.create({ ...newAccount(2), name: 'ZOE\u0308' }), null)
    assert.equal((await store.accounts.byName('zoë'))?.name, 'Zoë')
    assert.equal((await store.accounts.list()).length, 1)
    assert.equal((await store.accounts.libraries()).length, 1)
  },

  'create() with onlyIfFirst makes only the first account': async (store) => {
    assert.ok(await store.accounts.create({ ...newAccount(1), onlyIfFirst: true }))
    assert.equal(await store.accounts.create({ ...newAccount(2), onlyIfFirst: true }), null)
  },

  'a device is found by its token, is removed once, and a removed one is still found by its token': async (
    store,
  ) => {
    const { accountId } = await newLibrary(store)
    const device = {
      deviceId: DEVICE,
      accountId,
      name: 'Pixel',
      tokenHash: sha(1),
      createdAt: 1,
      lastSeenAt: 1,
      revokedAt: null,
    }
    await store.accounts.putDevice(device)
    await store.accounts.touchDevice(DEVICE, 9)
    assert.deepEqual(await store.accounts.deviceByTokenHash(sha(1)), { ...device, lastSeenAt: 9 })
    assert.equal(await store.accounts.revokeDevice(newAccount(50).accountId, DEVICE, 10), false)
    assert.equal(await store.accounts.revokeDevice(accountId, DEVICE, 10), true)
    assert.equal(await store.accounts.revokeDevice(accountId, DEVICE, 11), false)
    assert.equal((await store.accounts.deviceByTokenHash(sha(1)))?.revokedAt, 10)
    assert.deepEqual(await store.accounts.devicesOf(accountId), [])
  },

  'a device code is approved once and used up once': async (store) => {
    const { accountId } = await newLibrary(store)
    const code = {
      deviceCodeHash: sha(1),
      userCode: 'WDJB-MJHT',
      deviceName: 'TV',
      address: '192.0.2.1',
      expiresAt: 5,
      accountId: null,
    }
    await store.accounts.putDeviceCode(code)
    assert.deepEqual(await store.accounts.deviceCodeByUserCode('WDJB-MJHT'), code)
    assert.equal(await store.accounts.approveDeviceCode(sha(1), accountId), true)
    assert.equal(await store.accounts.approveDeviceCode(sha(1), accountId), false)
    assert.deepEqual(await store.accounts.deviceCodeByHash(sha(1)), { ...code, accountId })
    assert.equal(await store.accounts.countDeviceCodes(4), 1)
    assert.equal(await store.accounts.removeDeviceCode(sha(1)), true)
    assert.equal(await store.accounts.removeDeviceCode(sha(1)), false)
    await store.accounts.putDeviceCode(code)
    assert.equal(await store.accounts.countDeviceCodes(5), 0)
    assert.equal(await store.accounts.deviceCodeByHash(sha(1)), null)
  },

  'a setting is kept, replaced and removed': async (store) => {
    const { accounts } = store
    assert.equal(await accounts.setting('colour'), null)
    await accounts.putSetting('colour', 'blue')
    await accounts.putSetting('colour', 'green')
    assert.equal(await accounts.setting('colour'), 'green')
    assert.equal(await accounts.keepSetting('colour', 'red'), 'green')
    assert.equal(await accounts.keepSetting('shape', 'round'), 'round')
    assert.equal(await accounts.setting('shape'), 'round')
    await accounts.putSetting('colour', null)
    assert.equal(await accounts.setting('colour'), null)
  },
}
