import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import {
  deviceCodeSchema,
  deviceSchema,
  identitySchema,
  PROTOCOL_HEADER,
  reauthenticationSchema,
  serverFactsSchema,
} from '@rollcall/protocol'
import { createNodeServer, openSetup } from '@rollcall/server'
import { z } from 'zod'
import { openBrowser } from './browser-harness.ts'
import { answeredWith, PASSWORD, refusedWith, startServer } from './server-harness.ts'

const ME = '/api/v1/me'
const DAY_MS = 24 * 3600 * 1000

test('a browser signs in, is known by a cookie that no script can read, and is a device like any other', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const browser = openBrowser(server)
  const response = await browser.signIn()
  const text = await response.clone().text()
  const identity = await answeredWith(201, identitySchema, Promise.resolve(response))
  assert.deepEqual([identity.account, identity.deviceName], ['ana', 'Firefox'])
  const [line = '', ...others] = response.headers.getSetCookie()
  assert.match(
    line,
    /^__Host-rollcall=rc_[0-9a-f]{64}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Strict; Secure$/,
  )
  assert.deepEqual(others, [])
  assert.doesNotMatch(text, /rc_/)

  assert.equal((await answeredWith(200, identitySchema, browser.call('GET', ME))).deviceId, identity.deviceId)
  const devices = await answeredWith(200, z.array(deviceSchema), browser.call('GET', '/api/v1/devices'))
  assert.deepEqual(
    devices.map(({ name, current }) => [name, current]),
    [['Firefox', true]],
  )
  const phone = await server.signIn('ana')
  assert.equal((await phone.call('DELETE', `devices/${identity.deviceId}`)).status, 204)
  await refusedWith('device_removed', browser.call('GET', ME))
})

test('without https the cookie is neither marked for it nor lost', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const browser = openBrowser(server, 'http://server.test')
  const [line = ''] = (await browser.signIn()).headers.getSetCookie()
  assert.match(line, /^rollcall=rc_[0-9a-f]{64}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Strict$/)
  assert.equal((await browser.call('GET', ME)).status, 200)
})

test('signing out ends the session and takes the cookie away', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const browser = openBrowser(server)
  await browser.signIn()
  const [cookie] = browser.cookies
  assert.equal((await browser.call('DELETE', '/api/v1/sessions/current')).status, 204)
  assert.equal(browser.cookies.size, 0)
  await refusedWith('signed_out', browser.call('GET', ME))
  await refusedWith(
    'device_removed',
    browser.call('GET', ME, { headers: { cookie: cookie?.join('=') ?? '' } }),
  )
})

test('a cookie lasts from when its browser was last told who it is, and not beyond the session', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const browser = openBrowser(server)
  await browser.signIn()
  server.pass(399 * DAY_MS)
  const told = await browser.call('GET', ME)
  assert.match(told.headers.getSetCookie().join('\n'), /^__Host-rollcall=rc_[0-9a-f]{64}; .*Max-Age=34560000/)
  server.pass(399 * DAY_MS)
  assert.equal((await browser.call('GET', ME)).status, 200)
  server.pass(401 * DAY_MS)
  const late = await browser.call('GET', ME)
  assert.deepEqual(late.headers.getSetCookie(), [])
  await refusedWith('auth_expired', late)

  const phone = await server.signIn('ana')
  assert.deepEqual((await phone.call('GET', 'me')).headers.getSetCookie(), [])
})

test('a token in the header counts, and a cookie beside it does not', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const browser = openBrowser(server)
  await browser.signIn()
  const phone = await server.signIn('ana')
  const both = { headers: { authorization: `Bearer ${phone.session.token}` } }
  assert.equal((await answeredWith(200, identitySchema, browser.call('GET', ME, both))).deviceName, 'Pixel')
  await refusedWith('signed_out', browser.call('GET', ME, { headers: { authorization: 'Basic YTpi' } }))
  for (const value of ['', 'rc_1', `rcd_${'0'.repeat(64)}`, `rc_${'0'.repeat(65)}`])
    await refusedWith(
      'signed_out',
      browser.call('GET', ME, { headers: { cookie: `__Host-rollcall=${value}` } }),
    )
})

