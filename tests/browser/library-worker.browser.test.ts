import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createNodeServer } from '@rollcall/server'
import type { LibraryClient } from '@rollcall/web'
import type { Page } from 'playwright-core'
import { build } from 'vite'
import type { Member, TestServer } from '../system/server/server-harness.ts'
import { bytesOf, clientId, createLine, shaOf, startServer } from '../system/server/server-harness.ts'
import { createIntent } from '../system/web/web-harness.ts'
import { withoutChromium } from './find-chromium.ts'
import { openBrowser } from './open-browser.ts'

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' }

/** Serves the test's page and the real server of `member` under one origin, as Rollcall does. `isCut`: as without a network. */
async function servePage(server: TestServer, member: Member, pageFolder: string) {
  const line = { isCut: false }
  const answer = async (request: Request, env = {}) => {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/api/')) {
      if (line.isCut) return new Response('', { status: 502 })
      const headers = new Headers(request.headers)
      headers.set('authorization', `Bearer ${member.session.token}`)
      return server.app(new Request(request, { headers }), env)
    }
    const name = pathname === '/' ? '/index.html' : pathname
    const body = await readFile(join(pageFolder, name))
    return new Response(body, { headers: { 'content-type': TYPES[extname(name)] ?? 'text/plain' } })
  }
  const listener = createNodeServer(
    Object.assign(answer, { close: async () => undefined, quietMs: () => 0 }),
    () => undefined,
  )
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  assert.ok(address !== null && typeof address === 'object')
  return {
    url: `http://localhost:${address.port}/`,
    line,
    [Symbol.asyncDispose]: async () => {
      listener.closeAllConnections()
      listener.close()
      await once(listener, 'close')
    },
  }
}

declare global {
  var library: LibraryClient
}

/** Waits in the page until its library says that so many photos are there. */
async function untilAssets(page: Page, count: number): Promise<void> {
  await page.waitForFunction((wanted) => {
    const { phase, assets } = globalThis.library.state()
    return phase === 'ready' && assets === wanted
  }, count)
}

test('connectLibrary() in Chromium: two tabs share one library, which opens again without a server', {
  skip: withoutChromium(),
}, async () => {
  const built = await mkdtemp(join(tmpdir(), 'rollcall-page-'))
  try {
    const root = fileURLToPath(new URL('library-page', import.meta.url))
    await build({
      ...{ root, configFile: false, logLevel: 'silent' },
      worker: { format: 'es' },
      build: { outDir: built, emptyOutDir: true, target: 'es2024', minify: false },
    })
    await using server = await startServer()
    await server.addAccount('ana')
    const member = await server.signIn('ana')
    const device = createLine(member, clientId(1))
    const bytes = bytesOf(1)
    await member.put(bytes)
    const assetId = device.assetIdOf(shaOf(bytes))
    const made = createIntent(assetId, shaOf(bytes), bytes.length, 0)
    await device.push(device.request([device.numbered(made)]))
    await using site = await servePage(server, member, built)
    await using browser = await openBrowser()
    const { page, context } = await browser.person()
    await page.goto(site.url)
    await untilAssets(page, 1)
    const other = await context.newPage()
    await other.goto(site.url)
    await untilAssets(other, 1)

    const done = await other.evaluate(
      (id) => globalThis.library.act([{ op: 'setCaption', args: { assetId: id, value: 'said in a tab' } }]),
      assetId,
    )
    assert.equal(done.kind, 'done')
    await page.waitForFunction(() => globalThis.library.state().unsent === 0)
    // The tab that kept the library goes; the other takes over.
    await page.close()
    const caption = await other.evaluate(async (id) => (await globalThis.library.asset(id))?.caption, assetId)
    assert.equal(caption, 'said in a tab')

    site.line.isCut = true
    await other.reload()
    await untilAssets(other, 1)
    const shown = await other.evaluate(async () => {
      const { columns, handles } = await globalThis.library.timeline({ kind: 'library' })
      const cells = await globalThis.library.cells(handles)
      return { count: columns.count, ids: cells.map((cell) => cell?.assetId) }
    })
    assert.deepEqual(shown, { count: 1, ids: [assetId] })
  } finally {
    await rm(built, { recursive: true, force: true })
  }
})
