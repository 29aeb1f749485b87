import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { LibraryId } from '@rollcall/protocol'
import { createCaller, createLibraryApi } from './server-api.ts'

/** Collections of garbage that a stream must outlive. */
const COLLECTIONS = 10

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

test('createCaller() breaks an open answer on abort, also after the garbage was collected', async () => {
  const server = createServer((_request, response) => response.writeHead(200).write(': open\n\n'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  try {
    const address = server.address()
    assert.ok(address !== null && typeof address === 'object')
    const caller = createCaller({ url: `http://127.0.0.1:${address.port}`, token: null, fetch })
    const stop = new AbortController()
    const answer = await createLibraryApi(caller, '0'.repeat(32) as LibraryId, async () => null).events(
      stop.signal,
    )
    assert.ok(answer.ok)
    const reading = answer.value.text().then(
      () => 'whole',
      () => 'broken off',
    )
    for (let round = 0; round < COLLECTIONS; round++) {
      collectGarbage()
      await sleep(10)
    }
    stop.abort()
    assert.equal(await Promise.race([reading, sleep(5_000, 'still open', { ref: false })]), 'broken off')
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