test("a page of another site changes nothing with a browser's cookie, signs nobody in, and reads nothing", async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const browser = openBrowser(server)
  await browser.signIn()
  const foreign = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'anything' },
    { [PROTOCOL_HEADER]: '' },
    { 'sec-fetch-site': '', origin: 'https://evil.test' },
    { 'sec-fetch-site': '', origin: 'https://server.test:8443' },
    { 'sec-fetch-site': '', origin: 'null' },
  ]
  const json = { account: 'ana', password: PASSWORD, deviceName: 'x' }
  for (const headers of foreign) {
    await refusedWith('cross_site', browser.call('DELETE', '/api/v1/sessions/current', { headers }))
    await refusedWith('cross_site', browser.call('POST', '/api/v1/reauthentications', { json, headers }))
    const tried = await browser.call('POST', '/api/v1/web-sessions', {
      json,
      headers: { ...headers, cookie: '' },
    })
    assert.deepEqual(tried.headers.getSetCookie(), [])
    await refusedWith('cross_site', tried)
  }
  for (const site of ['cross-site', 'same-site'])
    await refusedWith('cross_site', browser.call('GET', ME, { headers: { 'sec-fetch-site': site } }))
  const typed = browser.call('GET', ME, { headers: { 'sec-fetch-site': 'none', [PROTOCOL_HEADER]: '' } })
  assert.equal((await typed).status, 200)
  const devices = await answeredWith(200, z.array(deviceSchema), browser.call('GET', '/api/v1/devices'))
  assert.equal(devices.length, 1)
})

test('passwords of browsers are throttled together with those of other devices, and wrong ones get no cookie', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const browser = openBrowser(server)
  for (let index = 0; index < 5; index++) await refusedWith('wrong_password', browser.signIn('ana', 'wrong'))
  await refusedWith('throttled', browser.signIn())
  assert.equal(browser.cookies.size, 0)
  server.pass(1000)
  assert.equal((await browser.signIn()).status, 201)
})

test('a browser signs in by a code that somebody approved, once', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const browser = openBrowser(server)
  const asked = browser.call('POST', '/api/v1/device-codes', { json: { deviceName: 'Tablet' } })
  const { deviceCode, userCode } = await answeredWith(201, deviceCodeSchema, asked)
  const redeem = () => browser.call('POST', '/api/v1/web-sessions/code', { json: { deviceCode } })
  await refusedWith('authorization_pending', redeem())
  await ana.call('POST', 'device-codes/approve', { json: { userCode } })
  const answer = await redeem()
  assert.doesNotMatch(await answer.clone().text(), /rc_/)
  assert.equal((await answeredWith(201, identitySchema, Promise.resolve(answer))).deviceName, 'Tablet')
  assert.equal((await browser.call('GET', ME)).status, 200)
  await refusedWith('code_expired', redeem())
  // The code was approved on another device: nobody has shown to be before this one.
  const locked = browser.call('GET', '/api/v1/reauthentications')
  assert.equal((await answeredWith(200, reauthenticationSchema, locked)).until, null)
})

test("the owner's account is made by the web app in one step, by the one-time link only, and once", async () => {
  await using server = await startServer()
  const token = (await openSetup(server.ports)) ?? ''
  const browser = openBrowser(server)
  const facts = () => answeredWith(200, serverFactsSchema, browser.call('GET', '/api/v1/server'))
  assert.deepEqual([(await facts()).isSetUp, Object.keys(await facts()).length], [false, 4])
  const wish = { token, account: 'Ana', password: PASSWORD, deviceName: 'Firefox' }
  const post = (changed: Partial<typeof wish> = {}, headers = {}) =>
    browser.call('POST', '/api/v1/setup', { json: { ...wish, ...changed }, headers })
  await refusedWith('cross_site', post({}, { 'sec-fetch-site': 'cross-site' }))
  await refusedWith('wrong_setup_token', post({ token: `rcs_${'0'.repeat(64)}` }))
  assert.equal((await refusedWith('bad_request', post({ password: 'short' })))['path'], 'body.password')
  assert.equal((await refusedWith('bad_request', post({ account: ' ' })))['path'], 'body.account')
  const identity = await answeredWith(201, identitySchema, post())
  assert.equal(identity.account, 'Ana')
  assert.equal((await browser.call('GET', ME)).status, 200)
  await refusedWith('already_set_up', post())
  assert.equal((await facts()).isSetUp, true)
  const [owner] = await server.ports.store.accounts.list()
  assert.deepEqual([owner?.isOwner, owner?.quotaBytes], [true, 5_000_000_000])
})

