import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createSystemClock } from '@rollcall/platform-node'
import { problem } from '@rollcall/protocol'
import { causeOfProbes } from '@rollcall/sync'
import { createNodeMachine } from '../conditions/node-machine.ts'
import type { ProbePorts } from './probe-ports.ts'
import { probeServer } from './probe-server.ts'

const ACCOUNT = '0'.repeat(32)
const LIBRARY = '1'.repeat(32)

const CERTIFICATES = `${import.meta.dirname}/../test-kit/certificates`

/** What a Rollcall server answers to whoever asks who they are. */
const IDENTITY = {
  deviceId: '2'.repeat(32),
  deviceName: 'laptop',
  accountId: ACCOUNT,
  account: 'ana',
  libraries: [{ libraryId: LIBRARY, name: 'Photos', role: 'owner', idKey: 'a'.repeat(64) }],
  serverVersion: '0.1.0',
}

const rollcall: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'rollcall-server-version': '0.1.0' })
  response.end(JSON.stringify(IDENTITY))
}

async function listening(server: Server): Promise<{ readonly port: number } & AsyncDisposable> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function portsTo(server: string): ProbePorts {
  const clock = createSystemClock()
  const machine = createNodeMachine()
  return { clock, fetch, machine, server, token: 'token', accountId: ACCOUNT, libraryId: LIBRARY }
}

/** The cause that probes find, and the layers that each state was found in. */
async function diagnoseWay(server: string) {
  const { probes, serverVersion } = await probeServer(portsTo(server))
  const cause = causeOfProbes(probes)
  return {
    code: cause?.code ?? null,
    cause,
    serverVersion,
    state: Object.fromEntries(probes.map((each) => [each.layer, each.state])),
  }
}

async function wayTo(listener: RequestListener) {
  await using server = await listening(createServer(listener))
  return await diagnoseWay(`http://127.0.0.1:${server.port}`)
}

test('probeServer() finds nothing in the way to a Rollcall server', async () => {
  const { code, state, serverVersion } = await wayTo(rollcall)
  assert.equal(code, null)
  assert.equal(serverVersion, '0.1.0')
  const { tls, ...rest } = state
  assert.equal(tls, 'skipped')
  assert.deepEqual(new Set(Object.values(rest)), new Set(['ok']))
})

test('probeServer() finds a server that is down, and a name that does not exist', async () => {
  const server = await listening(createServer(rollcall))
  await server[Symbol.asyncDispose]()
  const down = await diagnoseWay(`http://127.0.0.1:${server.port}`)
  assert.equal(down.code, 'server_unreachable')
  assert.equal(down.cause?.facts['failure'], 'ECONNREFUSED')
  assert.equal(down.state['tcp'], 'bad')
  const nameless = await diagnoseWay('http://nobody.invalid')
  assert.equal(nameless.state['name'], 'bad')
  assert.ok(nameless.code === 'server_unreachable' || nameless.code === 'offline', String(nameless.code))
})

test('probeServer() tells a captive portal from a proxy that refuses', async () => {
  const page = await wayTo((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  )
  assert.equal(page.code, 'captive_portal')
  const away = await wayTo((_, response) =>
    response.writeHead(302, { location: 'http://portal.example' }).end(),
  )
  assert.equal(away.code, 'captive_portal')
  for (const status of [407, 413, 502]) {
    const { code } = await wayTo((_, response) => response.writeHead(status).end('no'))
    assert.equal(code, 'proxy_refused', String(status))
  }
})

test('probeServer() tells who is no longer let in, and what is too old', async () => {
  for (const refused of ['auth_expired', 'device_removed', 'client_too_old'] as const) {
    const refusal = problem(refused)
    const { code } = await wayTo((_, response) =>
      response.writeHead(refusal.status, { 'rollcall-server-version': '0.1.0' }).end(JSON.stringify(refusal)),
    )
    assert.equal(code, refused)
  }
  const other = { ...IDENTITY, accountId: '9'.repeat(32), account: 'ben' }
  const mismatch = await wayTo((_, response) =>
    response.writeHead(200, { 'rollcall-server-version': '0.1.0' }).end(JSON.stringify(other)),
  )
  assert.equal(mismatch.code, 'account_mismatch')
  assert.equal(mismatch.cause?.facts['account'], 'ben')
  const odd = await wayTo((_, response) =>
    response.writeHead(200, { 'rollcall-server-version': '9.0.0' }).end('{"new":"shape"}'),
  )
  assert.equal(odd.code, 'server_too_old')
})

test('probeServer() tells how far the clock is off, which stands in nobody’s way [R13]', async () => {
  const yearAgo = new Date(createSystemClock().now() - 365 * 24 * 3600 * 1000).toUTCString()
  const { code, state } = await wayTo((request, response) => {
    response.setHeader('date', yearAgo)
    rollcall(request, response)
  })
  assert.equal(state['clock'], 'bad')
  assert.equal(code, null)
})

test('probeServer() reads a certificate: whose, and for how long yet', async () => {
  for (const name of ['expired', 'valid']) {
    const pem = {
      cert: readFileSync(`${CERTIFICATES}/${name}.pem`),
      key: readFileSync(`${CERTIFICATES}/server.key`),
    }
    await using server = await listening(createTlsServer(pem, rollcall))
    const { code, cause, state } = await diagnoseWay(`https://localhost:${server.port}`)
    assert.equal(code, 'tls_failed')
    assert.equal(state['tls'], 'bad')
    assert.equal(Number(cause?.facts['daysLeft']) < 0, name === 'expired')
  }
})

test('probeServer() ends within five seconds though nobody answers', async () => {
  const clock = createSystemClock()
  const before = clock.monotonic()
  const { code } = await wayTo(() => undefined)
  assert.equal(code, 'server_unreachable')
  assert.ok(clock.monotonic() - before < 5_500)
})
