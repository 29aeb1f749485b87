import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { signInFolder } from '../system/processes/admit.ts'
import { photoOf, putFiles } from '../system/processes/media-files.ts'
import { runHere } from '../system/processes/run-here.ts'
import { withoutChromium } from './find-chromium.ts'
import type { OpenBrowser } from './open-browser.ts'
import { openBrowser } from './open-browser.ts'
import { ownComplaints } from './own-complaints.ts'
import type { ServedApp } from './serve-app.ts'
import { serveApp } from './serve-app.ts'
import { signInBrowser } from './sign-in-browser.ts'

/*
 * Devices & Sync as people use them: the real server, a real agent over a real folder, the app as it is built, and Chromium.
 */

const PHOTO_BYTES = 40_000

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

/** A folder with two photos that is a device of the account. */
async function linkFolder(account: string, deviceName: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-linked-'))
  ends.defer(() => rm(folder, { recursive: true, force: true }))
  await signInFolder(folder, app.url, { deviceName, account })
  await putFiles(folder, { 'one.jpg': photoOf(1, PHOTO_BYTES), 'two.jpg': photoOf(2, PHOTO_BYTES) })
  return folder
}

/** Runs a command of the device; answers what it said, whatever its exit code: "somebody must look" is one. */
async function onDevice(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runHere([...args, '--folder', folder])
  return `${stdout}${stderr}`
}

/** The seven checks of the doctor. */
function checksOf(page: Page) {
  return page.locator('main ol > li')
}

test('somebody opens the doctor of another device, chooses its fix there, and hears that everything is safe', {
  skip,
}, async () => {
  await app.server.addAccount('ana')
  const mac = await linkFolder('ana', 'MacBook')
  await onDevice(mac, 'settings', 'isOn', 'off', '--yes')
  await onDevice(mac, 'sync', '--once')
  const { page, context, complaints } = await browser.person()
  await signInBrowser(page, app.url, { account: 'ana' })

  await page.getByRole('link', { name: 'Devices & Sync' }).click()
  const card = page.getByRole('region', { name: 'MacBook' })
  await card.getByRole('button', { name: /^2 .*: show which$/ }).click()
  const opened = page.getByRole('dialog')
  await opened.getByText('one.jpg').waitFor()
  await opened.getByText('two.jpg').waitFor()
  await opened.getByRole('button', { name: 'Close' }).click()

  await card.getByRole('link', { name: 'Doctor' }).click()
  await page.getByText(/^2 originals stay where they are: sync is off on this device\./).waitFor()
  assert.equal(await checksOf(page).count(), 7)
  await page.getByRole('button', { name: /^Turn sync on/ }).click()
  await page
    .getByRole('dialog')
    .getByText(/2 originals/)
    .waitFor()
  await page.getByRole('button', { name: 'Do it' }).click()
  await page.getByText(/MacBook has been told/).waitFor()

  await onDevice(mac, 'sync', '--once')
  await page.getByText(/It has reported back\./).waitFor()
  await page.getByText(/^All 2 originals are safe on the server\./).waitFor()
  await page.getByRole('button', { name: /^All synced/ }).waitFor()
  assert.deepEqual(ownComplaints(complaints()), [])
  await context.close()
})

test('[R7] somebody sees what a setting of another device would do there, then does just that, and takes it back', {
  skip,
}, async () => {
  await app.server.addAccount('cleo')
  const mac = await linkFolder('cleo', 'Tower')
  await onDevice(mac, 'sync', '--once')
  const { page, context, complaints } = await browser.person()
  await signInBrowser(page, app.url, { account: 'cleo' })
  await page.goto(`${app.url}/sync`)
  await page.getByRole('region', { name: 'Tower' }).getByRole('link', { name: 'Settings' }).click()
  const optimise = page.getByRole('switch', { name: 'Optimise storage' })
  await page.getByText('Optimise storage').click()
  const sheet = page.getByRole('dialog', { name: 'Optimise storage, on Tower?' })
  await sheet.getByText(/smaller versions of up to 2 originals \(80 kB\)/).waitFor()
  await sheet.getByRole('button', { name: 'Cancel' }).click()
  assert.equal(await optimise.isChecked(), false)

  await page.getByText('Optimise storage').click()
  await sheet.getByRole('button', { name: 'Do it' }).click()
  await page.getByRole('switch', { name: 'Optimise storage', checked: true }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('switch', { name: 'Optimise storage', checked: false }).waitFor()
  await page.getByText('Taken back.').waitFor()

  await page.getByRole('button', { name: 'Ask for a fresh report' }).click()
  await page.getByText(/^Ask for a fresh report, asked from/).waitFor()
  await onDevice(mac, 'sync', '--once')
  await page.getByRole('listitem').filter({ hasText: 'Ask for a fresh report' }).getByText('done').waitFor()
  assert.deepEqual(ownComplaints(complaints()), [])
  await context.close()
})

test('[R8] somebody whose cloud storage is full is told so, and asks for a larger plan', {
  skip,
}, async () => {
  await app.server.addAccount('ben', PHOTO_BYTES + 10_000)
  const pc = await linkFolder('ben', 'PC')
  await onDevice(pc, 'sync', '--once')
  const { page, context, complaints } = await browser.person()
  await signInBrowser(page, app.url, { account: 'ben' })
  await page.getByRole('button', { name: /^Nothing can be stored/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Make room' }).click()
  await page.getByRole('region', { name: 'The cloud storage is full' }).waitFor()
  await page.getByText('Waiting for room: 1 original (40 kB).').waitFor()
  await page
    .getByRole('listitem')
    .filter({ hasText: /^2 TB/ })
    .getByRole('button', { name: 'Ask for it' })
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'Ask for it' }).click()
  await page.getByText(/^2 TB was asked for .* has not answered yet/).waitFor()
  assert.deepEqual(ownComplaints(complaints()), [])
  await context.close()
})
