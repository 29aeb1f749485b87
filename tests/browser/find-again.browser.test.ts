import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { AssetId, Intent } from '@rollcall/protocol'
import { pushResponseSchema } from '@rollcall/protocol'
import type { Page } from 'playwright-core'
import { assetsOf, until } from '../system/server/deriving-harness.ts'
import type { Member } from '../system/server/server-harness.ts'
import { answeredWith, clientId, createLine } from '../system/server/server-harness.ts'
import { contentsOf } from '../system/server/read-zip.ts'
import { withoutChromium } from './find-chromium.ts'
import type { OpenBrowser } from './open-browser.ts'
import { openBrowser } from './open-browser.ts'
import type { ServedApp } from './serve-app.ts'
import { serveApp } from './serve-app.ts'
import { signInBrowser } from './sign-in-browser.ts'

/*
 * Finding photos again by where they were taken and which device added them, and taking their originals along. The files are no pictures:
 * what is looked at here is what is known of them.
 */

const LISBON = { latitude: 38.7223, longitude: -9.1393 }
const OSLO = { latitude: 59.9139, longitude: 10.7522 }

const skip = withoutChromium()
const ends = new AsyncDisposableStack()
let app: ServedApp
let browser: OpenBrowser
let camera: Member
let contents: readonly Buffer[]

before(async () => {
  if (skip !== false) return
  app = ends.use(await serveApp())
  browser = ends.use(await openBrowser())
  await app.server.addAccount('ana')
  camera = await app.server.signIn('ana', 'Camera')
  const tablet = await app.server.signIn('ana', 'Tablet')
  const inLisbon = await addPhotos(camera, 1, [LISBON, LISBON, OSLO])
  contents = [...inLisbon, ...(await addPhotos(tablet, 2, [LISBON, null]))]
})

after(async () => await ends.disposeAsync())

/** Photos of one day, all with the same name, each at its spot; answers their bytes. */
async function addPhotos(member: Member, line: number, spots: readonly (typeof LISBON | null)[]) {
  const mine = createLine(member, clientId(line))
  const made: Buffer[] = []
  for (const [index, value] of spots.entries()) {
    const bytes = Buffer.from(`a photo that ${line} took as number ${index}`)
    await member.put(bytes)
    const create = mine.create(bytes)
    const { assetId } = create.args
    const located: Intent = { op: 'setLocated', args: { assetId: assetId as AssetId, value } }
    const mutations = value === null ? [create] : [create, mine.numbered(located)]
    await answeredWith(200, pushResponseSchema, mine.push(mine.request(mutations)))
    made.push(bytes)
  }
  return made
}

function cellsOf(page: Page) {
  return page.getByRole('gridcell')
}

async function choose(page: Page, filter: RegExp, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: /^Show: / }).click()
  await page.getByRole('menuitemradio', { name: filter }).click()
  await page.getByRole('dialog').getByRole('button', { name }).click()
}

test('somebody filters by place and device, takes the filters away offline, and searches for a country', {
  skip,
}, async () => {
  const { page, context, complaints } = await browser.person()
  await signInBrowser(page, app.url, { account: 'ana' })
  await page
    .getByRole('gridcell', { name: /, Lisbon/ })
    .first()
    .waitFor()
  await page.getByRole('heading', { name: /· Lisbon, Oslo$/ }).waitFor()
  await choose(page, /^Taken at a place/, /^Lisbon 3$/)
  await page.getByRole('button', { name: 'Filter “Lisbon”: remove' }).waitFor()
  await until(async () => (await cellsOf(page).count()) === 3)
  await choose(page, /^Added from a device/, /^Tablet 2$/)
  await until(async () => (await cellsOf(page).count()) === 1)
  assert.equal(new URL(page.url()).search, '?device=Tablet&place=Lisbon')

  await context.setOffline(true)
  await page.getByRole('button', { name: 'Remove all' }).click()
  await until(async () => (await cellsOf(page).count()) === 5)
  await context.setOffline(false)
  await page.keyboard.press('/')
  await page.keyboard.type('place:norway')
  await page.keyboard.press('Enter')
  await page.getByRole('gridcell', { name: /, Oslo/ }).waitFor()
  assert.equal(await cellsOf(page).count(), 1)
  assert.deepEqual(complaints(), [])
  await context.close()
})

test('somebody downloads what they have selected as one zip, whose files are the originals byte for byte', {
  skip,
}, async () => {
  const { page, context, complaints } = await browser.person()
  await signInBrowser(page, app.url, { account: 'ana' })
  await cellsOf(page).first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Control+a')
  await page.getByText('5 selected').waitFor()
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download originals' }).click()
  const download = await coming
  await page.getByText('come as one zip file').waitFor()
  assert.match(download.suggestedFilename(), /^Rollcall .*\.zip$/)
  const files = contentsOf(readFileSync(await download.path()))
  assert.deepEqual([...files.values()].map(hashOf).toSorted(), contents.map(hashOf).toSorted())
  assert.deepEqual(complaints(), [])
  await context.close()
})

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

test('somebody marks a photo and puts it into an album at once, sees how all is synced, and where the photo is', {
  skip,
}, async () => {
  const { page, context, complaints } = await browser.person()
  await signInBrowser(page, app.url, { account: 'ana' })
  await cellsOf(page).first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('f')
  await page.getByText('1 marked as favourites.').waitFor()
  await page.keyboard.press('a')
  await page.getByRole('dialog', { name: 'Add to an album' }).waitFor()
  await page.keyboard.press('Escape')
  await until(async () => [...(await assetsOf(camera)).values()].some(({ favourite }) => favourite))

  await page.getByText('All synced').first().waitFor()
  await page.keyboard.press('Enter')
  const viewer = page.getByRole('dialog', { name: 'Photo', exact: true })
  await viewer.waitFor()
  await page.keyboard.press('s')
  await page.getByRole('dialog', { name: /^All synced/ }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('i')
  const where = page.getByRole('region', { name: 'Where is this photo?' })
  await where.getByText(/read back and verified/).waitFor()
  await where.getByRole('button', { name: 'Check now' }).click()
  await where.getByRole('button', { name: 'Check now' }).waitFor()
  await where.getByText(/^Tablet: it has not said/).waitFor()
  await viewer.getByRole('button', { name: 'Back', exact: true }).focus()
  await page.keyboard.press('/')
  await page.getByRole('searchbox').waitFor()
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'INPUT')
  assert.deepEqual(complaints(), [])
  await context.close()
})
