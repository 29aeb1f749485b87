import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import { test } from 'node:test'
import { createNodeServer } from './node-listener.ts'
import type { RequestEnv } from './request-env.ts'

type Answer = (request: Request, env: RequestEnv) => Promise<Response>

/** A server on a free port that answers as told; `faults` are answers that broke off. */
async function listen(answer: Answer) {
  const faults: unknown[] = []
  const app = Object.assign((request: Request, env: RequestEnv = {}) => answer(request, env), {
    close: async () => {},
    quietMs: () => 0,
  })
  const server = createNodeServer(app, (cause) => faults.push(cause))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    faults,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function readWhole(env: RequestEnv): Promise<number> {
  let bytes = 0
  for await (const piece of env.incoming ?? []) bytes += piece.length
  return bytes
}

/** Everything that a socket receives until it ends. */
async function readUntilClosed(socket: Socket): Promise<string> {
  let text = ''
  for await (const piece of socket) text += String(piece)
  return text
}

test('createNodeServer() hands over the request, its body from the socket and its address', async () => {
  await using server = await listen(async (request, env) => {
    const { pathname, search } = new URL(request.url)
    const told = [request.method, pathname, search, request.headers.get('x-name'), env.remoteAddress]
    return Response.json([...told, await readWhole(env)])
  })
  const body = Buffer.alloc(3_000_000)
  const response = await fetch(`${server.url}/a/b?c=d`, { method: 'PUT', body, headers: { 'x-name': 'Ana' } })
  assert.deepEqual(await response.json(), ['PUT', '/a/b', '?c=d', 'Ana', '127.0.0.1', 3_000_000])
})

test('createNodeServer() sends a large answer to a slow reader, whole', async () => {
  const bytes = Buffer.alloc(5_000_000, 7)
  await using server = await listen(
    async () => new Response(bytes, { headers: { 'content-length': '5000000' } }),
  )
  const response = await fetch(server.url)
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.deepEqual(Buffer.from(await response.bytes()), bytes)
})

test('createNodeServer() lets an answer know when its client has gone', async () => {
  const gone = Promise.withResolvers<string>()
  await using server = await listen(async (request) => {
    request.signal.addEventListener('abort', () => gone.resolve('signal'))
    return new Response(
      new ReadableStream({
        cancel: () => gone.resolve('cancel'),
        start: (stream) => stream.enqueue(Uint8Array.of(1)),
      }),
    )
  })
  const leaving = new AbortController()
  const response = await fetch(server.url, { signal: leaving.signal })
  await response.body?.getReader().read()
  leaving.abort()
  assert.ok(await gone.promise)
})

test('createNodeServer() lets go of an answer whose client had gone before it was ready', async () => {
  const leaving = new AbortController()
  const letGo = Promise.withResolvers<string>()
  await using server = await listen(async (request) => {
    const gone = once(request.signal, 'abort')
    leaving.abort()
    await gone
    return new Response(new ReadableStream({ cancel: () => letGo.resolve('cancel') }))
  })
  await assert.rejects(fetch(server.url, { signal: leaving.signal }))
  assert.equal(await letGo.promise, 'cancel')
})

test('createNodeServer() tells a handler that a body broke off', async () => {
  const begun = Promise.withResolvers<void>()
  const cut = Promise.withResolvers<unknown>()
  await using server = await listen(async (_, env) => {
    begun.resolve()
    await readWhole(env).catch(cut.resolve)
    return new Response(null, { status: 400 })
  })
  const socket = connect(server.port, '127.0.0.1')
  socket.write('PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nonly this')
  await begun.promise
  socket.destroy()
  assert.ok((await cut.promise) instanceof Error)
  assert.deepEqual(server.faults, [])
})

test('createNodeServer() goes on with a connection whose small body was refused unread', async () => {
  await using server = await listen(
    async (request) =>
      new Response(request.method, { headers: { 'content-length': String(request.method.length) } }),
  )
  const socket = connect(server.port, '127.0.0.1')
  socket.write(`PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(100_000)}`)
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  const text = await readUntilClosed(socket)
  assert.match(text, /\r\n\r\nPUT.*\r\n\r\nGET$/s)
})

test('createNodeServer() ends a connection whose large body was refused unread, after the answer', async () => {
  await using server = await listen(
    async () => new Response('no', { status: 413, headers: { 'content-length': '2' } }),
  )
  const socket = connect(server.port, '127.0.0.1')
  socket.write('PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\nbeginning')
  const text = await readUntilClosed(socket)
  assert.match(text, /^HTTP\/1\.1 413 .*connection: close.*no$/is)
})

test('createNodeServer() asks for a body only when it is wanted', async () => {
  await using server = await listen(async (request, env) => {
    if (request.method === 'PUT') await readWhole(env)
    return new Response('ok', { headers: { 'content-length': '2' } })
  })
  const ask = async (method: string) => {
    const socket = connect(server.port, '127.0.0.1')
    socket.write(
      `${method} / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`,
    )
    const [first] = (await once(socket, 'data')) as [Buffer]
    socket.write('body')
    return `${first.toString()}${await readUntilClosed(socket)}`
  }
  assert.match(await ask('PUT'), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /)
  assert.match(await ask('POST'), /^HTTP\/1\.1 200 /)
})

test('createNodeServer() answers nonsense with 400 and lives on', async () => {
  await using server = await listen(async () => new Response('ok'))
  for (const nonsense of [
    'GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n',
    'TRACE / HTTP/1.1\r\nHost: x\r\n\r\n',
    'hello\r\n\r\n',
  ]) {
    const socket = connect(server.port, '127.0.0.1')
    socket.write(nonsense)
    assert.match(await readUntilClosed(socket), /^HTTP\/1\.1 400 /)
  }
  assert.equal(await (await fetch(server.url)).text(), 'ok')
})

test('createNodeServer() breaks an answer off when its bytes fail, and tells', async () => {
  await using server = await listen(async () => {
    const failing = new ReadableStream({ pull: () => Promise.reject(new Error('disk')) })
    return new Response(failing, { headers: { 'content-length': '10' } })
  })
  await assert.rejects(fetch(server.url).then((response) => response.bytes()))
  assert.equal(server.faults.length, 1)
})
