import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { PASSWORD, signInFolder } from '../system/processes/admit.ts'
import { photoOf, putFiles } from '../system/processes/media-files.ts'
import { runHere } from '../system/processes/run-here.ts'
import { withoutChromium } from './find-chromium.ts'
import type { OpenBrowser, Person } from './open-browser.ts'
import { openBrowser } from './open-browser.ts'
import { ownComplaints } from './own-complaints.ts'
import type { ServedApp } from './serve-app.ts'
import { serveApp } from './serve-app.ts'
import { signInBrowser } from './sign-in-browser.ts'

/*
 * Albums, the trash and hidden photos as people use them: the real server, a real agent, the app as it is built, and two Chromiums.
 */

const PHOTOS = 3

const skip = withoutChromium()
const ends = new AsyncDisposableStack()
let app: ServedApp
let browser: OpenBrowser
let mac: string

before(async () => {
  if (skip !== false) return
  app = ends.use(await serveApp())
  browser = ends.use(await openBrowser())
  await app.server.addAccount('ana')
  mac = await mkdtemp(join(tmpdir(), 'rollcall-mac-'))
  ends.defer(() => rm(mac, { recursive: true, force: true }))
  await signInFolder(mac, app.url, { deviceName: 'MacBook', account: 'ana' })
  const named = Array.from({ length: PHOTOS }, (_, at) => [`${at + 1}.jpg`, photoOf(at + 1)] as const)
  await putFiles(mac, Object.fromEntries(named))
  await onDevice('sync', '--once')
})

after(async () => await ends.disposeAsync())

async function onDevice(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runHere([...args, '--folder', mac])
  return `${stdout}${stderr}`
}

async function arrive(deviceName: string): Promise<Person> {
  const person = await browser.person()
  await signInBrowser(person.page, app.url, { account: 'ana', deviceName })
  await cellsOf(person.page).first().waitFor()
  return person
}

function cellsOf(page: Page) {
  return page.getByRole('gridcell')
}

/** Goes where the sidebar leads, without loading the app anew. */
async function goTo(page: Page, place: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: place, exact: true }).click()
}

/** Selects the photo that the grid begins with. */
async function selectFirst(page: Page): Promise<void> {
  await cellsOf(page).first().focus()
  await page.keyboard.press('x')
  await page.getByText('1 selected').waitFor()
}

test('an album and a favourite that somebody makes in a browser are the same in another one and on a device', {
  skip,
}, async () => {
  const ana = await arrive('Desk')
  const sofa = await arrive('Sofa')
  await selectFirst(ana.page)
  await ana.page.keyboard.press('f')
  await ana.page.getByRole('gridcell', { name: /favourite/ }).waitFor()
  await ana.page.getByRole('button', { name: 'Add to album' }).click()
  const sheet = ana.page.getByRole('dialog')
  await sheet.getByLabel('New album').fill('Norway')
  await sheet.getByRole('button', { name: 'Create and add' }).click()

  await goTo(sofa.page, 'Albums')
  await sofa.page.getByRole('link', { name: /Norway/ }).click()
  await sofa.page.getByRole('gridcell', { name: /favourite/ }).waitFor()
  await sofa.page.getByRole('button', { name: 'Rename' }).click()
  await sofa.page.getByRole('dialog').getByLabel('Name').fill('Norway 2026')
  await sofa.page.getByRole('button', { name: 'Save' }).click()

  await goTo(ana.page, 'Albums')
  await ana.page.getByRole('link', { name: /Norway 2026.*1 photo/ }).waitFor()
  await onDevice('sync', '--once')
  assert.match(await onDevice('album', 'show', 'Norway 2026'), /[123]\.jpg +♥/)
  await onDevice('album', 'rename', 'Norway 2026', 'The north')
  await onDevice('sync', '--once')
  await ana.page.getByRole('link', { name: /The north/ }).waitFor()

  await sofa.page.getByRole('heading', { name: 'The north' }).waitFor()
  await sofa.page.getByRole('button', { name: 'Delete album' }).click()
  await sofa.page.getByRole('alertdialog').getByRole('button', { name: 'Delete album' }).click()
  await ana.page.getByText('There are no albums yet').waitFor()
  await sofa.page.getByRole('button', { name: 'Undo' }).first().click()
  await ana.page.getByRole('link', { name: /The north/ }).waitFor()
  assert.deepEqual(ownComplaints([...ana.complaints(), ...sofa.complaints()]), [])
  await ana.context.close()
  await sofa.context.close()
})

test('what somebody deletes can be restored for 30 days, and its batch is in the journal', {
  skip,
}, async () => {
  const { page, context, complaints } = await arrive('Desk')
  await selectFirst(page)
  await page.keyboard.press('Delete')
  await goTo(page, 'Albums')
  await page.getByRole('link', { name: 'Recently deleted' }).click()
  await page.getByText('The first of them goes for good in 30 days.').waitFor()
  await selectFirst(page)
  await page.getByRole('button', { name: 'Restore' }).click()
  await page.getByText('Nothing was deleted lately').waitFor()

  await page.goto(`${app.url}/journal`)
  const restored = page.getByRole('listitem').filter({ hasText: 'Desk restored 1 photo' })
  await restored.getByRole('button', { name: 'Take back' }).click()
  await page.getByText(/Desk took back: deleted 1 photo/).waitFor()
  await page.goto(`${app.url}/albums/trash`)
  await page.getByRole('button', { name: 'Empty', exact: true }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete for good' }).click()
  await page.getByText('Nothing was deleted lately').waitFor()
  assert.deepEqual(ownComplaints(complaints()), [])
  await context.close()
})

test('hidden photos are shown only to who says again who they are', { skip }, async () => {
  const { page, context, complaints } = await arrive('Desk')
  await selectFirst(page)
  await page.keyboard.press('h')
  await goTo(page, 'Albums')
  await page.getByRole('link', { name: 'Hidden' }).click()
  // Who has just signed in has just shown who they are.
  await page.getByRole('button', { name: 'Lock again' }).click()
  await page.getByText('Hidden photos are locked').waitFor()
  assert.equal(await cellsOf(page).count(), 0)
  await page.reload()
  await page.getByText('Hidden photos are locked').waitFor()
  await page.getByRole('button', { name: 'Unlock' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('textbox', { name: 'Password' }).fill('not the password')
  await sheet.getByRole('button', { name: 'Unlock', exact: true }).click()
  await sheet.getByRole('alert').waitFor()
  await sheet.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
  await sheet.getByRole('button', { name: 'Unlock', exact: true }).click()
  await cellsOf(page).first().waitFor()
  await page.getByRole('button', { name: 'Lock again' }).click()
  await page.getByText('Hidden photos are locked').waitFor()
  assert.deepEqual(ownComplaints(complaints()), [])
  await context.close()
})
