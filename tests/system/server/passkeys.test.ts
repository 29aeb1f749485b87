import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  identitySchema,
  passkeyCreationSchema,
  passkeyRequestSchema,
  passkeySchema,
  PASSKEYS_MAX,
  reauthenticationSchema,
} from '@rollcall/protocol'
import { z } from 'zod'
import type { TestBrowser } from './browser-harness.ts'
import { openBrowser, ORIGIN } from './browser-harness.ts'
import type { Misdeed, SoftAuthenticator } from './soft-authenticator.ts'
import { createAuthenticator } from './soft-authenticator.ts'
import type { Sent } from './server-harness.ts'
import { answeredWith, PASSWORD, refusedWith, startServer } from './server-harness.ts'

const creationOf = (browser: TestBrowser, sent?: Sent) =>
  answeredWith(200, passkeyCreationSchema, browser.call('POST', '/api/v1/passkeys/options', sent))

async function register(
  browser: TestBrowser,
  authenticator: SoftAuthenticator,
  misdeed?: Misdeed,
  origin = ORIGIN,
) {
  const credential = authenticator.make(await creationOf(browser), origin, misdeed)
  return browser.call('POST', '/api/v1/passkeys', { json: { name: 'Phone', credential } })
}

const requestFor = (browser: TestBrowser, path = 'web-sessions/passkey') =>
  answeredWith(200, passkeyRequestSchema, browser.call('POST', `/api/v1/${path}/options`))

const present = (browser: TestBrowser, credential: unknown, sent?: Sent) =>
  browser.call('POST', '/api/v1/web-sessions/passkey', {
    json: { deviceName: 'Tablet', credential },
    ...sent,
  })

async function signInWith(browser: TestBrowser, authenticator: SoftAuthenticator, misdeed?: Misdeed) {
  return present(browser, authenticator.sign(await requestFor(browser), ORIGIN, misdeed))
}

