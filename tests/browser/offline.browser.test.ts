import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '@rollcall/protocol'
import sharp from 'sharp'
import { until } from '../system/processes/until.ts'
import type { AppProcess } from './app-process.ts'
import { signIn, startApp } from './app-process.ts'
import { withoutChromium } from './find-chromium.ts'
import type { OpenBrowser } from './open-browser.ts'
import { openBrowser } from './open-browser.ts'
import { ownComplaints } from './own-complaints.ts'

/*
 * The app without a network: the real server as a process, which is killed, the app as it is built, its service worker, and Chromium.
 */

const skip = withoutChromium()
const ends = new AsyncDisposableStack()
let app: AppProcess
let browser: OpenBrowser
let folder: string

before(async () => {
  if (skip !== false) return
  app = ends.use(await startApp())
  browser = ends.use(await openBrowser())
  folder = await mkdtemp(join(tmpdir(), 'rollcall-offline-'))
  ends.defer(() => rm(folder, { recursive: true, force: true }))
})

after(async () => await ends.disposeAsync())

test('the app opens without a network, shows the photos that it keeps, and a favourite made then arrives later', {
  skip,
}, async () => {
  const { page, complaints } = await browser.person()
  await signIn(page, app.url)
  const path = join(folder, 'kept.jpg')
  await sharp({ create: { width: 640, height: 400, channels: 3, background: 'teal' } })
    .jpeg()
    .toFile(path)
  await page.locator('input[data-picks=photos]').setInputFiles([path])
  await page.getByText('1 file is on your server.').waitFor()
  // The browser keeps its small picture, in files of its own.
  const keepsPicture = async () => {
    const root = await navigator.storage.getDirectory()
    try {
      const files = await (await root.getDirectoryHandle('thumbs')).getDirectoryHandle('files')
      for await (const [name, handle] of files.entries())
        if (name.startsWith('index-') && handle instanceof FileSystemFileHandle)
          return (await handle.getFile()).size > 0
    } catch {
      return false
    }
    return false
  }
  await until('a picture kept in the browser', () => page.evaluate(keepsPicture))
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))

  await app.kill()
  await page.reload()
  const cell = page.getByRole('gridcell').first()
  await cell.waitFor()
  const picture = cell.locator('img')
  await picture.waitFor()
  await page.waitForFunction(() => {
    const image = document.querySelector<HTMLImageElement>('[role=gridcell] img')
    return image !== null && image.complete && image.naturalWidth > 0
  })
  await cell.focus()
  await page.keyboard.press('f')
  await page.getByRole('gridcell', { name: /favourite/ }).waitFor()

  await app.start()
  await page.reload()
  const headers = { [PROTOCOL_HEADER]: String(PROTOCOL_VERSION) }
  await until('the favourite on the server', () =>
    page.evaluate(async (told) => {
      const me = await (await fetch('/api/v1/me', { headers: told })).json()
      const path = `/api/v1/libraries/${me.libraries[0].libraryId}/changes`
      const feed = await (await fetch(path, { headers: told })).json()
      return feed.changes.some((change: { asset?: { favourite?: boolean } }) => change.asset?.favourite)
    }, headers),
  )
  assert.deepEqual(ownComplaints(complaints()), [])
})
