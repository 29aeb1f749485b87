import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { createNodeServer, openSetup, readWebApp } from '@rollcall/server'
import { refusedWith, requestOf, startServer } from './server-harness.ts'

const HTML = '<!doctype html><title>The app</title>'

/** A server with a small web app, in the folder above which a secret lies. */
async function startWithApp() {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-web-'))
  const folder = join(root, 'dist')
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(join(folder, 'index.html'), HTML)
  await writeFile(join(folder, 'assets', 'main-1.js'), 'export {}')
  await writeFile(join(root, 'secret.txt'), 'a secret')
  const web = readWebApp(folder)
  assert.ok(web)
  const server = await startServer({ web })
  const dispose = async () => {
    await server[Symbol.asyncDispose]()
    await rm(root, { recursive: true })
  }
  return { server, [Symbol.asyncDispose]: dispose }
}

const PAGE = { headers: { accept: 'text/html' } }

test('the server answers the app at / and at its addresses, and everything of its own as before', async () => {
  await using scene = await startWithApp()
  const { app, ports } = scene.server
  const get = (path: string, sent = PAGE, method = 'GET') => app(requestOf(method, path, sent))
  for (const path of ['/', '/albums/7', '/index.html']) {
    const answer = await get(path)
    assert.equal(await answer.text(), HTML)
    assert.match(answer.headers.get('content-security-policy') ?? '', /script-src 'self' 'wasm-unsafe-eval'/)
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    assert.equal(answer.headers.get('cross-origin-resource-policy'), 'same-origin')
    assert.equal(answer.headers.get('cache-control'), 'no-cache')
  }
  for (const path of ['/', '/albums/7']) {
    const head = await get(path, PAGE, 'HEAD')
    assert.deepEqual([head.status, await head.text(), head.headers.get('content-length')], [200, '', '37'])
  }
  assert.equal(await (await get('/assets/main-1.js', { headers: { accept: '*/*' } })).text(), 'export {}')
  assert.equal((await get('/healthz')).headers.get('content-type'), 'application/json')
  for (const path of ['/api', '/api/v1/nothing', '/assets/gone.js']) await refusedWith('not_found', get(path))
  await refusedWith('not_found', app(requestOf('POST', '/albums/7', PAGE)))
  await refusedWith('signed_out', get('/api/v1/me'))
  const token = await openSetup(ports)
  const setup = await get(`/setup?token=${token}`)
  assert.equal(await setup.text(), HTML)
  assert.match(setup.headers.get('content-security-policy') ?? '', /script-src 'self'/)
  const form = await get(`/setup?token=${token}&form=1`)
  assert.match(await form.text(), /<form method="post" action="\/setup">/)
  assert.equal((await get(`/setup?token=${token}x`)).status, 403)
})

test('no address leads out of the folder of the app, however it is written on the wire', async () => {
  await using scene = await startWithApp()
  const listener = createNodeServer(scene.server.app, () => {}).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  try {
    const address = listener.address()
    assert.ok(typeof address === 'object' && address !== null)
    for (const path of [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/..%5csecret.txt',
      '/assets/%2e%2e/%2e%2e/secret.txt',
      '//secret.txt',
      'http://x/../secret.txt',
      '../secret.txt',
    ]) {
      const socket = connect(address.port, '127.0.0.1')
      socket.end(`GET ${path} HTTP/1.1\r\nhost: x\r\naccept: text/html\r\nconnection: close\r\n\r\n`)
      const answer = await text(socket)
      assert.match(answer, /^HTTP\/1.1 (400|404) /, path)
      assert.equal(answer.includes('a secret'), false, path)
    }
  } finally {
    listener.close()
    listener.closeAllConnections()
  }
})
