/*
 * What browsers really do with the cookie, the policy and the passkeys of a server: a Chromium, the server over a socket, and a page of
 * another origin that means harm.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { PROTOCOL_HEADER } from '@rollcall/protocol'
import { createNodeServer, readWebApp } from '@rollcall/server'
import type { Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { CHROMIUM_ARGS, findChromium } from '../../browser/find-chromium.ts'
import { PASSWORD, startServer } from './server-harness.ts'

const HTML =
  '<!doctype html><title>App</title><p id="says">nothing</p><script src="/assets/say-1.js"></script>'
const SCRIPT = 'document.getElementById("says").textContent = "ready"'

/** A server with a small app and an account, a page of another origin on the same host, and a browser. */
async function openScene() {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-browser-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), HTML)
  await writeFile(join(folder, 'assets', 'say-1.js'), SCRIPT)
  const web = readWebApp(folder)
  assert.ok(web)
  const server = await startServer({ web })
  await server.addAccount('ana')
  const seen: { readonly line: string; readonly hasCookie: boolean; readonly status: number }[] = []
  const app = async (...[request, env]: Parameters<typeof server.app>) => {
    const response = await server.app(request, env)
    const line = `${request.method} ${new URL(request.url).pathname}`
    seen.push({ line, hasCookie: request.headers.has('cookie'), status: response.status })
    return response
  }
  const listener = createNodeServer(Object.assign(app, server.app), () => {})
  const foreign = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html')
    answer.end('<!doctype html><title>Another site</title>')
  })
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] })
  return {
    server,
    seen,
    page: await browser.newPage(),
    address: `http://localhost:${await portOf(listener)}`,
    foreignAddress: `http://localhost:${await portOf(foreign)}`,
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      for (const each of [listener, foreign]) {
        each.close()
        each.closeAllConnections()
      }
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

async function portOf(listening: Server): Promise<number> {
  listening.listen(0, 'localhost')
  await once(listening, 'listening')
  const address = listening.address()
  assert.ok(typeof address === 'object' && address !== null)
  return address.port
}

/** What a page of the app asks of its server. */
function call(page: Page, method: string, path: string, json: unknown = null) {
  return page.evaluate(
    async (asked) => {
      const response = await fetch(`/api/v1/${asked.path}`, {
        method: asked.method,
        headers: { [asked.header]: '3' },
        ...(asked.json === null ? {} : { body: JSON.stringify(asked.json) }),
      })
      const text = await response.text()
      const body: unknown = text === '' ? null : JSON.parse(text)
      return { status: response.status, body }
    },
    { method, path, json, header: PROTOCOL_HEADER },
  )
}

const signIn = (page: Page) =>
  call(page, 'POST', 'web-sessions', { account: 'ana', password: PASSWORD, deviceName: 'Chromium' })

test('in a browser: the app runs under its policy, isolated, and no script sees the cookie', async () => {
  await using scene = await openScene()
  const { page, address } = scene
  await page.goto(`${address}/albums/7`)
  await page.getByText('ready').waitFor()
  assert.equal((await call(page, 'GET', 'me')).status, 401)
  assert.equal((await signIn(page)).status, 201)
  assert.equal((await call(page, 'GET', 'me')).status, 200)
  const found = await page.evaluate(async () => {
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
    const script = document.createElement('script')
    script.textContent = 'document.title = "injected"'
    document.body.append(script)
    const picture = new Image()
    const refused = new Promise((resolve) => picture.addEventListener('error', resolve))
    picture.src = 'http://elsewhere.test/a.png'
    await refused
    await WebAssembly.compile(empty)
    return {
      violations,
      cookie: document.cookie,
      stored: Object.keys(localStorage).length,
      isIsolated: crossOriginIsolated,
      title: document.title,
    }
  })
  assert.deepEqual(found, {
    violations: ['script-src-elem', 'img-src'],
    cookie: '',
    stored: 0,
    isIsolated: true,
    title: 'App',
  })
})

test('in a browser: a page of another origin on the same host has the cookie sent, and changes nothing with it', async () => {
  await using scene = await openScene()
  const { page, address, foreignAddress, seen } = scene
  await page.goto(address)
  await signIn(page)
  await call(page, 'DELETE', 'reauthentications')
  seen.length = 0

  await page.goto(foreignAddress)
  const outcomes = await page.evaluate(
    async ({ to, header, password }) => {
      const body = JSON.stringify({ password })
      const attempts: readonly RequestInit[] = [
        { method: 'POST', mode: 'no-cors', body },
        { method: 'POST', body, headers: { [header]: '3' } },
        { method: 'DELETE' },
        { method: 'GET', mode: 'no-cors' },
        { method: 'GET' },
      ]
      const told: string[] = []
      for (const attempt of attempts)
        await fetch(to, { ...attempt, credentials: 'include' }).then(
          (response) => told.push(response.type),
          () => told.push('refused'),
        )
      return told
    },
    { to: `${address}/api/v1/reauthentications`, header: PROTOCOL_HEADER, password: PASSWORD },
  )
  assert.deepEqual(outcomes, ['refused', 'refused', 'refused', 'refused', 'refused'])
  const arrived = seen.filter(({ line }) => /^(GET|POST|DELETE) /.test(line))
  assert.ok(arrived.some(({ hasCookie }) => hasCookie))
  assert.deepEqual([...new Set(arrived.map(({ status }) => status))], [403])

  const posted = page.waitForURL(`${address}/**`)
  await page.evaluate((to) => {
    const form = document.createElement('form')
    form.method = 'post'
    form.action = to
    form.enctype = 'text/plain'
    document.body.append(form)
    form.submit()
  }, `${address}/api/v1/reauthentications`)
  await posted
  assert.equal(seen.at(-1)?.status, 403)

  await page.goto(address)
  assert.deepEqual((await call(page, 'GET', 'reauthentications')).body, { until: null, leftMs: 0 })
  assert.equal((await call(page, 'GET', 'me')).status, 200)
  assert.equal((await call(page, 'DELETE', 'sessions/current')).status, 204)
  assert.deepEqual(await page.context().cookies(), [])
})

test('in a browser: a passkey is made, signs in without a name, and unlocks', async () => {
  await using scene = await openScene()
  const { page, address } = scene
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await page.goto(address)
  assert.deepEqual(await call(page, 'GET', 'server'), {
    status: 200,
    body: { name: 'Rollcall', serverVersion: '0.1.0', isSetUp: true, passkeys: true },
  })
  await signIn(page)
  const { body: creation } = await call(page, 'POST', 'passkeys/options')
  const made = await page.evaluate(async (options) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
      options as PublicKeyCredentialCreationOptionsJSON,
    )
    const credential = await navigator.credentials.create({ publicKey })
    return credential instanceof PublicKeyCredential ? (credential.toJSON() as unknown) : null
  }, creation)
  const kept = await call(page, 'POST', 'passkeys', { name: 'This computer', credential: made })
  assert.equal(kept.status, 201)

  const sign = async (path: string) => {
    const { body } = await call(page, 'POST', `${path}/options`)
    return page.evaluate(async (options) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
        options as PublicKeyCredentialRequestOptionsJSON,
      )
      const credential = await navigator.credentials.get({ publicKey })
      return credential instanceof PublicKeyCredential ? (credential.toJSON() as unknown) : null
    }, body)
  }
  await call(page, 'DELETE', 'sessions/current')
  assert.equal((await call(page, 'GET', 'me')).status, 401)
  const credential = await sign('web-sessions/passkey')
  const back = await call(page, 'POST', 'web-sessions/passkey', { deviceName: 'Chromium', credential })
  assert.equal(back.status, 201)
  assert.equal((await call(page, 'GET', 'me')).status, 200)
  await call(page, 'DELETE', 'reauthentications')
  const passkey = await sign('reauthentications')
  assert.equal((await call(page, 'POST', 'reauthentications', { passkey })).status, 201)
  assert.equal((await call(page, 'POST', 'reauthentications', { passkey })).status, 401)
})