test('what is locked opens with the password for ten minutes, on that device alone, and closes when asked', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const [ana, other] = [await server.signIn('ana'), await server.signIn('ana')]
  const left = async (member: typeof ana) =>
    (await answeredWith(200, reauthenticationSchema, member.call('GET', 'reauthentications'))).leftMs
  const unlock = (password: string) => ana.call('POST', 'reauthentications', { json: { password } })
  assert.equal(await left(ana), 0)
  await refusedWith('wrong_password', unlock('wrong'))
  assert.equal(await left(ana), 0)
  const { until, leftMs } = await answeredWith(201, reauthenticationSchema, unlock(PASSWORD))
  assert.ok(until !== null && Math.abs(until - server.ports.clock.now() - leftMs) < 5_000)
  assert.ok(leftMs > 590_000 && leftMs <= 600_000)
  assert.equal(await left(other), 0)
  server.pass(599_000 - 5_000)
  assert.ok((await left(ana)) > 0)
  server.pass(6_000)
  assert.equal(await left(ana), 0)
  await unlock(PASSWORD)
  assert.equal((await ana.call('DELETE', 'reauthentications')).status, 204)
  assert.equal(await left(ana), 0)
  for (let index = 0; index < 5; index++) await refusedWith('wrong_password', unlock('wrong'))
  await refusedWith('throttled', unlock(PASSWORD))
})

test('GET /api/v1/server tells of passkeys where a browser can have them', async () => {
  await using server = await startServer()
  const ask = async (address: string, headers = {}) => {
    const response = await server.app(new Request(`${address}/api/v1/server`, { headers }))
    return serverFactsSchema.parse(await response.json()).passkeys
  }
  const told = { 'sec-fetch-site': 'same-origin' }
  assert.equal(await ask('http://localhost:7655'), true)
  assert.equal(await ask('http://photos.test', told), true)
  assert.equal(await ask('https://photos.test'), true)
  assert.equal(await ask('http://photos.test'), false)
  assert.equal(await ask('http://127.0.0.1:7655', told), false)
  assert.equal(await ask('http://[::1]:7655', told), false)
})

test('every cookie of an answer reaches the socket', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const phone = await server.signIn('ana')
  const faults: unknown[] = []
  const listener = createNodeServer(server.app, (cause) => faults.push(cause)).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  try {
    const address = listener.address()
    assert.ok(typeof address === 'object' && address !== null)
    const response = await fetch(`http://127.0.0.1:${address.port}/api/v1/sessions/current`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${phone.session.token}` },
    })
    assert.equal(response.status, 204)
    assert.deepEqual(
      response.headers.getSetCookie().map((line) => line.split(';')[0]),
      ['rollcall=', '__Host-rollcall='],
    )
    assert.deepEqual(faults, [])
  } finally {
    listener.close()
    listener.closeAllConnections()
  }
})

test('no token, password or challenge is in the log', async () => {
  const lines: string[] = []
  const keep = (message: string, fields: object = {}) => void lines.push(message, JSON.stringify(fields))
  await using server = await startServer({ log: { error: keep, info: keep, debug: keep } })
  await server.addAccount('ana')
  const browser = openBrowser(server)
  await browser.signIn()
  await browser.call('POST', '/api/v1/reauthentications', { json: { password: PASSWORD } })
  const options = await browser.call('POST', '/api/v1/passkeys/options')
  const { challenge } = z.object({ challenge: z.string() }).parse(await options.json())
  await browser.call('DELETE', '/api/v1/sessions/current')
  const told = lines.join('\n')
  assert.match(told, /device signed in/)
  for (const secret of [PASSWORD, challenge, 'rc_']) assert.equal(told.includes(secret), false)
})
