import assert from 'node:assert/strict'
import { test } from 'node:test'
import { identitySchema, PROTOCOL_HEADER } from '@rollcall/protocol'
import { createSystemClock } from '@rollcall/platform-node'
import { createAlarmPosts, createPlaceFinder, createSqliteStore } from '@rollcall/server'
import { answeredWith, PASSWORD, refusedWith, requestOf, startServer } from './server-harness.ts'
import type { Sent, TestServer } from './server-harness.ts'

interface Operation {
  readonly method: string
  readonly path: string
  readonly isGuarded: boolean
}

/** Every route that the server says it has, with its path filled in for `libraryId`. */
async function operationsOf({ app }: TestServer, libraryId: string): Promise<readonly Operation[]> {
  const response = await app(requestOf('GET', '/api/v1/openapi.json'))
  const { paths } = (await response.json()) as {
    paths: Record<string, Record<string, { security: unknown[] }>>
  }
  const filled: Readonly<Record<string, string>> = {
    libraryId,
    sha256: 'a'.repeat(64),
    uploadId: 'b'.repeat(32),
    deviceId: 'c'.repeat(32),
    part: '0',
  }
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => filled[name] ?? name),
      isGuarded: security.length > 0,
    })),
  )
}

/** With these, the server has the routes of alarms and of places too. */
const alarmPosts = createAlarmPosts('/nowhere/alarms.json')
const places = createPlaceFinder(createSystemClock())

const bearer = (token: string): Sent => ({ headers: { authorization: `Bearer ${token}` } })

test('the OpenAPI document names every route, and only the front door is open', async () => {
  await using server = await startServer({ alarmPosts, places })
  const operations = await operationsOf(server, 'd'.repeat(32))
  const open = operations.filter(({ isGuarded }) => !isGuarded).map(({ method, path }) => `${method} ${path}`)
  assert.deepEqual(open.toSorted(), [
    'GET /',
    'GET /api/v1/openapi.json',
    'GET /api/v1/server',
    'GET /api/v1/server-key',
    'GET /healthz',
    'GET /setup',
    'POST /api/v1/device-codes',
    'POST /api/v1/device-codes/token',
    'POST /api/v1/sessions',
    'POST /api/v1/setup',
    'POST /api/v1/web-sessions',
    'POST /api/v1/web-sessions/code',
    'POST /api/v1/web-sessions/passkey',
    'POST /api/v1/web-sessions/passkey/options',
    'POST /setup',
  ])
  assert.equal(operations.length - open.length, 60)
})

test('every guarded route refuses a request without a token, with an unknown one, and with a removed one', async () => {
  await using server = await startServer({ alarmPosts, places })
  await server.addAccount('ana')
  const member = await server.signIn('ana')
  const removed = await server.signIn('ana', 'Old phone')
  await member.call('DELETE', `devices/${removed.session.deviceId}`)
  for (const { method, path, isGuarded } of await operationsOf(server, member.libraryId)) {
    if (!isGuarded || method === 'HEAD') continue
    const ask = (sent?: Sent) => server.app(requestOf(method, path, sent))
    await refusedWith('signed_out', ask())
    await refusedWith('signed_out', ask({ headers: { authorization: 'Basic YTpi' } }))
    await refusedWith('auth_expired', ask(bearer(`rc_${'0'.repeat(64)}`)))
    await refusedWith('device_removed', ask(bearer(removed.session.token)))
  }
})

test('every route of a library refuses members of another, and does not tell whether a library exists', async () => {
  await using server = await startServer({ alarmPosts, places })
  const anas = await server.addAccount('ana')
  await server.addAccount('ben')
  const ben = await server.signIn('ben')
  for (const libraryId of [anas, '0'.repeat(32), 'no-library']) {
    for (const { method, path, isGuarded } of await operationsOf(server, libraryId)) {
      if (!isGuarded || !path.includes('/libraries/') || method === 'HEAD') continue
      const facts = await refusedWith(
        'not_a_member',
        server.app(requestOf(method, path, bearer(ben.session.token))),
      )
      assert.deepEqual(facts, {})
    }
  }
})

test('a device of one account is neither shown to nor removed by another', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  await server.addAccount('ben')
  const ana = await server.signIn('ana')
  const ben = await server.signIn('ben')
  await refusedWith('not_found', ben.call('DELETE', `devices/${ana.session.deviceId}`))
  await answeredWith(200, identitySchema, ana.call('GET', 'me'))
})

test('a client older than the server can talk to is told so, before anything else', async () => {
  await using server = await startServer()
  for (const version of ['0', '2', '-1', 'old']) {
    const request = requestOf('GET', '/healthz', { headers: { [PROTOCOL_HEADER]: version } })
    assert.equal((await refusedWith('client_too_old', server.app(request)))['version'], version)
  }
  for (const version of ['3', '7']) {
    const request = requestOf('GET', '/healthz', { headers: { [PROTOCOL_HEADER]: version } })
    assert.equal((await server.app(request)).status, 200)
  }
})

test('every answer carries the security headers and the release, and none allows another origin', async () => {
  await using server = await startServer()
  for (const path of ['/', '/healthz', '/nowhere', '/api/v1/me', '/setup?token=x']) {
    const { headers } = await server.app(
      requestOf('GET', path, { headers: { origin: 'https://elsewhere.test' } }),
    )
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/)
    assert.match(headers.get('rollcall-server-version') ?? '', /^\d+\.\d+\.\d+$/)
    assert.equal(headers.get('access-control-allow-origin'), null)
  }
})

