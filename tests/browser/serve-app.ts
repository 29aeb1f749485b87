import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSystemClock } from '@rollcall/platform-node'
import type { WebApp } from '@rollcall/server'
import { createAlarmPosts, createNodeServer, createPlaceFinder, readWebApp } from '@rollcall/server'
import type { TestServer } from '../system/server/server-harness.ts'
import { startServer } from '../system/server/server-harness.ts'
import { builtApp } from './built-app.ts'

/** The real server in this process, with the web app as it is built, at an address that browsers hold to be safe. */
export interface ServedApp extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string
  readonly server: TestServer
  /** The folder of the build that is served. */
  readonly folder: string
  /** Serves another build from now on, as an update of the server does. */
  readonly serveOther: (folder: string) => void
}

/** Builds the web app, unless `ROLLCALL_WEB` names a folder with a built one, and serves it. */
export async function serveApp(): Promise<ServedApp> {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-app-'))
  const folder = await builtApp(root)
  let served = builtIn(folder)
  const web: WebApp = { answer: (request) => served.answer(request) }
  const alarmPosts = createAlarmPosts(join(root, 'alarms.json'))
  const server = await startServer({ web, alarmPosts, places: createPlaceFinder(createSystemClock()) })
  const listener = createNodeServer(server.app, () => undefined)
  listener.listen(0, 'localhost')
  await once(listener, 'listening')
  const address = listener.address()
  assert.ok(typeof address === 'object' && address !== null)
  return {
    url: `http://localhost:${address.port}`,
    server,
    folder,
    serveOther: (other) => {
      served = builtIn(other)
    },
    [Symbol.asyncDispose]: async () => {
      listener.close()
      await server[Symbol.asyncDispose]()
      listener.closeAllConnections()
      await rm(root, { recursive: true, force: true })
    },
  }
}

function builtIn(folder: string): WebApp {
  const web = readWebApp(folder)
  assert.ok(web, `there is no built web app in ${folder}`)
  return web
}
