import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { DeviceCode } from '@rollcall/protocol'
import { deviceCodeSchema, sessionSchema, waitingDeviceSchema } from '@rollcall/protocol'
import { createAccount, openSetup } from '@rollcall/server'
import type { TestServer } from './server-harness.ts'
import { answeredWith, memberOf, PASSWORD, refusedWith, requestOf, startServer } from './server-harness.ts'

const requestCode = ({ app }: TestServer, remoteAddress = '192.0.2.1') =>
  app(requestOf('POST', '/api/v1/device-codes', { json: { deviceName: 'TV' } }), { remoteAddress })

const openCode = (server: TestServer) => answeredWith(201, deviceCodeSchema, requestCode(server))

const redeem = ({ app }: TestServer, { deviceCode }: Pick<DeviceCode, 'deviceCode'>) =>
  app(requestOf('POST', '/api/v1/device-codes/token', { json: { deviceCode } }))

test('a device code lets one device in, once, after somebody who is signed in approved it', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const code = await openCode(server)
  assert.match(code.userCode, /^[B-DF-HJ-NP-TV-Z]{4}-[B-DF-HJ-NP-TV-Z]{4}$/)
  await refusedWith('authorization_pending', redeem(server, code))

  const typed = code.userCode.toLowerCase().replace('-', ' ')
  const approved = await ana.call('POST', 'device-codes/approve', { json: { userCode: typed } })
  assert.deepEqual(await approved.json(), { deviceName: 'TV' })
  const session = await answeredWith(201, sessionSchema, redeem(server, code))
  assert.equal(session.account, 'ana')
  assert.equal((await memberOf(server.app, session).call('GET', 'me')).status, 200)
  await refusedWith('code_expired', redeem(server, code))
})

test('who is to approve a code sees which device shows it and where from, and a code that nobody shows is no hint', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const { userCode, expiresAt } = await openCode(server)
  const look = (code: string) => ana.call('GET', `device-codes/waiting/${encodeURIComponent(code)}`)
  const waiting = await answeredWith(200, waitingDeviceSchema, look(userCode.toLowerCase()))
  assert.deepEqual(waiting, { deviceName: 'TV', address: '192.0.2.1', expiresAt })
  await refusedWith('signed_out', server.app(requestOf('GET', `/api/v1/device-codes/waiting/${userCode}`)))
  await ana.call('POST', 'device-codes/approve', { json: { userCode } })
  await refusedWith('code_expired', look(userCode))
  for (let index = 0; index < 4; index++) await refusedWith('code_expired', look('BBBB-BBBB'))
  await refusedWith('throttled', look('BBBB-BBBB'))
})

test('two who redeem one code at the same moment get one session', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const code = await openCode(server)
  await ana.call('POST', 'device-codes/approve', { json: { userCode: code.userCode } })
  const answers = await Promise.all([redeem(server, code), redeem(server, code)])
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 410])
})

test('a device code ends after 15 minutes, for the new device and for who would approve it', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const code = await openCode(server)
  server.pass(15 * 60_000)
  await refusedWith('code_expired', redeem(server, code))
  await refusedWith(
    'code_expired',
    ana.call('POST', 'device-codes/approve', { json: { userCode: code.userCode } }),
  )
})

test('codes can neither be guessed at speed nor opened without end', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const guess = () => ana.call('POST', 'device-codes/approve', { json: { userCode: 'BBBB-BBBB' } })
  for (let index = 0; index < 5; index++) await refusedWith('code_expired', guess())
  await refusedWith('throttled', guess())
  for (let index = 0; index < 50; index++) assert.equal((await requestCode(server)).status, 201)
  await refusedWith('throttled', requestCode(server))
  assert.equal((await requestCode(server, '198.51.100.1')).status, 201)
})

const form = (fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) => {
  const bytes = new TextEncoder().encode(new URLSearchParams(fields).toString())
  return requestOf('POST', '/setup', { bytes, headers })
}

test('the owner sets the server up by the one-time link, and nobody does so twice', async () => {
  await using server = await startServer()
  const { app, ports } = server
  const token = await openSetup(ports)
  assert.ok(token)
  const page = async (address: string) => {
    const response = await app(requestOf('GET', address))
    return `${response.status} ${await response.text()}`
  }
  assert.match(await page('/'), /^200 .*no owner yet/s)
  assert.match(await page('/setup'), /^403 /)
  assert.match(await page(`/setup?token=${token}x`), /^403 /)
  assert.match(await page(`/setup?token=${token}`), /^200 .*<form/s)

  const fields = { token, account: 'Ana <b>', password: PASSWORD, again: PASSWORD, quota: '200 GB' }
  const post = async (changed: Partial<typeof fields>, headers?: Readonly<Record<string, string>>) => {
    const response = await app(form({ ...fields, ...changed }, headers))
    return `${response.status} ${await response.text()}`
  }
  assert.match(await post({}, { 'sec-fetch-site': 'cross-site' }), /^403 .*cross_site/s)
  assert.match(await post({ token: `rcs_${'0'.repeat(64)}` }), /^403 /)
  assert.match(
    await post({ password: 'short', again: 'short' }),
    /^400 .*8 characters.*value="Ana &lt;b&gt;"/s,
  )
  assert.match(await post({ again: 'another password' }), /^400 .*not the same/s)
  assert.match(await post({ quota: 'lots' }), /^400 .*not understood/s)
  assert.match(await post({}, { 'sec-fetch-site': 'same-origin' }), /^201 .*Welcome, Ana &lt;b&gt;/s)
  assert.match(await post({}), /^409 /)
  assert.match(await page(`/setup?token=${token}`), /^409 /)
  assert.match(await page('/'), /^200 .*has its owner/s)

  const [owner] = await ports.store.accounts.list()
  assert.deepEqual([owner?.name, owner?.isOwner, owner?.quotaBytes], ['Ana <b>', true, 2e11])
  assert.equal(await openSetup(ports), null)
})

test('a new start makes the old setup link worthless', async () => {
  await using server = await startServer()
  const old = await openSetup(server.ports)
  await openSetup(server.ports)
  assert.equal((await server.app(requestOf('GET', `/setup?token=${old}`))).status, 403)
})

test('the style of the pages is the one that their policy allows, and there is no script', async () => {
  await using server = await startServer()
  const response = await server.app(requestOf('GET', '/'))
  const page = await response.text()
  const style = /<style>(.*)<\/style>/s.exec(page)?.[1] ?? ''
  const digest = createHash('sha256').update(style).digest('base64')
  assert.ok(response.headers.get('content-security-policy')?.includes(`style-src 'sha256-${digest}'`))
  assert.doesNotMatch(page, /<script|style=|onclick/)
})

test('createAccount() makes the first account the owner, even when two are made at once', async () => {
  await using server = await startServer()
  const wish = (name: string) => ({ name, password: PASSWORD, quotaBytes: null })
  await Promise.all([createAccount(server.ports, wish('ana')), createAccount(server.ports, wish('ben'))])
  const accounts = await server.ports.store.accounts.list()
  assert.deepEqual(accounts.map(({ isOwner }) => isOwner).toSorted(), [false, true])
  assert.deepEqual(await createAccount(server.ports, wish('ANA')), { ok: false, refusal: 'name_taken' })
  assert.deepEqual(await createAccount(server.ports, wish('a\u0007')), {
    ok: false,
    refusal: 'name_unusable',
  })
})
