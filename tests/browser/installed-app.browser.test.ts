import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assetsOf, until } from '../system/server/deriving-harness.ts'
import { shaOf } from '../system/server/server-harness.ts'
import { withoutChromium } from './find-chromium.ts'
import type { OpenBrowser } from './open-browser.ts'
import { openBrowser } from './open-browser.ts'
import type { ServedApp } from './serve-app.ts'
import { serveApp } from './serve-app.ts'
import { signInBrowser } from './sign-in-browser.ts'
import { pictureOf } from './stock-photos.ts'

/*
 * What an installed app can do: take what other programs share with it, and give way to a newer version of itself. Its service worker is the
 * built one.
 */

const skip = withoutChromium()
const ends = new AsyncDisposableStack()
let app: ServedApp
let browser: OpenBrowser

before(async () => {
  if (skip !== false) return
  app = ends.use(await serveApp())
  browser = ends.use(await openBrowser())
})

after(async () => await ends.disposeAsync())

/** Opens the app again with its service worker in charge, as an installed app is from its second start on. */
async function openInstalled(page: Page): Promise<void> {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await page.reload()
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await page.getByRole('navigation').first().waitFor()
}

test('what another program shares with the app is on the server, byte for byte, and the library is shown', {
  skip,
}, async () => {
  await app.server.addAccount('ana')
  const member = await app.server.signIn('ana', 'Camera')
  const { page, context, complaints } = await browser.person({ viewport: 'phone' })
  await signInBrowser(page, app.url, { account: 'ana' })
  await openInstalled(page)
  const manifest = await page.evaluate(async () => await (await fetch('/manifest.webmanifest')).json())
  const { action, method, enctype, params } = manifest.share_target
  // The system sends the form that the manifest describes; a page can send the same one.
  await page.evaluate(
    (target) => {
      const form = Object.assign(document.createElement('form'), target)
      const field = document.createElement('input')
      Object.assign(field, { type: 'file', name: target.field, multiple: true, id: 'shared' })
      form.append(field)
      document.body.append(form)
    },
    { action, method, enctype, field: params.files[0].name },
  )
  const bytes = await pictureOf(7)
  await page.locator('#shared').setInputFiles([{ name: 'shared.jpg', mimeType: 'image/jpeg', buffer: bytes }])
  await page.evaluate(() => document.querySelector<HTMLFormElement>('form:has(#shared)')?.submit())
  await page.getByText('Rollcall was given 1 file.').waitFor()
  await until(async () => (await assetsOf(member)).size === 1)
  await page.getByRole('gridcell').waitFor()
  assert.equal(page.url(), `${app.url}/`)
  const [asset] = (await assetsOf(member)).values()
  assert.equal(asset?.resources[0]?.name, 'shared.jpg')
  assert.equal(asset?.resources[0]?.sha256, shaOf(bytes))
  assert.deepEqual(complaints(), [])
  await context.close()
})

test('somebody is told of a newer version of the app, goes on with the old one, and has the new one when they say so', {
  skip,
}, async () => {
  await app.server.addAccount('ben')
  const { page, context, complaints } = await browser.person()
  await signInBrowser(page, app.url, { account: 'ben' })
  await openInstalled(page)
  const kept = async () => await page.evaluate(async () => await caches.keys())
  const before = await kept()
  app.serveOther(await newerBuild())
  // The app asks whenever somebody comes back to it.
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await page.getByText('A new version of Rollcall is ready.').waitFor()
  assert.equal(await page.locator('meta[name=build]').count(), 0)
  await page.getByRole('button', { name: 'Reload' }).click()
  await page.locator('meta[name=build][content=newer]').waitFor({ state: 'attached' })
  await page.getByRole('navigation').first().waitFor()
  await until(async () => (await kept()).filter((name) => name.startsWith('rollcall-shell-')).length === 1)
  assert.notDeepEqual(await kept(), before)
  assert.equal(await page.getByText('A new version of Rollcall is ready.').count(), 0)
  assert.deepEqual(complaints(), [])
  await context.close()
})

/** The same app with another page and another version, as the next build of it would be. */
async function newerBuild(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-newer-'))
  ends.defer(() => rm(folder, { recursive: true, force: true }))
  await cp(app.folder, folder, { recursive: true })
  const change = async (name: string, edit: (text: string) => string) => {
    const old = await readFile(join(folder, name), 'utf8')
    assert.notEqual(edit(old), old)
    await writeFile(join(folder, name), edit(old))
    for (const packed of ['br', 'gz']) await rm(join(folder, `${name}.${packed}`), { force: true })
  }
  await change('index.html', (text) => text.replace('<head>', '<head><meta name="build" content="newer">'))
  await change('service-worker.js', (text) =>
    text.replace(/(version\\?["'`]?:\\?["'`])[0-9a-f]{16}/, '$1feedfeedfeedfeed'),
  )
  return folder
}