/** A server where Ana's browser is signed in and has made a passkey. */
async function withPasskey(authenticator = createAuthenticator()) {
  const server = await startServer()
  await server.addAccount('ana')
  const browser = openBrowser(server)
  await browser.signIn()
  const passkey = await answeredWith(201, passkeySchema, register(browser, authenticator))
  return {
    server,
    browser,
    authenticator,
    passkey,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

for (const algorithm of ['ES256', 'EdDSA', 'RS256'] as const) {
  test(`a passkey (${algorithm}) is made once and signs browsers in from then on, without a name or a password`, async () => {
    await using scene = await withPasskey(createAuthenticator(algorithm))
    const { server, browser, authenticator, passkey } = scene
    assert.deepEqual([passkey.name, passkey.host, passkey.lastUsedAt], ['Phone', 'server.test', null])
    for (let index = 0; index < 2; index++) {
      const tablet = openBrowser(server)
      const request = await requestFor(tablet)
      assert.deepEqual([request.rpId, request.allowCredentials], ['server.test', []])
      const answer = await signInWith(tablet, authenticator)
      assert.doesNotMatch(await answer.clone().text(), /rc_/)
      const identity = await answeredWith(201, identitySchema, Promise.resolve(answer))
      assert.deepEqual([identity.account, identity.deviceName], ['ana', 'Tablet'])
      assert.equal((await tablet.call('GET', '/api/v1/me')).status, 200)
    }
    const [kept] = await answeredWith(200, z.array(passkeySchema), browser.call('GET', '/api/v1/passkeys'))
    assert.ok(kept?.lastUsedAt !== null)
  })
}

test('a passkey that does not count its signatures, as those that are synced, works again and again', async () => {
  await using scene = await withPasskey(createAuthenticator('ES256', { counts: false }))
  for (let index = 0; index < 3; index++) {
    const answer = await signInWith(openBrowser(scene.server), scene.authenticator)
    assert.equal(answer.status, 201)
  }
})

test('a signature is good once: neither it nor its challenge is taken again', async () => {
  await using scene = await withPasskey()
  const browser = openBrowser(scene.server)
  const request = await requestFor(browser)
  const signed = scene.authenticator.sign(request, ORIGIN)
  assert.equal((await present(browser, signed)).status, 201)
  await refusedWith('passkey_refused', present(browser, signed))
  await refusedWith('passkey_refused', present(browser, scene.authenticator.sign(request, ORIGIN)))
})

test('a challenge is used up by an answer that does not fit, ends after five minutes, and is good for its purpose only', async () => {
  await using scene = await withPasskey()
  const { server, browser, authenticator } = scene
  const stranger = openBrowser(server)
  const tried = await requestFor(stranger)
  await refusedWith(
    'passkey_refused',
    present(stranger, authenticator.sign(tried, ORIGIN, { isForged: true })),
  )
  await refusedWith('passkey_refused', present(stranger, authenticator.sign(tried, ORIGIN)))

  const late = await requestFor(stranger)
  server.pass(5 * 60_000)
  await refusedWith('passkey_refused', present(stranger, authenticator.sign(late, ORIGIN)))

  const toUnlock = await requestFor(browser, 'reauthentications')
  await refusedWith('passkey_refused', present(stranger, authenticator.sign(toUnlock, ORIGIN)))
  await browser.call('POST', '/api/v1/reauthentications', { json: { password: PASSWORD } })
  const { challenge } = await creationOf(browser)
  const { rpId } = toUnlock
  const toSignIn = {
    challenge,
    rpId,
    allowCredentials: [],
    timeout: 1,
    userVerification: 'required' as const,
  }
  await refusedWith('passkey_refused', present(stranger, authenticator.sign(toSignIn, ORIGIN)))
})

const MISDEEDS: Readonly<Record<string, Misdeed>> = {
  'another origin': { origin: 'https://evil.test' },
  'another port of the same host': { origin: 'https://server.test:8443' },
  'another relying party': { rpId: 'evil.test' },
  'a challenge of its own making': { challenge: 'A'.repeat(43) },
  'another ceremony': { type: 'webauthn.other' },
  'nobody verified': { isVerified: false },
}

for (const [name, misdeed] of Object.entries(MISDEEDS)) {
  test(`a passkey with ${name} is neither kept nor let in`, async () => {
    await using scene = await withPasskey()
    const { server, browser, authenticator } = scene
    await refusedWith('passkey_refused', register(browser, createAuthenticator(), misdeed))
    await refusedWith('passkey_refused', signInWith(openBrowser(server), authenticator, misdeed))
    assert.equal((await signInWith(openBrowser(server), authenticator)).status, 201)
  })
}

test('a signature of another key, and a passkey that does not say whose it is, are refused', async () => {
  await using scene = await withPasskey()
  const { server, authenticator } = scene
  const browser = openBrowser(server)
  for (const misdeed of [{ isForged: true }, { userHandle: null }, { userHandle: 'A'.repeat(22) }])
    await refusedWith('passkey_refused', signInWith(browser, authenticator, misdeed))
  assert.equal(browser.cookies.size, 0)
})

test('a counter that goes back or stands still gives a copied passkey away', async () => {
  await using scene = await withPasskey()
  const browser = openBrowser(scene.server)
  assert.equal((await signInWith(browser, scene.authenticator, { counter: 9 })).status, 201)
  for (const counter of [8, 9, 0])
    await refusedWith('passkey_refused', signInWith(browser, scene.authenticator, { counter }))
  assert.equal((await signInWith(browser, scene.authenticator, { counter: 10 })).status, 201)
})

test('a passkey that was removed, or never was, opens nothing; that of another account is not shown or removed', async () => {
  await using scene = await withPasskey()
  const { server, browser, authenticator, passkey } = scene
  await server.addAccount('ben')
  const ben = await server.signIn('ben')
  assert.deepEqual(await (await ben.call('GET', 'passkeys')).json(), [])
  await refusedWith('not_found', ben.call('DELETE', `passkeys/${passkey.passkeyId}`))
  assert.equal((await browser.call('DELETE', `/api/v1/passkeys/${passkey.passkeyId}`)).status, 204)
  await refusedWith('not_found', browser.call('DELETE', `/api/v1/passkeys/${passkey.passkeyId}`))
  await refusedWith('passkey_refused', signInWith(openBrowser(server), authenticator))
  await refusedWith('passkey_refused', signInWith(openBrowser(server), createAuthenticator()))
})

test('a page whose host is not the one that it talks to gets no passkey, and neither do addresses that can have none', async () => {
  await using scene = await withPasskey()
  const { browser } = scene
  for (const origin of ['https://evil.test', 'https://server.test:8443', 'http://server.test', 'null', '']) {
    const headers = { origin }
    await refusedWith('passkeys_unavailable', browser.call('POST', '/api/v1/passkeys/options', { headers }))
    await refusedWith(
      'passkeys_unavailable',
      browser.call('POST', '/api/v1/web-sessions/passkey/options', { headers }),
    )
    const signed = scene.authenticator.sign(await requestFor(browser), ORIGIN)
    await refusedWith('passkeys_unavailable', present(browser, signed, { headers }))
  }
})

test('a page of another site can neither begin nor end a sign-in with a passkey', async () => {
  await using scene = await withPasskey()
  const { browser, authenticator } = scene
  const headers = { 'sec-fetch-site': 'cross-site' }
  const options = '/api/v1/web-sessions/passkey/options'
  await refusedWith('cross_site', browser.call('POST', options, { headers }))
  const signed = authenticator.sign(await requestFor(browser), ORIGIN)
  await refusedWith('cross_site', present(browser, signed, { headers }))
})

test('a session alone makes no passkey: its owner has to show first that they are there', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const browser = openBrowser(server)
  await browser.signIn()
  server.pass(10 * 60_000)
  await refusedWith('reauthentication_required', browser.call('POST', '/api/v1/passkeys/options'))
  await browser.call('POST', '/api/v1/reauthentications', { json: { password: PASSWORD } })
  assert.equal((await register(browser, createAuthenticator())).status, 201)
})

test('a passkey is made by the device that asked, is not made twice, and an account has so many', async () => {
  await using scene = await withPasskey()
  const { server, browser, authenticator, passkey } = scene
  const creation = await creationOf(browser)
  assert.deepEqual(
    creation.excludeCredentials.map(({ id }) => id),
    [passkey.passkeyId],
  )
  await refusedWith('passkey_refused', register(browser, authenticator))
  const other = openBrowser(server)
  await other.signIn()
  const credential = createAuthenticator().make(await creationOf(browser), ORIGIN)
  await refusedWith(
    'passkey_refused',
    other.call('POST', '/api/v1/passkeys', { json: { name: 'x', credential } }),
  )
  const spare = createAuthenticator().make(await creationOf(browser), ORIGIN)
  for (let index = 1; index < PASSKEYS_MAX; index++)
    assert.equal((await register(browser, createAuthenticator())).status, 201)
  await refusedWith('too_many_passkeys', browser.call('POST', '/api/v1/passkeys/options'))
  const oneMore = browser.call('POST', '/api/v1/passkeys', { json: { name: 'x', credential: spare } })
  await refusedWith('too_many_passkeys', oneMore)
})

test('what is locked opens with a passkey of the account, by a person who was verified, on the device that asked', async () => {
  await using scene = await withPasskey()
  const { server, browser, authenticator } = scene
  await browser.call('DELETE', '/api/v1/reauthentications')
  const unlock = async (misdeed?: Misdeed, from = browser) => {
    const request = await requestFor(browser, 'reauthentications')
    assert.equal(request.allowCredentials.length, 1)
    const passkey = authenticator.sign(request, ORIGIN, misdeed)
    return from.call('POST', '/api/v1/reauthentications', { json: { passkey } })
  }
  await refusedWith('passkey_refused', unlock({ isVerified: false }))
  await refusedWith('passkey_refused', unlock({ isForged: true }))
  const second = openBrowser(server)
  await second.signIn()
  await refusedWith('passkey_refused', unlock({}, second))
  await server.addAccount('ben')
  const bens = openBrowser(server)
  await bens.signIn('ben')
  const foreign = authenticator.sign(await requestFor(bens, 'reauthentications'), ORIGIN)
  await refusedWith(
    'passkey_refused',
    bens.call('POST', '/api/v1/reauthentications', { json: { passkey: foreign } }),
  )
  const { leftMs } = await answeredWith(201, reauthenticationSchema, unlock())
  assert.ok(leftMs > 590_000)
})

test('challenges are not given out without end to one address, and elsewhere they are', async () => {
  await using scene = await withPasskey()
  const browser = openBrowser(scene.server)
  const ask = (remoteAddress: string) =>
    browser.call('POST', '/api/v1/web-sessions/passkey/options', { env: { remoteAddress } })
  for (let index = 0; index < 50; index++) assert.equal((await ask('192.0.2.7')).status, 200)
  await refusedWith('throttled', ask('192.0.2.7'))
  assert.equal((await ask('198.51.100.1')).status, 200)
})
