import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { ServerAway } from '@rollcall/platform-client'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { createEngine } from './engine.ts'
import { runEngineOnce } from './run-engine.ts'

test('[S76] a purged photo that a person wants back stays wanted when the server lets go of its bytes in between', async () => {
  using device = createTestDevice()
  const { library, state, ports } = device
  const { id, primarySha256: sha256 } = library.addPhoto(samplePhoto('one'), 'a.jpg')
  library.act({ op: 'trash', args: { assetId: id } })
  const trashed = library.assets.get(id)
  assert.ok(trashed !== undefined)
  library.assets.set(id, { ...trashed, state: 'deleted', deletedAt: 1, deletedBy: 'iPad', purgedAt: 2 })
  device.write('from an old card/a.jpg', samplePhoto('one'))
  state.transaction(() => state.folder.putWantedBack(sha256, true))

  let pushes = 0
  const push: typeof ports.api.push = async (request) => {
    pushes++
    // The server is away when the photo is declared, and purges the bytes before it is back.
    if (pushes === 1) throw new ServerAway('server_unreachable', { server: '', failure: 'ECONNREFUSED' })
    if (pushes === 2) library.blobs.delete(sha256)
    return library.api.push(request)
  }
  const events: unknown[] = []
  const api = new Proxy(ports.api, {
    get: (target, name) => (name === 'push' ? push : Reflect.get(target, name)),
  })
  const run = () =>
    runEngineOnce(
      createEngine({ ...ports, api, onEvent: (event) => events.push(event) }),
      device.clock,
      new AbortController().signal,
    )
  await run()
  device.clock.advance(3_600_000)
  await run()
  assert.ok(existsSync(`${device.root}/from an old card/a.jpg`))
  assert.equal(library.assets.get(id)?.state, 'live')
  assert.ok(library.blobs.has(sha256))
})
