import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { browserFetch } from './browser-fetch.ts'

test('browserFetch() tells no network here from no server there, and hands answers on', async (suite) => {
  const server = createServer((_request, response) => response.end('here'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  const request = () => new Request(`http://127.0.0.1:${address.port}/`, { redirect: 'manual' })
  const failure = () =>
    browserFetch(request()).then(
      () => assert.fail('an answer of nobody'),
      (error: unknown) => error,
    )
  assert.equal(await (await browserFetch(request())).text(), 'here')
  server.closeAllConnections()
  server.close()
  await once(server, 'close')

  const says = (isOnline: boolean) =>
    Object.defineProperty(navigator, 'onLine', { configurable: true, value: isOnline })
  suite.after(() => Reflect.deleteProperty(navigator, 'onLine'))
  says(true)
  assert.ok((await failure()) instanceof TypeError)
  says(false)
  const offline = await failure()
  assert.ok(offline instanceof Error && offline.cause instanceof Error && 'code' in offline.cause)
  assert.equal(offline.cause.code, 'ERR_INTERNET_DISCONNECTED')
})