test('a shape that is not expected is refused with the path of what is wrong', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const { app } = server
  const sessions = (sent: Sent) => app(requestOf('POST', '/api/v1/sessions', sent))
  const pathOf = async (response: Promise<Response>) => (await refusedWith('bad_request', response))['path']
  assert.equal(
    await pathOf(sessions({ json: { account: 'ana', password: 7, deviceName: 'x' } })),
    'body.password',
  )
  assert.equal(await pathOf(sessions({ bytes: new TextEncoder().encode('{"account"') })), 'body')
  assert.equal(await pathOf(sessions({ bytes: Uint8Array.of(0x22, 0xff, 0x22) })), 'body')
  assert.equal(await pathOf(sessions({})), 'body')
  assert.equal(await pathOf(ana.inLibrary('GET', 'changes?limit=0')), 'query.limit')
  assert.equal(await pathOf(ana.inLibrary('GET', 'changes?cursor=mine')), 'query.cursor')
  assert.equal(await pathOf(ana.inLibrary('GET', 'blobs/ABC')), 'path.sha256')
  const mutations = [{ n: 1, baseSeq: 0, ageMs: 0, op: 'trash', args: { assetId: 'x' } }]
  const push = { clientId: '1'.repeat(32), nonce: null, next: '2'.repeat(32), base: null, mutations }
  assert.equal(await pathOf(ana.inLibrary('POST', 'push', { json: push })), 'body.mutations.0.args.assetId')
})

test('a JSON body beyond the bound is refused, whether it says its length or not', async () => {
  await using server = await startServer()
  const huge = '1000000000'
  const declared = requestOf('POST', '/api/v1/sessions', { json: {}, headers: { 'content-length': huge } })
  await refusedWith('too_large', server.app(declared))
  let read = 0
  async function* endless() {
    for (;;) {
      read += 65_536
      yield new Uint8Array(65_536)
    }
  }
  await refusedWith('too_large', server.app(requestOf('POST', '/api/v1/sessions'), { incoming: endless() }))
  assert.ok(read < 8_000_000)
})

test('a fault of the server is answered with a name to look for, and nothing of what is inside', async () => {
  const errors: string[] = []
  const log = { error: (message: string) => void errors.push(message), info: () => {}, debug: () => {} }
  const store = createSqliteStore(':memory:')
  const broken = {
    ...store,
    accounts: { ...store.accounts, list: () => Promise.reject(new Error('secret detail')) },
  }
  await using server = await startServer({ store: broken, log })
  const facts = await refusedWith('internal', server.app(requestOf('GET', '/')))
  assert.deepEqual(Object.keys(facts), ['requestId'])
  assert.deepEqual(errors, ['a request failed'])
})

test('a server that is stopping refuses new requests and ends what waits', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const events = await ana.inLibrary('GET', 'events')
  const waiting = ana.inLibrary('GET', 'changes?cursor=1.0&wait=25000')
  const ended = events.text()
  await new Promise((resolve) => setTimeout(resolve, 20))
  await server.app.close()
  assert.match(await ended, /event: poke/)
  assert.equal((await waiting).status, 200)
  await refusedWith('shutting_down', ana.call('GET', 'me'))
})

test('a session answers who it is, and signing out ends it', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ANA', 'Pixel')
  const identity = await answeredWith(200, identitySchema, ana.call('GET', 'me'))
  assert.equal(identity.account, 'ana')
  assert.equal(identity.deviceName, 'Pixel')
  assert.equal((await ana.call('DELETE', 'sessions/current')).status, 204)
  await refusedWith('device_removed', ana.call('GET', 'me'))
})

test('a session that nobody used for 400 days has ended; one that is used goes on', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const [quiet, busy] = [await server.signIn('ana'), await server.signIn('ana')]
  const day = 24 * 3600 * 1000
  server.pass(399 * day)
  assert.equal((await busy.call('GET', 'me')).status, 200)
  server.pass(2 * day)
  await refusedWith('auth_expired', quiet.call('GET', 'me'))
  assert.equal((await busy.call('GET', 'me')).status, 200)
})

test('a wrong password and an unknown name get the same answer; guessing is slowed down, elsewhere it is not', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const attempt = (account: string, password: string, remoteAddress: string) =>
    server.app(requestOf('POST', '/api/v1/sessions', { json: { account, password, deviceName: 'x' } }), {
      remoteAddress,
    })
  const wrong = await attempt('ana', 'wrong', '192.0.2.1')
  const unknown = await attempt('nobody', 'wrong', '192.0.2.1')
  assert.equal(await wrong.text(), await unknown.text())
  for (let index = 0; index < 4; index++)
    await refusedWith('wrong_password', attempt('ana', 'wrong', '192.0.2.1'))
  const throttled = await attempt('ana', PASSWORD, '192.0.2.1')
  assert.equal(throttled.headers.get('retry-after'), '1')
  await refusedWith('throttled', throttled)
  assert.equal((await attempt('ana', PASSWORD, '198.51.100.1')).status, 201)
  server.pass(1000)
  assert.equal((await attempt('ana', PASSWORD, '192.0.2.1')).status, 201)
})

test('one address cannot try the passwords of many accounts', async () => {
  await using server = await startServer()
  const attempt = (index: number) => {
    const json = { account: `account ${index}`, password: 'wrong', deviceName: 'x' }
    return server.app(requestOf('POST', '/api/v1/sessions', { json }), { remoteAddress: '192.0.2.1' })
  }
  for (let index = 0; index < 50; index++) await refusedWith('wrong_password', attempt(index))
  await refusedWith('throttled', attempt(50))
})
