import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Asset } from '@rollcall/protocol'
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '@rollcall/protocol'
import { createSystemClock } from '@rollcall/platform-node'
import { createDeriver } from '@rollcall/server'
import type { Page } from 'playwright-core'
import { assetsOf, runDerivationsOf, until } from '../system/server/deriving-harness.ts'
import type { Member } from '../system/server/server-harness.ts'
import { PASSWORD } from '../system/server/server-harness.ts'
import { withoutChromium } from './find-chromium.ts'
import type { OpenBrowser, Person, PersonOptions } from './open-browser.ts'
import { openBrowser } from './open-browser.ts'
import type { ServedApp } from './serve-app.ts'
import { serveApp } from './serve-app.ts'
import { stockPhotos } from './stock-photos.ts'

/*
 * The library as people use it: a real server that has looked into real pictures, the app as it is built, and Chromium.
 */

const PHOTOS = 40

const skip = withoutChromium()
const ends = new AsyncDisposableStack()
let app: ServedApp
let browser: OpenBrowser
let member: Member

before(async () => {
  if (skip !== false) return
  app = ends.use(await serveApp())
  browser = ends.use(await openBrowser())
  await app.server.addAccount('ana')
  member = await app.server.signIn('ana', 'Camera')
  const deriver = createDeriver({ clock: createSystemClock() })
  ends.defer(() => deriver.close())
  ends.use(runDerivationsOf(app.server, deriver))
  await stockPhotos(member, PHOTOS)
})

after(async () => await ends.disposeAsync())

/** Somebody who is signed in, with the library before them. */
async function arrive(options: PersonOptions = {}): Promise<Person> {
  const person = await browser.person(options)
  await person.page.goto(app.url)
  await person.page.evaluate(
    async ([header, version, password]) => {
      const headers = { 'content-type': 'application/json', [header]: version }
      const body = JSON.stringify({ account: 'ana', password, deviceName: 'Chromium' })
      const answer = await fetch('/api/v1/web-sessions', { method: 'POST', headers, body })
      if (!answer.ok) throw new Error(await answer.text())
    },
    [PROTOCOL_HEADER, String(PROTOCOL_VERSION), PASSWORD] as const,
  )
  await person.page.goto(app.url)
  await cellsOf(person.page).first().waitFor()
  return person
}

function cellsOf(page: Page) {
  return page.getByRole('gridcell')
}

function focusedCell(page: Page) {
  return page.locator('[role=gridcell]:focus')
}

function viewerOf(page: Page) {
  return page.getByRole('dialog', { name: 'Photo', exact: true })
}

async function assetWhere(fits: (asset: Asset) => boolean): Promise<Asset> {
  let found: Asset | undefined
  await until(async () => {
    found = [...(await assetsOf(member)).values()].find(fits)
    return found !== undefined
  })
  assert.ok(found)
  return found
}

test('somebody finds, opens, favours, describes, cuts and reverts a photo by keys alone, and another browser sees it', {
  skip,
}, async () => {
  const { page, complaints } = await arrive()
  const other = await arrive()
  await page.keyboard.press('ArrowDown')
  assert.match((await focusedCell(page).getAttribute('aria-label')) ?? '', /^Photo, .* 2024$/)
  await page.keyboard.press('Control+End')
  assert.equal(await focusedCell(page).getAttribute('aria-label'), 'Photo, Thursday, January 15, 2015')
  await page.keyboard.press('Control+Home')
  await page.keyboard.press(']')
  assert.equal(await focusedCell(page).getAttribute('aria-label'), 'Photo, Monday, July 15, 2024')

  await page.keyboard.press('Enter')
  await viewerOf(page).waitFor()
  await page.getByRole('img', { name: 'IMG_20240715_120000.jpg' }).waitFor()
  await page.keyboard.press('f')
  await assetWhere(({ favourite }) => favourite)
  await page.keyboard.press('i')
  await page.getByText('Where is this photo?').waitFor()
  await page.getByLabel('Caption').fill('Three colours')
  await page.getByLabel('Caption').press('Enter')
  const { id } = await assetWhere(({ caption }) => caption === 'Three colours')
  await page.getByRole('button', { name: 'Back', exact: true }).focus()

  await page.keyboard.press('e')
  await page.getByRole('img', { name: 'How the photo will look' }).waitFor()
  await page.getByRole('slider', { name: 'Right edge of the crop' }).press('ArrowLeft')
  await page.getByRole('button', { name: 'Turn right' }).press('Enter')
  await page.getByRole('button', { name: 'Done' }).press('Enter')
  const edited = await assetWhere(
    (asset) => asset.id === id && asset.version !== undefined && asset.version.recipe !== null,
  )
  assert.equal(edited.version?.recipe?.rotate, 90)
  assert.equal(edited.version?.recipe?.crop?.height, 0.99)
  await page.getByRole('region', { name: 'Edit photo' }).waitFor({ state: 'hidden' })
  await page.keyboard.press('e')
  await page.getByRole('button', { name: 'Back to the original' }).press('Enter')
  await assetWhere((asset) => asset.id === id && asset.version?.recipe === null)

  await page.getByRole('region', { name: 'Edit photo' }).waitFor({ state: 'hidden' })
  await page.keyboard.press('Escape')
  await page.locator('[role=gridcell][aria-label*="July 15, 2024, favourite"]').waitFor()
  await other.page.getByRole('gridcell', { name: 'Photo, Monday, July 15, 2024, favourite' }).waitFor()
  assert.deepEqual([...complaints(), ...other.complaints()], [])
  await other.context.close()
})

test('somebody selects photos, deletes them, takes that back, and looks for some', { skip }, async () => {
  const { page, complaints } = await arrive()
  // The keys are pressed in the library itself, not in what is shown of it while it arrives.
  await page.getByRole('radio', { name: 'Years' }).waitFor()
  await page.getByText('All synced').first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('x')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await page.getByText('3 selected').waitFor()
  await page.keyboard.press('Delete')
  await until(async () => (await trashed()) === 3)
  await page.getByRole('button', { name: 'Undo' }).click()
  await until(async () => (await trashed()) === 0)
  await page.getByText('Taken back.').waitFor()

  await page.getByRole('searchbox').fill('2018')
  await page.getByRole('searchbox').press('Enter')
  await page.getByText('4 for 2018').waitFor()
  assert.equal(await cellsOf(page).count(), 4)
  await page.getByRole('searchbox').fill('nowhere')
  await page.getByRole('searchbox').press('Enter')
  await page.getByText('No photo matches “nowhere”').waitFor()
  assert.deepEqual(complaints(), [])
})

test('somebody with a phone goes from year to year, into a photo, and on to the next', { skip }, async () => {
  const { page, complaints } = await arrive({ viewport: 'phone', look: 'dark' })
  await page.getByRole('radio', { name: 'Years' }).tap()
  await page.getByRole('heading', { name: '2024' }).waitFor()
  await page.getByRole('radio', { name: 'Days' }).tap()
  await page.getByRole('gridcell', { name: 'Photo, Tuesday, October 15, 2024' }).tap()
  await viewerOf(page).waitFor()
  await page.getByRole('img', { name: 'IMG_20241015_120000.jpg' }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('img', { name: 'IMG_20240715_120000.jpg' }).waitFor()
  await page.getByRole('button', { name: 'Back', exact: true }).tap()
  await cellsOf(page).first().waitFor()
  assert.deepEqual(complaints(), [])
})

async function trashed(): Promise<number> {
  return [...(await assetsOf(member)).values()].filter(({ state }) => state === 'trashed').length
}
